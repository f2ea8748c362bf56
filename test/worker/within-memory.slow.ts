import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inEnglish, type Text } from '../../src/i18n/phrase.ts'

interface Measured {
  readonly score: readonly number[]
  readonly norm: number
  readonly notes: readonly Text[]
}

const path = fileURLToPath(new URL('./fixtures/short-of-memory.ts', import.meta.url))

function run(...more: string[]): Measured[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...more], { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return JSON.parse(stdout)
}

const onLinux = process.platform === 'linux' ? false : 'prlimit exists on Linux only'

test('a process without more memory computes the same in smaller parts', { skip: onLinux }, () => {
  const [plenty, little] = [run(), run(String(420 * 2 ** 20))]
  for (const { notes } of plenty) assert.deepEqual(notes, [])
  assert.match(little[0]?.notes.map(inEnglish).join() ?? '', /a few at a time/)
  assert.match(little[1]?.notes.map(inEnglish).join() ?? '', /in tiles/)
  plenty.forEach(({ score, norm }, i) => {
    const found = little[i] as Measured
    for (const [image, value] of score.entries())
      assert.ok(Math.abs((found.score[image] ?? 0) / value - 1) < 1e-2, `${found.score} for ${score}`)
    assert.ok(Math.abs(found.norm / norm - 1) < 1e-2, `${found.norm} for ${norm}`)
  })
})

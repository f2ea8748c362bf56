import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { alive, gone } from '../harness.ts'

test('busy and idle workers end when their parent is killed', async () => {
  const parent = fork(fileURLToPath(new URL('../parent.ts', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [pids] = (await once(parent, 'message')) as [number[]]
  assert.equal(new Set(pids).size, 2)
  assert.ok(pids.every(alive))
  parent.kill('SIGKILL')
  await Promise.all(pids.map(gone))
})

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { isAbandoned, writeFileAtomically } from '../../src/system/write-file.ts'

const root = mkdtempSync(join(tmpdir(), 'dreambot-write-'))
after(() => rmSync(root, { recursive: true }))

function folder(name: string): string {
  mkdirSync(join(root, name))
  return join(root, name)
}

test('a reader sees the old file or the new one, and nothing in between', async () => {
  const path = join(folder('readers'), 'file')
  const contents = ['a', 'b'].map((letter) => letter.repeat(4_000_000))
  await writeFileAtomically(path, contents[0] ?? '')
  let isOver = false
  const writing = Promise.all(contents.map((text) => writeFileAtomically(path, text))).finally(() => {
    isOver = true
  })
  while (!isOver) {
    assert.ok(contents.includes(readFileSync(path, 'utf8')))
    await setImmediate()
  }
  await writing
  assert.deepEqual(readdirSync(join(root, 'readers')), ['file'])
})

test('a write that fails leaves the old file and no temporary one', async () => {
  const parent = folder('failing')
  mkdirSync(join(parent, 'taken'))
  await assert.rejects(writeFileAtomically(join(parent, 'taken'), 'text'), { code: /EISDIR|EEXIST|ENOTEMPTY|EPERM/ })
  assert.deepEqual(readdirSync(parent), ['taken'])
  await assert.rejects(writeFileAtomically(join(parent, 'none', 'file'), 'text'), { code: 'ENOENT' })
})

test('a disk that fills up in the middle of a write is an error, and the old file stays', async (t) => {
  if (process.platform === 'win32') return t.skip('no limit on the size of files')
  const path = join(folder('full'), 'file')
  writeFileSync(path, 'old')
  const module = JSON.stringify(new URL('../../src/system/write-file.ts', import.meta.url).href)
  const code = `import(${module}).then(({ writeFileAtomically }) =>
    writeFileAtomically(process.argv[1], Buffer.alloc(40_000))).catch((error) => console.log(error.code))`
  // Like a full disk, the limit lets the first write end short and fails the next one.
  const command = 'ulimit -f 16 && exec "$0" -e "$1" "$2"'
  const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, code, path])
  assert.equal(stdout.trim(), 'EFBIG')
  assert.equal(readFileSync(path, 'utf8'), 'old')
  assert.deepEqual(readdirSync(join(root, 'full')), ['file'])
})

test('a temporary file is abandoned unless this process is writing it', async () => {
  const home = folder('left')
  const path = join(home, 'file')
  const temporary = () => readdirSync(home).filter((name) => name.endsWith('.part'))
  let isOver = false
  const writing = writeFileAtomically(path, Buffer.alloc(8_000_000)).finally(() => {
    isOver = true
  })
  while (temporary().length === 0 && !isOver) await setImmediate()
  for (const name of temporary()) assert.equal(isAbandoned(join(home, name)), false)
  await writing
  assert.equal(isAbandoned(path), false)
  assert.equal(isAbandoned(join(home, '.0b1c.part')), true)
})

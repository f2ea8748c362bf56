import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { alive, gone } from '../scheduler/harness.ts'

const skip = process.platform === 'win32' && 'Windows keeps the parent of an orphan'

test('a process that is stuck in a native library ends when its parent is killed', { skip }, async () => {
  const parent = fork(fileURLToPath(new URL('stuck.ts', import.meta.url)), ['parent'], { execArgv: [] })
  const [pid] = (await once(parent, 'message')) as [number]
  assert.ok(alive(pid))
  parent.kill('SIGKILL')
  await gone(pid)
})

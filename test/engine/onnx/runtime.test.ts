import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const RENDER = fileURLToPath(new URL('../fixtures/gradient.ts', import.meta.url))

test('a gradient leaves no files behind: no telemetry, no cache, no log', () => {
  const home = mkdtempSync(join(tmpdir(), 'dreambot-test-'))
  // With the variable CI, the runtime has no telemetry anyway.
  const { CI: _, ...environment } = process.env
  const env = { ...environment, HOME: home, TMPDIR: home, XDG_CACHE_HOME: home }
  const { status, stderr } = spawnSync(process.execPath, [RENDER], { cwd: home, env, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  assert.deepEqual(readdirSync(home), [])
  rmSync(home, { recursive: true })
})

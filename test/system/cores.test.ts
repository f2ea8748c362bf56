import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { availableCores } from '../../src/system/cores.ts'

/** The available cores on a system with these files. */
function coresOf(files: Record<string, string>): number {
  const root = mkdtempSync(join(tmpdir(), 'dreambot-cores-'))
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return availableCores(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

const all = availableParallelism()
const older = (folder: string, quota: string) => ({
  [`sys/fs/cgroup/cpu${folder}/cpu.cfs_quota_us`]: quota,
  [`sys/fs/cgroup/cpu${folder}/cpu.cfs_period_us`]: '100000\n',
})

test('without a limit all cores count', () => {
  assert.equal(coresOf({}), all)
  assert.equal(coresOf({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': 'max 100000\n' }), all)
  assert.equal(coresOf({ 'proc/self/cgroup': '3:cpuset:/\n1:cpu:/a\n', ...older('/a', '-1\n') }), all)
  assert.ok(availableCores() >= 1)
})

test('a limit of either version counts, in the cgroup or in one that contains it', () => {
  assert.equal(coresOf({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '100000 100000\n' }), 1)
  assert.equal(coresOf({ 'proc/self/cgroup': '0::/a/b\n', 'sys/fs/cgroup/a/cpu.max': '150000 100000\n' }), 1)
  const named = 'kubepods.slice:cri-containerd:1f'
  assert.equal(
    coresOf({ 'proc/self/cgroup': `0::/a/${named}\n`, [`sys/fs/cgroup/a/${named}/cpu.max`]: '100000 100000\n' }),
    1,
  )
  assert.equal(coresOf({ 'proc/self/cgroup': '2:cpuacct:/\n1:cpu:/a\n', ...older('/a', '100000\n') }), 1)
  assert.equal(coresOf({ 'proc/self/cgroup': '4:cpu,cpuacct:/docker/1f\n', ...older('', '120000\n') }), 1)
})

test('less than a core counts as one, and a limit above the cores of the machine has no effect', () => {
  assert.equal(coresOf({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '20000 100000\n' }), 1)
  assert.equal(coresOf({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '99900000 100000\n' }), all)
})

/** How many processor cores this process may use. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/**
 * The machine's, or as many as the container's share of time is worth, rounded down: more threads than that would only be
 * stopped in the middle of their work. Node knows of some kinds of containers, and not of all.
 *
 * @param root Where the system's files are; a folder for tests.
 */
export function availableCores(root = '/'): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(quota(root))))
}

/** In cores: the least of this process's control group and of those around it; infinity where there is none. */
function quota(root: string): number {
  const groups = (read(join(root, 'proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'))
  const quotas = groups.flatMap(([, controllers = '', ...rest]) => {
    // There are colons in the names of containerd's groups.
    const path = rest.join(':')
    if (controllers === '') return around(path).map((group) => newer(join(root, 'sys/fs/cgroup', group)))
    if (!controllers.split(',').includes('cpu')) return []
    return around(path).map((group) => older(join(root, 'sys/fs/cgroup/cpu', group)))
  })
  return Math.min(...quotas)
}

/** The group and all that it is in. Inside a container the path may be the host's, and its own group the outermost. */
function around(path: string): string[] {
  const parts = path.split('/').filter(Boolean)
  return Array.from({ length: parts.length + 1 }, (_, count) => parts.slice(0, count).join('/'))
}

/** Version 2: the time allowed and the period, in one file. */
function newer(folder: string): number {
  const [allowed, period] = (read(join(folder, 'cpu.max')) ?? 'max').trim().split(' ').map(Number)
  return cores(allowed, period)
}

/** Version 1: a file for each. */
function older(folder: string): number {
  return cores(Number(read(join(folder, 'cpu.cfs_quota_us'))), Number(read(join(folder, 'cpu.cfs_period_us'))))
}

function cores(allowed = Number.NaN, period = Number.NaN): number {
  return allowed > 0 && period > 0 ? allowed / period : Number.POSITIVE_INFINITY
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

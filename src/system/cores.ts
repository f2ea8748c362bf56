/** The number of processor cores that this process may use, within the limits of its container. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

/**
 * The machine's cores, or fewer if a control group (cgroup) limits the CPU time, rounded down, at least 1. More threads than
 * that would be throttled in the middle of their work. Node's own count ignores some kinds of cgroups.
 *
 * @param root The folder that has proc/ and sys/; tests pass another one.
 */
export function availableCores(root = '/'): number {
  return Math.max(1, Math.min(availableParallelism(), Math.floor(quota(root))))
}

/** The lowest CPU limit of this process's cgroup and of those that contain it, in cores; infinity without a limit. */
function quota(root: string): number {
  const groups = (read(join(root, 'proc/self/cgroup')) ?? '').split('\n').map((line) => line.split(':'))
  const quotas = groups.flatMap(([, controllers = '', ...rest]) => {
    // The names of containerd's cgroups contain colons.
    const path = rest.join(':')
    if (controllers === '') return withAncestors(path).map((group) => limitV2(join(root, 'sys/fs/cgroup', group)))
    if (!controllers.split(',').includes('cpu')) return []
    return withAncestors(path).map((group) => limitV1(join(root, 'sys/fs/cgroup/cpu', group)))
  })
  return Math.min(...quotas)
}

/**
 * A cgroup and all that contain it. Inside a container the path may be the host's, while the container's own cgroup is
 * mounted as the root.
 */
function withAncestors(path: string): string[] {
  const parts = path.split('/').filter(Boolean)
  return Array.from({ length: parts.length + 1 }, (_, count) => parts.slice(0, count).join('/'))
}

/** The limit of a cgroup of version 2, which has the quota and the period in one file. */
function limitV2(folder: string): number {
  const [allowed, period] = (read(join(folder, 'cpu.max')) ?? 'max').trim().split(' ').map(Number)
  return cores(allowed, period)
}

/** The limit of a cgroup of version 1, which has a file for each. */
function limitV1(folder: string): number {
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

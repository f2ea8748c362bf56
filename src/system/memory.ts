/** What processes hold in memory, and may. */
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

/** Of one process, in bytes; undefined where there is no such process any more, and anywhere but on Linux. */
export function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** Of the machine, or of the container that allows less, in bytes. */
export function availableMemoryBytes(): number {
  // Without a container's limit this is 0, or more than there is.
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
}

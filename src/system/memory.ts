/** Memory of processes and of the machine, in bytes. */
import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

/**
 * The resident memory of another process, in bytes; undefined when the process has ended, and on systems other than Linux.
 * The process does not take part: the kernel answers, even while the process is blocked in a native call.
 */
export function residentBytes(pid: number): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** The machine's memory, or its container's limit if that is lower, in bytes. */
export function availableMemoryBytes(): number {
  // `constrainedMemory` is 0 or larger than the machine's memory when no container sets a limit.
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
}

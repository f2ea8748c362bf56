/** Files that are written completely or not at all. */
import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

const TEMPORARY = '.part'

/** Paths of the temporary files that this process is writing. */
const inUse = new Set<string>()

/**
 * Replaces `path` with a file that holds `data`. Readers see the old file or the new one, never a part of it, even after a
 * crash or on a full disk: the data is written to a temporary file in the same folder, flushed to the disk, and renamed.
 * The folder must exist. Throws Node's error, such as ENOSPC, and leaves no temporary file then; only a killed process
 * leaves one, see `isAbandoned`.
 *
 * The package write-file-atomic is not used: on a full disk it resolves and leaves a truncated file (7.0.1).
 */
export async function writeFileAtomically(path: string, data: Uint8Array | string): Promise<void> {
  const temporary = join(resolve(dirname(path)), `.${randomUUID()}${TEMPORARY}`)
  inUse.add(temporary)
  try {
    await writeFile(temporary, data, { flush: true })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  } finally {
    inUse.delete(temporary)
  }
}

/** Whether `path` is a temporary file that an earlier process has left. No other process may write in its folder. */
export function isAbandoned(path: string): boolean {
  return path.endsWith(TEMPORARY) && !inUse.has(resolve(path))
}

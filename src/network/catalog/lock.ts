/** A lock between processes: a file that exists while one of them works, and that it touches as a heartbeat. */
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const HEARTBEAT_MS = 2000
/** The age of a lock whose process is taken for dead, in milliseconds since its last heartbeat. */
const STALE_MS = 5 * HEARTBEAT_MS
const POLL_MS = HEARTBEAT_MS / 10

interface LockedWork<Value> {
  readonly work: () => Promise<Value>
  /** Whether the work must still be done: asked while another process holds the lock, and once this one has it. */
  readonly isNeeded: () => Promise<boolean>
}

/**
 * Runs `work` while this process alone holds the lock at `path`, and returns its value; undefined if the work was no longer
 * needed. Throws Node's error if the lock's file cannot be created, and as `isNeeded` and `work` do.
 */
export async function withLock<Value>(path: string, { work, isNeeded }: LockedWork<Value>): Promise<Value | undefined> {
  const token = randomUUID()
  while (!(await take(path, token))) {
    await sleep(POLL_MS)
    if (!(await isNeeded())) return undefined
  }
  const heartbeat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS)
  try {
    // Another process may have done the work just before this one got the lock.
    return (await isNeeded()) ? await work() : undefined
  } finally {
    clearInterval(heartbeat)
    // If the machine was suspended, the lock may have become stale, and another process may hold it by now.
    if ((await readFile(path, 'utf8').catch(() => '')) === token) await rm(path, { force: true })
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    const touched = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()
    if (Date.now() - touched > STALE_MS) await removeStale(path, token)
    return false
  }
}

/** Renames the lock before it is removed: of several processes that find it stale, only one succeeds. */
async function removeStale(path: string, token: string): Promise<void> {
  const away = `${path}.${token}`
  await rename(path, away).catch(() => {})
  await rm(away, { force: true })
}

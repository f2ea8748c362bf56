/** One process at a time, by a file that stands while the work goes on. */
import { randomUUID } from 'node:crypto'
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const BEAT_MS = 2000
/** A lock that was not touched for so long was left by a process that is gone. */
const STALE_MS = 5 * BEAT_MS

/**
 * Runs `work` while this process alone holds the lock `path`, waiting for it as long as `worthwhile` says so; undefined
 * when waiting is no longer worthwhile. Throws what the file system does if the lock cannot be made.
 */
export async function withLock<Value>(
  path: string,
  isNeeded: () => Promise<boolean>,
  work: () => Promise<Value>,
): Promise<Value | undefined> {
  const token = randomUUID()
  while (!(await take(path, token))) {
    await sleep(BEAT_MS / 10)
    if (!(await isNeeded())) return undefined
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT_MS)
  try {
    // It may have been done while this process came to hold the lock.
    return (await isNeeded()) ? await work() : undefined
  } finally {
    clearInterval(beat)
    // After a long sleep of the machine it may be another's by now.
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
    if (Date.now() - touched > STALE_MS) await clear(path, token)
    return false
  }
}

/** Of several processes that find a lock stale one moves it away; the others find nothing to move. */
async function clear(path: string, token: string): Promise<void> {
  const away = `${path}.${token}`
  await rename(path, away).catch(() => {})
  await rm(away, { force: true })
}

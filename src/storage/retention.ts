/** Deletes photos that have not been used for some days, and gives up jobs that have been open as long. */
import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Stop } from '../core/platform.ts'
import type { JobJournal } from './job-journal.ts'
import type { PhotoStore } from './photo-store.ts'

const DAY_MS = 24 * 3600_000
const INTERVAL_MS = 6 * 3600_000

interface RetentionOptions {
  /** How long photos and open jobs are kept. */
  readonly days: number
  readonly photos: Pick<PhotoStore, 'prune'>
  readonly journal: Pick<JobJournal, 'expire'>
  readonly log: Log
}

/** Removes what has expired now and every 6 hours, until it is stopped. A failure is logged. */
export function removeExpired({ days, photos, journal, log }: RetentionOptions): Stop {
  async function prune(): Promise<void> {
    const since = Date.now() - days * DAY_MS
    try {
      const expired = journal.expire(since)
      if (expired > 0)
        log({ level: 'warn', message: `jobs that have been open for ${days} days are given up (${expired})` })
      await photos.prune(since)
    } catch (error) {
      log({ level: 'warn', message: 'expired photos and jobs could not be removed', stack: stackOf(error) })
    }
  }
  void prune()
  const timer = setInterval(prune, INTERVAL_MS)
  return async () => clearInterval(timer)
}

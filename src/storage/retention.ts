/** How long photos and pictures are kept, and jobs that nobody can be told of. */

import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Stop } from '../core/platform.ts'
import type { JobJournal } from './job-journal.ts'
import type { PhotoStore } from './photo-store.ts'

const DAY = 24 * 3600_000
const EVERY = 6 * 3600_000

interface Kept {
  readonly photos: Pick<PhotoStore, 'prune'>
  readonly journal: Pick<JobJournal, 'expire'>
}

/** Removes what has not been needed for so many days, now and every few hours. */
export function removeExpired(days: number, { photos, journal }: Kept, log: Log): Stop {
  async function prune(): Promise<void> {
    const since = Date.now() - days * DAY
    try {
      const expired = journal.expire(since)
      if (expired > 0)
        log({ level: 'warn', message: `jobs that have been open for ${days} days are given up (${expired})` })
      await photos.prune(since)
    } catch (error) {
      log({ level: 'warn', message: 'what is old could not be removed', stack: stackOf(error) })
    }
  }
  void prune()
  const timer = setInterval(prune, EVERY)
  return async () => clearInterval(timer)
}

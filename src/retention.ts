/** How long photos and pictures are kept. */
import type { Log } from './command.ts'
import { stackOf } from './errors.ts'
import type { Photos } from './photos.ts'
import type { Stop } from './platform.ts'

const DAY = 24 * 3600_000
const EVERY = 6 * 3600_000

/** Removes what has not been needed for so many days, now and every few hours. */
export function keepFor(days: number, photos: Photos, log: Log): Stop {
  const prune = () =>
    photos
      .prune(Date.now() - days * DAY)
      .catch((error) => log({ level: 'warn', message: 'old photos could not be removed', stack: stackOf(error) }))
  void prune()
  const timer = setInterval(prune, EVERY)
  return async () => clearInterval(timer)
}

/** How many jobs a person may ask for in an hour: one Bottleneck reservoir for each person and hour. */
import Bottleneck from 'bottleneck'
import { UserError } from '../errors.ts'
import { count, duration } from '../format.ts'

const HOUR = 3_600_000

export interface Rate {
  /** Takes one of the user's tokens. Throws `UserError` limit, which costs nothing, when this hour's are gone. */
  take(user: string): Promise<void>
}

/**
 * The key of a reservoir holds the hour it is for, so it needs no refill, and the promised time is the end of the hour:
 * known to every process that shares the reservoirs. (A refill of Bottleneck's own comes at a time that it does not tell.)
 *
 * @param now Milliseconds since 1970.
 */
export function createRate(perHour: number, now: () => number = Date.now): Rate {
  const reservoirs = new Bottleneck.Group({
    reservoir: perHour,
    // With no room to queue, a job that finds no token is rejected at once instead of waiting for one.
    highWater: 0,
    strategy: Bottleneck.strategy.OVERFLOW,
    // A reservoir that is deleted comes back full, so it must outlive its hour.
    timeout: 2 * HOUR,
  })

  return {
    async take(user) {
      const hour = Math.floor(now() / HOUR)
      try {
        await reservoirs.key(`${user}@${hour}`).schedule(async () => {})
      } catch (error) {
        if (!(error instanceof Bottleneck.BottleneckError)) throw error
        const seconds = ((hour + 1) * HOUR - now()) / 1000
        const wait = duration(seconds > 60 ? Math.ceil(seconds / 60) * 60 : Math.max(1, Math.ceil(seconds)))
        throw new UserError(
          'limit',
          `You have had your ${count(perHour, 'picture')} of this hour; come back in ${wait}.`,
        )
      }
    },
  }
}

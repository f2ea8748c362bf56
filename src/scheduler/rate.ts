/** How many jobs a person may ask for in an hour: one Bottleneck reservoir for each person and hour. */
import Bottleneck from 'bottleneck'
import { UserError } from '../errors.ts'
import { count, duration } from '../format.ts'
import { phrase } from '../language.ts'

const HOUR = 3_600_000
/** How long a shared reservoir may take to answer, in milliseconds. */
const PATIENCE = 2000

export interface Rate {
  /**
   * Takes one of the tokens that `who` has in this hour. Throws `UserError` limit, which costs nothing, when all of
   * `perHour` are gone. Where the shared reservoirs cannot be reached nobody is refused.
   */
  take(who: string, perHour: number): Promise<void>
}

export interface RateOptions {
  /** Where reservoirs are kept for all processes that share them. Default in this process alone. */
  readonly connection?: Bottleneck.IORedisConnection | undefined
  /** The clock of hourly limits, milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * The key of a reservoir holds the hour it is for, so it needs no refill, and the promised time is the end of the hour:
 * known to every process that shares the reservoirs. (A refill of Bottleneck's own comes at a time that it does not tell.)
 */
export function createRate({ connection, now = Date.now }: RateOptions = {}): Rate {
  /** By the size of their reservoirs, which all of a group share. */
  const groups = new Map<number, Bottleneck.Group>()

  function group(reservoir: number): Bottleneck.Group {
    const found = groups.get(reservoir)
    if (found) return found
    const created = new Bottleneck.Group({
      ...(connection && { connection, id: `dreambot-rate-${reservoir}` }),
      reservoir,
      // With no room to queue, a job that finds no token is rejected at once instead of waiting for one.
      highWater: 0,
      strategy: Bottleneck.strategy.OVERFLOW,
      // A reservoir that is deleted comes back full, so it must outlive its hour.
      timeout: 2 * HOUR,
    })
    groups.set(reservoir, created)
    return created
  }

  async function takeFrom(reservoirs: Bottleneck.Group, key: string): Promise<void> {
    try {
      await reservoirs.key(key).schedule(async () => {})
    } catch (error) {
      // A Redis that has lost its keys has new reservoirs; Bottleneck looks for this without the prefix of today's Redis.
      if (!(error instanceof Error && error.message.includes('SETTINGS_KEY_NOT_FOUND'))) throw error
      await reservoirs.deleteKey(key)
      await reservoirs.key(key).schedule(async () => {})
    }
  }

  return {
    async take(who, perHour) {
      const hour = Math.floor(now() / HOUR)
      const taken = takeFrom(group(perHour), `${who}@${hour}`)
      try {
        await (connection ? impatiently(taken) : taken)
      } catch (error) {
        if (!(error instanceof Bottleneck.BottleneckError)) throw error
        const seconds = ((hour + 1) * HOUR - now()) / 1000
        const wait = duration(seconds > 60 ? Math.ceil(seconds / 60) * 60 : Math.max(1, Math.ceil(seconds)))
        throw new UserError(
          'limit',
          phrase`You have had your ${count(perHour, 'picture')} of this hour; come back in ${wait}.`,
        )
      }
    },
  }
}

/** `taken`, or nothing where that takes too long or fails for another reason than an empty reservoir. */
async function impatiently(taken: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, PATIENCE)
  const answered = taken.catch((error) => {
    if (error instanceof Bottleneck.BottleneckError) throw error
  })
  await Promise.race([answered, late]).finally(() => clearTimeout(timer))
  answered.catch(() => {})
}

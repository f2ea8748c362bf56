/** How many jobs a person may ask for in an hour: one Bottleneck reservoir for each person and hour. */
import Bottleneck from 'bottleneck'
import { UserError } from '../core/errors.ts'
import { count, duration } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'

const HOUR = 3_600_000
/** What the names of all reservoirs begin with. */
export const RATE_PREFIX = 'dreambot-rate'
/** A reservoir that is deleted comes back full, so it must outlive its hour; in milliseconds. */
export const RESERVOIR_TTL_MS = 2 * HOUR
/** How long a shared reservoir may take to answer, in milliseconds. */
const PATIENCE = 2000

export interface HourlyRate {
  /**
   * Takes one of the tokens that `who` has in this hour. Throws `UserError` limit, which costs nothing, when all of
   * `perHour` are gone. Where the shared reservoirs cannot be reached nobody is refused.
   */
  take(who: string, perHour: number): Promise<void>
}

export interface HourlyRateOptions {
  /** Where reservoirs are kept for all processes that share them. Default in this process alone. */
  readonly connection?: Bottleneck.IORedisConnection | undefined
  /** The clock of hourly limits, milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * The key of a reservoir holds the hour it is for, so it needs no refill, and the promised time is the end of the hour:
 * known to every process that shares the reservoirs. (A refill of Bottleneck's own comes at a time that it does not tell.)
 */
export function createHourlyRate({ connection, now = Date.now }: HourlyRateOptions = {}): HourlyRate {
  /** By the size of their reservoirs, which all of a group share. */
  const groups = new Map<number, Bottleneck.Group>()

  function group(reservoir: number): Bottleneck.Group {
    const found = groups.get(reservoir)
    if (found) return found
    const created = new Bottleneck.Group({
      ...(connection && { connection, id: `${RATE_PREFIX}-${reservoir}` }),
      reservoir,
      timeout: RESERVOIR_TTL_MS,
    })
    groups.set(reservoir, created)
    return created
  }

  /** False where there is none left. Cheaper than a job of Bottleneck's that does nothing. */
  async function takeFrom(reservoirs: Bottleneck.Group, key: string): Promise<boolean> {
    const left = await add(reservoirs, key, -1)
    if (left >= 0) return true
    await add(reservoirs, key, 1)
    return false
  }

  async function add(reservoirs: Bottleneck.Group, key: string, tokens: number): Promise<number> {
    try {
      return Number(await reservoirs.key(key).incrementReservoir(tokens))
    } catch (error) {
      // A Redis that has lost its keys has new reservoirs; Bottleneck looks for this without the prefix of today's Redis.
      if (!(error instanceof Error && error.message.includes('SETTINGS_KEY_NOT_FOUND'))) throw error
      await reservoirs.deleteKey(key)
      return Number(await reservoirs.key(key).incrementReservoir(tokens))
    }
  }

  return {
    async take(who, perHour) {
      const hour = Math.floor(now() / HOUR)
      const taking = takeFrom(group(perHour), `${who}@${hour}`)
      if (await (connection ? impatiently(taking) : taking)) return
      const seconds = ((hour + 1) * HOUR - now()) / 1000
      const wait = duration(seconds > 60 ? Math.ceil(seconds / 60) * 60 : Math.max(1, Math.ceil(seconds)))
      throw new UserError(
        'limit',
        phrase`You have had your ${count(perHour, 'picture')} of this hour; come back in ${wait}.`,
      )
    },
  }
}

/** What `taking` says, or true where that takes too long or fails. */
async function impatiently(taking: Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, PATIENCE, true)
  return await Promise.race([taking.catch(() => true), late]).finally(() => clearTimeout(timer))
}

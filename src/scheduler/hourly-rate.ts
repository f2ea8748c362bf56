/** The limit of jobs that a user may submit in an hour: one Bottleneck reservoir of tokens for each user and hour. */
import Bottleneck from 'bottleneck'
import { UserError } from '../core/errors.ts'
import { count, duration } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'

const HOUR_MS = 3_600_000
/** The first part of the ids of all reservoirs. */
export const RATE_PREFIX = 'dreambot-rate'
/** The time to live of an unused reservoir, in milliseconds: longer than its hour, for a deleted one is full again. */
export const RESERVOIR_TTL_MS = 2 * HOUR_MS
/** The longest wait for a shared reservoir, in milliseconds; then the job is let through. */
const ANSWER_TIMEOUT_MS = 2000

export interface HourlyRate {
  /**
   * Takes one token of `key` for the current hour. Throws `UserError` limit when all `perHour` tokens are gone; a
   * refusal costs nothing. Shared reservoirs that do not answer refuse nobody.
   */
  take(key: string, perHour: number): Promise<void>
}

export interface HourlyRateOptions {
  /** The Redis that several processes share their reservoirs in. Default: the memory of this process. */
  readonly connection?: Bottleneck.IORedisConnection | undefined
  /** The clock, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * The key of a reservoir contains its hour. So it is never refilled, and the time at which new tokens come is the end
 * of the hour, which all processes know. (Bottleneck can refill a reservoir, but does not tell when it will.)
 */
export function createHourlyRate({ connection, now = Date.now }: HourlyRateOptions = {}): HourlyRate {
  /** The groups by `perHour`: the reservoirs of a group have the same size. */
  const groups = new Map<number, Bottleneck.Group>()

  function groupOf(perHour: number): Bottleneck.Group {
    const found = groups.get(perHour)
    if (found) return found
    const group = new Bottleneck.Group({
      ...(connection && { connection, id: `${RATE_PREFIX}-${perHour}` }),
      reservoir: perHour,
      timeout: RESERVOIR_TTL_MS,
    })
    groups.set(perHour, group)
    return group
  }

  return {
    async take(key, perHour) {
      const hour = Math.floor(now() / HOUR_MS)
      const taking = takeToken(groupOf(perHour), `${key}@${hour}`)
      if (await (connection ? trueOnTrouble(taking) : taking)) return
      throw tooManyThisHour(perHour, ((hour + 1) * HOUR_MS - now()) / 1000)
    },
  }
}

/** Takes a token; false if none is left. To change the reservoir is cheaper than to schedule an empty job. */
async function takeToken(group: Bottleneck.Group, key: string): Promise<boolean> {
  const left = await addTokens(group, key, -1)
  if (left >= 0) return true
  await addTokens(group, key, 1)
  return false
}

/** Returns the tokens that the reservoir has then. */
async function addTokens(group: Bottleneck.Group, key: string, tokens: number): Promise<number> {
  try {
    return Number(await group.key(key).incrementReservoir(tokens))
  } catch (error) {
    // A Redis that has lost its keys needs new reservoirs. Bottleneck does that itself for older versions of Redis
    // only: it does not expect the prefix that newer ones put before this error.
    if (!(error instanceof Error && error.message.includes('SETTINGS_KEY_NOT_FOUND'))) throw error
    await group.deleteKey(key)
    return Number(await group.key(key).incrementReservoir(tokens))
  }
}

/** The value of `taking`, or true if that fails or takes longer than `ANSWER_TIMEOUT_MS`. */
async function trueOnTrouble(taking: Promise<boolean>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(resolve, ANSWER_TIMEOUT_MS, true)
  return await Promise.race([taking.catch(() => true), late]).finally(() => clearTimeout(timer))
}

/** @param seconds Until the end of the hour. Rounded up, to whole minutes above one, so that nobody comes too early. */
function tooManyThisHour(perHour: number, seconds: number): UserError {
  const wait = duration(seconds > 60 ? Math.ceil(seconds / 60) * 60 : Math.max(1, Math.ceil(seconds)))
  return new UserError(
    'limit',
    phrase`You have reached the limit of ${count(perHour, 'picture')} per hour; come back in ${wait}.`,
  )
}

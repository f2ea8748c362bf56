/** People who ask for pictures until they have them, as people do: what is refused or lost is asked for again. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { BotRequest } from '../platforms/discord/faults.ts'
import type { Handle } from '../platforms/discord/handle.ts'
import { PHOTO } from '../platforms/discord/photos.ts'
import { isResult, textOf } from '../platforms/discord/reading.ts'
import type { Shown } from '../platforms/discord/shown.ts'
import { readLedger } from './journal.ts'
import type { Wish } from './plan.ts'
import type { Town } from './town.ts'

/**
 * What has become of a request. Accepted is what ends in a `picture`, or in its person being `told` why not. `refused` is
 * what a limit, the bot's end or a full disk keeps out, `lost` what the bot did not acknowledge, and Discord said so.
 * `unanswered` was acknowledged by a bot that was killed before it had taken it up, or that never heard that its
 * acknowledgement had arrived; Discord says so a while later.
 */
export type Outcome = 'picture' | 'told' | 'refused' | 'lost' | 'unanswered'

export interface Request {
  readonly wish: Wish
  readonly handle: Handle
  /** By `performance.now`. */
  readonly asked: number
  /** How often the bot had been started then. */
  readonly start: number
  outcome?: Outcome
  /** When that was. */
  answered?: number
}

export interface Crowd {
  readonly requests: readonly Request[]
  /** Asks until it is accepted and over. */
  want(wish: Wish): Promise<void>
  /** Asks once. */
  ask(wish: Wish): Request
  /** Settles when the request has its outcome. */
  follow(request: Request): Promise<Outcome>
}

const LOOK_MS = 50
/** Between a refusal and the next try. */
const SULK_MS = 1500
/** For so long at most the bot tries to acknowledge a request. */
const UNHEARD_MS = 30_000
/** Nothing that is accepted takes longer, whatever goes wrong meanwhile. */
const PATIENCE_MS = 180_000

/**
 * @param heard Hears of every request that was accepted and is over.
 * @param signal Ends all asking and following.
 */
export function createCrowd({ world, bot, data }: Town, heard: () => void, signal: AbortSignal): Crowd {
  const requests: Request[] = []

  function ask(wish: Wish): Request {
    const { user, at, command, values } = wish
    const hand = { user, at, ...(command === 'dream' && { attachments: { image: PHOTO } }) }
    const handle = world.command(command, values, hand)
    const request = { wish, handle, asked: performance.now(), start: bot.starts }
    requests.push(request)
    return request
  }

  async function follow(request: Request): Promise<Outcome> {
    const late = performance.now() + PATIENCE_MS
    for (;;) {
      const outcome = outcomeOf(request) ?? (isForgotten(request) ? 'unanswered' : undefined)
      if (outcome) {
        Object.assign(request, { outcome, answered: performance.now() })
        if (isAccepted(outcome)) heard()
        return outcome
      }
      if (performance.now() > late) throw new Error(`no end of ${describe(request)}`)
      await sleep(LOOK_MS, undefined, { signal })
    }
  }

  /** Nothing of it was ever seen, and the bot does not know it: it was started since, or has not heard that it may answer. */
  function isForgotten({ handle, start, asked }: Request): boolean {
    if (!bot.up || handle.edits.length > 0) return false
    const unheard = performance.now() - asked > UNHEARD_MS && !isHeard(world.requests, handle.id)
    if (bot.starts === start && !unheard) return false
    const state = readLedger(data).jobs.get(handle.id)?.state
    // A refusal is noted before it is said.
    return state === undefined || state === 'failed'
  }

  return {
    requests,
    ask,
    follow,
    async want(wish) {
      while (!isAccepted(await follow(ask(wish)))) await sleep(SULK_MS, undefined, { signal })
    },
  }
}

export function isAccepted(outcome: Outcome | undefined): boolean {
  return outcome === 'picture' || outcome === 'told'
}

export function outcomeOf({ handle, wish }: Pick<Request, 'handle' | 'wish'>): Outcome | undefined {
  if (handle.lost) return 'lost'
  if (shownBy(handle).some(isResult)) return 'picture'
  const said = sentencesOf(handle).join(' ')
  if (said === '') return undefined
  if (REFUSALS.test(said)) return 'refused'
  if (REASONS.test(said)) return 'told'
  throw new Error(`${wish.user} is told what nothing explains: ${said}`)
}

/**
 * Its card, and what follows up: the picture too, where the card was taken away to tell that it could not be posted, and the
 * words did not come through either.
 */
export function shownBy({ message, followUps }: Handle): Shown[] {
  return [...(message ? [message] : []), ...followUps]
}

/** Whether the bot has been answered that an interaction is acknowledged. */
export function isHeard(sent: readonly BotRequest[], interaction: string): boolean {
  return sent.some(
    ({ path, status = 0 }) => path.startsWith(`/interactions/${interaction}/`) && status > 0 && status < 500,
  )
}

/** What went wrong, as its person is told. */
export function sentencesOf(handle: Handle): string[] {
  return shownBy(handle).filter(isFailure).map(textOf)
}

/** Its edge is red. */
function isFailure({ components }: Shown): boolean {
  return components.some((component) => 'accent_color' in component && component.accent_color === 0xda373c)
}

export function describe({ wish, handle, outcome }: Request): string {
  const { message, followUps, edits } = handle
  const texts = [message, ...followUps].map((shown) => shown && (shown.loading ? '(thinking)' : textOf(shown)))
  return JSON.stringify({ wish, id: handle.id, outcome, edits: edits.length, texts })
}

/** It was not accepted. */
const REFUSALS = /You already have|This place already has|shutting down|cannot be kept|cannot save this|per hour/
/** It was, and a fault of the plan took it: two workers in turn. */
const REASONS = /The render process ended/

/**
 * One job's replies on their way to its chat: one after the other, each editing what the one before it posted. A slow
 * chat, or one that takes few edits, gets the newest card and none of those in between, but always the last one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { stackOf, UserError } from '../core/errors.ts'
import type { File } from '../core/file-types.ts'
import type { Log } from '../core/log.ts'
import { type Address, isFinal, type Reply } from '../core/platform.ts'
import { phrase, type Translate } from '../i18n/phrase.ts'
import { errorReply } from './card.ts'

export interface Outbox {
  /**
   * Posts `reply` when the one before it is posted; one that is still to be posted then is dropped. The last one is tried
   * again as `retries` say.
   */
  put(reply: Reply, retries?: Retries): void
  /** Takes no more replies and tries no more: what is on its way may arrive. Settles as `posted`. */
  close(): Promise<PostOutcome>
  /** The first reply that is neither waiting nor running is the last; settles when there is nothing more to try. */
  readonly posted: Promise<PostOutcome>
  /** Settles when the chat takes not even the first reply, and its user can mend why; else never. */
  readonly refused: Promise<void>
}

interface Retries {
  /** Pauses before the next tries, in milliseconds. Default those of the outbox. */
  readonly retryMs?: readonly number[] | undefined
  /** Asked before each of them. Default yes. */
  readonly isWanted?: () => boolean
}

/**
 * What has become of the last reply. `over`: the chat has it, or has refused it for a reason that its user can mend.
 * `given-up`: no try has reached the chat. `left`: the outbox was closed before, or the reply is no longer wanted.
 */
export type PostOutcome = 'over' | 'given-up' | 'left'

export interface OutboxOptions {
  /** Where the first reply goes. */
  readonly address: Address
  readonly post: (address: Address, reply: Reply) => Promise<Address>
  /** Hears where each reply that has been posted is. */
  readonly moved?: (address: Address) => void
  readonly translate: Translate
  readonly log: Log
  /** Between two cards of a job on its way, in seconds; that it has begun, and its last card, don't wait. Default 0. */
  readonly paceSeconds?: number | undefined
  /** Pauses between tries to post the last reply, in milliseconds. What its user can mend, or the chat refuses, is tried once. */
  readonly retryMs: readonly number[]
  /** See `Platform`. */
  readonly refuses?: ((error: unknown) => boolean) | undefined
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { post, moved = () => {}, translate, log, paceSeconds = 0, refuses = () => false } = options
  let { address, retryMs } = options
  let isWanted = () => true
  let pending: Reply | undefined
  let posting = false
  let over = false
  let closed = false
  let outcome: PostOutcome = 'left'
  /** Of the last reply that was tried. */
  let state: Reply['state'] | undefined
  let shown = false
  let preview: File | undefined
  /** Ends the pause before the next card or try. */
  let wake = new AbortController()
  const { promise: posted, resolve: settle } = Promise.withResolvers<PostOutcome>()
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>()

  async function attempt(reply: Reply): Promise<unknown> {
    state = reply.state
    try {
      address = await post(address, reply)
      shown = true
    } catch (error) {
      if (!(error instanceof UserError)) logError(`a ${state} reply could not be posted`, error)
      return error
    }
    try {
      moved(address)
    } catch (error) {
      logError('where a reply is could not be noted', error)
    }
    return undefined
  }

  function logError(message: string, error: unknown): void {
    log({ level: 'error', message, stack: stackOf(error) })
  }

  async function postLast(reply: Reply): Promise<PostOutcome> {
    let error = await attempt(reply)
    for (const ms of retryMs) {
      if (!mayPass(error) || closed) break
      await pauseFor(ms)
      if (closed || !isWanted()) return 'left'
      error = await attempt(reply)
    }
    if (closed && mayPass(error)) return 'left'
    if (error !== undefined && reply.state !== 'failed') error = await attempt(errorReply(unposted(error), translate))
    return isUnanswered(error) ? 'given-up' : 'over'
  }

  function mayPass(error: unknown): boolean {
    return isUnanswered(error) && !refuses(error)
  }

  async function drain(): Promise<void> {
    posting = true
    while (pending) {
      const reply = pending
      pending = undefined
      if (isFinal(reply)) outcome = await postLast(reply)
      else if ((await attempt(reply)) instanceof UserError && !shown) refuse()
      await pause()
    }
    posting = false
    if (over) settle(outcome)
  }

  async function pause(): Promise<void> {
    if (paceSeconds > 0 && !over && !isNews()) await pauseFor(paceSeconds * 1000)
  }

  async function pauseFor(ms: number): Promise<void> {
    wake = new AbortController()
    await sleep(ms, undefined, { signal: wake.signal }).catch(() => {})
  }

  /** That it has begun. */
  function isNews(): boolean {
    return pending !== undefined && pending.state !== state
  }

  return {
    put(reply, retries = {}) {
      if (over) return
      retryMs = retries.retryMs ?? retryMs
      isWanted = retries.isWanted ?? isWanted
      over = isFinal(reply)
      preview = reply.progress?.preview ?? preview
      // The card that brought a preview may be one of those that are dropped.
      pending = reply.progress && preview ? { ...reply, progress: { ...reply.progress, preview } } : reply
      if (over || isNews()) wake.abort()
      if (!posting) void drain()
    },

    close() {
      // What is not the last card is no longer worth posting.
      if (!over) pending = undefined
      over = true
      closed = true
      wake.abort()
      if (!posting) settle(outcome)
      return posted
    },

    posted,
    refused,
  }
}

/** The fault is the chat's, or lies on the way to it. */
function isUnanswered(error: unknown): boolean {
  return error !== undefined && !(error instanceof UserError)
}

function unposted(error: unknown): UserError {
  if (error instanceof UserError) return error
  return new UserError(
    'output',
    phrase`The reply is ready, but it could not be posted here.`,
    phrase`Ask again in a while.`,
  )
}

/**
 * One job's replies on their way to its chat: one after the other, each editing what the one before it posted. A slow
 * chat, or one that takes few edits, gets the newest card and none of those in between, but always the last one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from './card.ts'
import type { File, Log } from './command.ts'
import { stackOf, UserError } from './errors.ts'
import { phrase, type Say } from './language.ts'
import type { Address, Reply } from './platform.ts'

export interface Outbox {
  /** Posts `reply` when the one before it is posted; one that is still to be posted then is dropped. */
  put(reply: Reply): void
  /** Takes no more replies. Settles as `posted`. */
  close(): Promise<void>
  /** The first reply that is neither waiting nor running is the last; settles when it is posted or given up. */
  readonly posted: Promise<void>
  /** Settles when the chat takes not even the first reply, and its user can mend why; else never. */
  readonly refused: Promise<void>
}

export interface OutboxOptions {
  /** Where the first reply goes. */
  readonly address: Address
  readonly post: (address: Address, reply: Reply) => Promise<Address>
  /** Hears where each reply that has been posted is. */
  readonly moved?: (address: Address) => void
  readonly say: Say
  readonly log: Log
  /** Between two cards of a job on its way, in seconds; that it has begun, and its last card, don't wait. Default 0. */
  readonly paceSeconds?: number | undefined
  /** Pauses between the tries to post the last reply, in milliseconds. */
  readonly retryMs: readonly number[]
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { post, moved = () => {}, say, log, paceSeconds = 0, retryMs } = options
  let { address } = options
  let pending: Reply | undefined
  let posting = false
  let over = false
  /** Of the last reply that was tried. */
  let state: Reply['state'] | undefined
  let shown = false
  let preview: File | undefined
  /** Ends the pause before the next card. */
  let wake = new AbortController()
  const { promise: posted, resolve: settle } = Promise.withResolvers<void>()
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

  async function postLast(reply: Reply): Promise<void> {
    let error = await attempt(reply)
    for (const pause of retryMs) {
      if (error === undefined || error instanceof UserError) break
      await sleep(pause)
      error = await attempt(reply)
    }
    if (error !== undefined && reply.state !== 'failed') await attempt(failure(unposted(error), say))
  }

  async function drain(): Promise<void> {
    posting = true
    while (pending) {
      const reply = pending
      pending = undefined
      if (isLast(reply)) await postLast(reply)
      else if ((await attempt(reply)) instanceof UserError && !shown) refuse()
      await pause()
    }
    posting = false
    if (over) settle()
  }

  async function pause(): Promise<void> {
    if (paceSeconds === 0 || over || isNews()) return
    wake = new AbortController()
    await sleep(paceSeconds * 1000, undefined, { signal: wake.signal }).catch(() => {})
  }

  /** That it has begun. */
  function isNews(): boolean {
    return pending !== undefined && pending.state !== state
  }

  return {
    put(reply) {
      if (over) return
      over = isLast(reply)
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
      wake.abort()
      if (!posting) settle()
      return posted
    },

    posted,
    refused,
  }
}

function isLast({ state }: Reply): boolean {
  return state !== 'waiting' && state !== 'running'
}

function unposted(error: unknown): UserError {
  if (error instanceof UserError) return error
  return new UserError(
    'output',
    phrase`The reply is ready, but it could not be posted here.`,
    phrase`Ask again in a while.`,
  )
}

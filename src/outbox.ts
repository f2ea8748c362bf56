/**
 * One job's replies on their way to its chat: one after the other, each editing what the one before it posted. A slow
 * chat gets the newest card and none of those in between, but always the last one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from './card.ts'
import type { Address, Log, Reply } from './command.ts'
import { UserError } from './errors.ts'
import { stackOf } from './scheduler/wire.ts'

export interface Outbox {
  /** Posts `reply` when the one before it is posted; one that is still to be posted then is dropped. */
  put(reply: Reply): void
  /** The first reply that is neither waiting nor running is the last; settles when it is posted or given up. */
  readonly posted: Promise<void>
}

export interface OutboxOptions {
  /** Where the first reply goes. */
  readonly address: Address
  readonly post: (address: Address, reply: Reply) => Promise<Address>
  readonly log: Log
  /** Pauses between the tries to post the last reply, in milliseconds. */
  readonly retryMs: readonly number[]
}

export function createOutbox({ address, post, log, retryMs }: OutboxOptions): Outbox {
  let pending: Reply | undefined
  let posting = false
  let over = false
  const { promise: posted, resolve: settle } = Promise.withResolvers<void>()

  async function attempt(reply: Reply): Promise<unknown> {
    try {
      address = await post(address, reply)
      return undefined
    } catch (error) {
      if (!(error instanceof UserError)) {
        log({ level: 'error', message: `a ${reply.state} reply could not be posted`, stack: stackOf(error) })
      }
      return error
    }
  }

  async function postLast(reply: Reply): Promise<void> {
    let error = await attempt(reply)
    for (const pause of retryMs) {
      if (error === undefined || error instanceof UserError) break
      await sleep(pause)
      error = await attempt(reply)
    }
    if (error !== undefined && reply.state !== 'failed') await attempt(failure(unposted(error)))
  }

  async function drain(): Promise<void> {
    posting = true
    while (pending) {
      const reply = pending
      pending = undefined
      if (isLast(reply)) await postLast(reply)
      else await attempt(reply)
      if (isLast(reply)) settle()
    }
    posting = false
  }

  return {
    put(reply) {
      if (over) return
      over = isLast(reply)
      pending = reply
      if (!posting) void drain()
    },
    posted,
  }
}

function isLast({ state }: Reply): boolean {
  return state !== 'waiting' && state !== 'running'
}

function unposted(error: unknown): UserError {
  if (error instanceof UserError) return error
  return new UserError('output', 'The reply is ready, but it could not be posted here.', 'Ask again in a while.')
}

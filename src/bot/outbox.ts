/**
 * Posts the replies of one request to its chat, one after the other; each edits the message of the one before. A slow
 * chat, or one that allows few edits, gets only the newest reply, and always the last one. `outbox-state.ts` decides; this
 * file holds the timer and the calls to the chat.
 */
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Address, Reply } from '../core/platform.ts'
import { phrase, type Translate } from '../i18n/phrase.ts'
import { errorReply } from './card.ts'
import { emptyOutbox, type Failure, next, type OutboxEvent, type PostOutcome, type Step } from './outbox-state.ts'

export interface Outbox {
  /**
   * Posts `reply` after the one before it. A reply that still waits then is replaced by the next one. The last reply, the
   * first one that `isFinal`, is retried; what follows it is ignored.
   */
  put(reply: Reply, retries?: Retries): void
  /** Accepts no more replies and stops retrying; a call in flight may still succeed. Settles as `ended`. */
  close(): Promise<PostOutcome>
  /** Settles when the last reply is posted or no longer tried. Never rejects. */
  readonly ended: Promise<PostOutcome>
  /** Settles when the chat does not accept the first reply for a reason that its user can correct; otherwise never. */
  readonly refused: Promise<void>
}

interface Retries {
  /** Pauses between the tries, in milliseconds. Default those of the outbox. */
  readonly retryMs?: readonly number[] | undefined
  /** Asked before each retry. Default yes. */
  readonly isWanted?: () => boolean
}

export interface OutboxOptions {
  /** The address of the first reply. */
  readonly address: Address
  /** Posts a reply; returns the address for the next one. */
  readonly post: (address: Address, reply: Reply) => Promise<Address>
  /** Called with the address that `post` has returned. */
  readonly onPosted?: ((address: Address) => void) | undefined
  readonly translate: Translate
  readonly log: Log
  /**
   * The least time between two replies of the same state, in seconds. The first "running" after "waiting" does not wait,
   * nor does the last reply. Default 0.
   */
  readonly paceSeconds?: number | undefined
  /** Pauses between tries to post the last reply, in milliseconds. A `UserError`, or what the chat refuses, is not retried. */
  readonly retryMs: readonly number[]
  /** See `Platform`. */
  readonly refuses?: ((error: unknown) => boolean) | undefined
}

export function createOutbox(options: OutboxOptions): Outbox {
  const { post, onPosted, translate, log, paceSeconds = 0, refuses = () => false } = options
  const { promise: ended, resolve: end } = Promise.withResolvers<PostOutcome>()
  const { promise: refused, resolve: refuse } = Promise.withResolvers<void>()
  let { address } = options
  let state = emptyOutbox(paceSeconds * 1000, options.retryMs)
  let isWanted = () => true
  let timer: NodeJS.Timeout | undefined

  function dispatch(event: OutboxEvent): void {
    const { step } = state
    state = next(state, event)
    if (state.isRefused) refuse()
    if (state.step === step) return
    clearTimeout(timer)
    perform(state.step)
  }

  function perform(step: Step): void {
    if (step.type === 'post') void send(step.reply)
    else if (step.type === 'end') end(step.outcome)
    else if (step.type === 'pause') timer = setTimeout(() => dispatch({ type: 'elapsed' }), step.ms)
    else if (step.type === 'retry')
      timer = setTimeout(() => dispatch({ type: isWanted() ? 'elapsed' : 'unwanted' }), step.ms)
  }

  async function send(reply: Reply): Promise<void> {
    try {
      address = await post(address, reply)
    } catch (error) {
      if (!(error instanceof UserError)) logError(`a ${reply.state} reply could not be posted`, error)
      return dispatch({ type: 'failed', failure: failureOf(error), substitute: errorReply(unposted(error), translate) })
    }
    try {
      onPosted?.(address)
    } catch (error) {
      logError('the address of a reply could not be stored', error)
    }
    dispatch({ type: 'posted' })
  }

  function failureOf(error: unknown): Failure {
    if (error instanceof UserError) return 'mistake'
    return refuses(error) ? 'refused' : 'unanswered'
  }

  function logError(message: string, error: unknown): void {
    log({ level: 'error', message, stack: stackOf(error) })
  }

  return {
    put(reply, retries = {}) {
      if (state.isOver) return
      isWanted = retries.isWanted ?? isWanted
      dispatch({ type: 'put', reply, retryMs: retries.retryMs })
    },

    close() {
      dispatch({ type: 'close' })
      return ended
    },

    ended,
    refused,
  }
}

function unposted(error: unknown): UserError {
  if (error instanceof UserError) return error
  return new UserError(
    'output',
    phrase`The reply is ready, but it could not be posted here.`,
    phrase`Ask again in a while.`,
  )
}

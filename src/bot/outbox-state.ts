/**
 * Decides what an outbox does next: pure, `next(state, event)` returns the new state, and its `step` says what to do now.
 * A reply waits as `pending` while the one before it is posted; a newer reply replaces it. The last reply is tried again
 * after failures, and an error message takes its place when the chat does not accept it.
 */
import type { File } from '../core/file-types.ts'
import { isFinal, type Reply } from '../core/platform.ts'

/**
 * The outcome for the last reply. `answered`: the chat has it, or an error message in its place, or no message for a reason
 * that its user can correct. `given-up`: no try reached the chat. `dropped`: the outbox was closed before the end, or the
 * reply is no longer wanted.
 */
export type PostOutcome = 'answered' | 'given-up' | 'dropped'

/** The action to take now. Each step ends with an event; `idle` ends with `put` or `close`, and `end` is final. */
export type Step =
  | { readonly type: 'idle' }
  /** Post `reply`. An error message that replaces the last reply is posted once. */
  | { readonly type: 'post'; readonly reply: Reply; readonly isSubstitute: boolean }
  /** Wait before the next reply may be posted. */
  | { readonly type: 'pause'; readonly ms: number }
  /** Wait before `reply`, the last one, is tried again. */
  | { readonly type: 'retry'; readonly ms: number; readonly reply: Reply }
  | { readonly type: 'end'; readonly outcome: PostOutcome }

export type OutboxEvent =
  /** `retryMs` replaces the outbox's own pauses. */
  | { readonly type: 'put'; readonly reply: Reply; readonly retryMs?: readonly number[] | undefined }
  | { readonly type: 'posted' }
  /** `substitute` is the error message that replaces the reply if it was the last one. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly substitute: Reply }
  /** A wait is over. */
  | { readonly type: 'elapsed' }
  /** The wait before a retry is over, and nobody wants the reply any more. */
  | { readonly type: 'unwanted' }
  | { readonly type: 'close' }

/**
 * Why a reply was not posted. `mistake`: its user can correct the reason. `refused`: the chat will never accept it.
 * `unanswered`: the chat, or the way to it, is at fault; a retry may help.
 */
export type Failure = 'mistake' | 'refused' | 'unanswered'

export interface OutboxState {
  readonly step: Step
  /** The reply to post after the current step. */
  readonly pending?: Reply | undefined
  /** The state of the reply that was posted or tried most recently. */
  readonly tried?: Reply['state']
  /** The latest preview. The reply that brought it may have been replaced before it was posted. */
  readonly preview?: File | undefined
  /** Whether any reply has been posted. */
  readonly isShown: boolean
  /** Whether the first reply failed because of a mistake. */
  readonly isRefused: boolean
  /** Whether no more replies are accepted: the last one is known, or the outbox is closed. */
  readonly isOver: boolean
  readonly isClosed: boolean
  /** The least time between two replies of the same state, in milliseconds. */
  readonly paceMs: number
  /** The pauses that are left before further tries of the last reply, in milliseconds. */
  readonly retryMs: readonly number[]
}

/** The state of a new outbox. */
export function emptyOutbox(paceMs: number, retryMs: readonly number[]): OutboxState {
  return {
    step: { type: 'idle' },
    isShown: false,
    isRefused: false,
    isOver: false,
    isClosed: false,
    paceMs,
    retryMs,
  }
}

/** The state after `event`. An event that does not fit the current step changes nothing. */
export function next(state: OutboxState, event: OutboxEvent): OutboxState {
  switch (event.type) {
    case 'put':
      return state.isOver ? state : afterPut(state, event.reply, event.retryMs)
    case 'posted':
      return afterPosted(state)
    case 'failed':
      return afterFailure(state, event.failure, event.substitute)
    case 'elapsed':
      return afterWait(state)
    case 'unwanted':
      return state.step.type === 'retry' ? end(state, 'dropped') : state
    case 'close':
      return afterClose(state)
  }
}

function afterPut(state: OutboxState, reply: Reply, retryMs = state.retryMs): OutboxState {
  const { progress } = reply
  const preview = progress?.preview ?? state.preview
  const pending = progress && preview ? { ...reply, progress: { ...progress, preview } } : reply
  const queued = { ...state, pending, preview, retryMs, isOver: isFinal(reply) }
  const canPost = queued.step.type === 'idle' || (queued.step.type === 'pause' && isUrgent(queued))
  return canPost ? advance(queued) : queued
}

function afterPosted(state: OutboxState): OutboxState {
  const { step } = state
  if (step.type !== 'post') return state
  return isFinal(step.reply) ? end(state, 'answered') : afterCard({ ...state, isShown: true })
}

function afterFailure(state: OutboxState, failure: Failure, substitute: Reply): OutboxState {
  const { step, isClosed, isShown } = state
  if (step.type !== 'post') return state
  const { reply } = step
  if (!isFinal(reply)) {
    const isRefused = state.isRefused || (failure === 'mistake' && !isShown)
    return afterCard({ ...state, isRefused })
  }
  if (failure === 'unanswered' && !step.isSubstitute) {
    if (isClosed) return end(state, 'dropped')
    const [ms, ...retryMs] = state.retryMs
    if (ms !== undefined) return { ...state, step: { type: 'retry', ms, reply }, retryMs }
  }
  if (reply.state !== 'failed') return post(state, substitute, true)
  return end(state, failure === 'mistake' ? 'answered' : 'given-up')
}

/** A reply that is not the last one has been posted or has failed; the pace holds after both. */
function afterCard(state: OutboxState): OutboxState {
  const { paceMs } = state
  return paceMs > 0 && !isUrgent(state) ? { ...state, step: { type: 'pause', ms: paceMs } } : advance(state)
}

function afterWait(state: OutboxState): OutboxState {
  const { step } = state
  if (step.type === 'retry') return post(state, step.reply)
  return step.type === 'pause' ? advance(state) : state
}

function afterClose(state: OutboxState): OutboxState {
  const { step, isOver } = state
  // Only the last reply is still worth posting.
  const closed = { ...state, isOver: true, isClosed: true, pending: isOver ? state.pending : undefined }
  if (step.type === 'idle' || step.type === 'pause') return advance(closed)
  return step.type === 'retry' ? end(closed, 'dropped') : closed
}

/** Whether the next step does not wait for the pace: a last reply, or one of another state ("running" after "waiting"). */
function isUrgent({ isOver, pending, tried }: OutboxState): boolean {
  return isOver || (pending !== undefined && pending.state !== tried)
}

function advance(state: OutboxState): OutboxState {
  if (state.pending) return post({ ...state, pending: undefined }, state.pending)
  return state.isOver ? end(state, 'dropped') : { ...state, step: { type: 'idle' } }
}

function post(state: OutboxState, reply: Reply, isSubstitute = false): OutboxState {
  return { ...state, step: { type: 'post', reply, isSubstitute }, tried: reply.state }
}

function end(state: OutboxState, outcome: PostOutcome): OutboxState {
  return { ...state, step: { type: 'end', outcome } }
}

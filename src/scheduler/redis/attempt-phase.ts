/** The life of one attempt to render a job on a leased worker: a pure function from phase and event to phase. */
import { workerLost } from '../job-errors.ts'
import type { Ending } from '../types.ts'

/**
 * ```
 * sending -> queued -> running -> receiving -> over
 * ```
 * Phases may be skipped: events of BullMQ can overtake each other's handling, and a loss ends every phase.
 */
export type AttemptPhase =
  /** The photos and the job are on their way to Redis. */
  | { readonly name: 'sending' }
  /** The job is in the worker's queue. `unknownChecks` counts the checks in a row that have not found it there. */
  | { readonly name: 'queued' | 'running'; readonly unknownChecks: number }
  /** The worker has answered; the bytes of its answer are being read. */
  | { readonly name: 'receiving' }
  | { readonly name: 'over'; readonly outcome: AttemptOutcome }

export interface AttemptOutcome {
  /** `again`: the worker has not failed at the job, it has left or given the job back. */
  readonly ending: Ending | 'again'
  /** Whether the worker has answered. If not, it may still be rendering the job. */
  readonly isAnswer: boolean
}

export type AttemptEvent =
  | { readonly type: 'sent' }
  /** The worker has taken the job from its queue. */
  | { readonly type: 'begun' }
  /** The worker's answer has been announced. */
  | { readonly type: 'answered' }
  /** The worker's answer has been read. */
  | { readonly type: 'received'; readonly ending: Ending | 'again' }
  /** The worker or Redis is gone, or the job failed on its way. */
  | { readonly type: 'lost' }
  | Check

/** A check on the attempt in the worker's queue. */
interface Check {
  readonly type: 'checked'
  /** `unknown` if the queue does not have it: it has ended, or Redis has lost it. */
  readonly state: 'waiting' | 'active' | 'unknown'
  /** The time since the attempt was made, in milliseconds. */
  readonly ageMs: number
  /** Whether the job is cancelled or the worker takes no more jobs. */
  readonly isUnwanted: boolean
}

/**
 * The longest time that a present worker may leave a job in its queue, in milliseconds: it may be ending another job.
 */
const PICKUP_MS = 30_000
/** An attempt that has just ended is unknown until its last event arrives, so a single check proves nothing. */
const MAX_UNKNOWN_CHECKS = 3

export function nextPhase(phase: AttemptPhase, event: AttemptEvent): AttemptPhase {
  if (phase.name === 'over') return phase
  switch (event.type) {
    case 'sent':
      return phase.name === 'sending' ? { name: 'queued', unknownChecks: 0 } : phase
    case 'begun':
      return phase.name === 'receiving' ? phase : { name: 'running', unknownChecks: 0 }
    case 'answered':
      return { name: 'receiving' }
    case 'received':
      return { name: 'over', outcome: { ending: event.ending, isAnswer: true } }
    case 'lost':
      return lost()
    case 'checked':
      return phase.name === 'queued' || phase.name === 'running' ? checked(phase, event) : phase
  }
}

function checked(
  { name, unknownChecks }: Extract<AttemptPhase, { name: 'queued' | 'running' }>,
  { state, ageMs, isUnwanted }: Check,
): AttemptPhase {
  if (state === 'unknown') {
    const checks = unknownChecks + 1
    return checks >= MAX_UNKNOWN_CHECKS ? lost() : { name, unknownChecks: checks }
  }
  if (state === 'waiting') {
    // BullMQ puts a job that was begun back into the queue when its worker is lost.
    if (name === 'running' || ageMs > PICKUP_MS) return lost()
    if (isUnwanted) return { name: 'over', outcome: { ending: 'again', isAnswer: false } }
  }
  return { name, unknownChecks: 0 }
}

function lost(): AttemptPhase {
  const ending: Ending = { state: 'failed', error: workerLost() }
  return { name: 'over', outcome: { ending, isAnswer: false } }
}

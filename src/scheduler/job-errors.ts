/** Errors of jobs: on their way between processes, and as users read them. */

import { stackOf, UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import { byteSize, duration } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { WireError } from './protocol.ts'
import { smallerSize } from './smaller-size.ts'
import type { Ending } from './types.ts'

/** Converts anything thrown to a message between processes. */
export function toWire(error: unknown): WireError {
  if (error instanceof UserError) {
    return { kind: 'user', code: error.code, ...error.said }
  }
  return { kind: 'bug', stack: stackOf(error) }
}

/** Converts a message between processes to the error that the user reads; a bug's stack is for the log alone. */
export function fromWire(error: WireError): UserError {
  return error.kind === 'user' ? new UserError(error.code, error.message, error.hint) : unexpectedError()
}

export function workerLost(): UserError {
  return new UserError(
    'worker-lost',
    phrase`The render process ended before this picture was finished.`,
    phrase`Ask for it again; if that fails too, try a smaller size.`,
  )
}

/** @param seconds The time without progress after which the process was ended. */
export function workerSilent(seconds: number): UserError {
  return new UserError(
    'worker-lost',
    phrase`This picture was stopped because it made no progress for ${duration(seconds)}.`,
    phrase`Ask for it again, or for a smaller size.`,
  )
}

/** @param bytes The memory limit of a render process. */
export function outOfMemory(job: Job, bytes: number): UserError {
  const fitting = smallerSize(job, 1 / 2)
  return new UserError(
    'out-of-memory',
    phrase`This picture needs more than the ${byteSize(bytes)} of memory that a render process may hold.`,
    fitting === undefined ? phrase`Ask for fewer frames or filters.` : phrase`Try a size of ${fitting}.`,
  )
}

/** Whether the job failed because its worker was lost or out of memory: on another or a fresh worker it may succeed. */
export function isRetryable(ending: Ending): boolean {
  return ending.state === 'failed' && (ending.error.code === 'worker-lost' || ending.error.code === 'out-of-memory')
}

/** The error that users read in place of any bug. */
export function unexpectedError(): UserError {
  return new UserError(
    'engine',
    phrase`Something went wrong inside Dreambot.`,
    phrase`It has been logged; try again, or with other options if it happens twice.`,
  )
}

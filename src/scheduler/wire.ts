/** Errors on their way between processes and to people. */
import { UserError } from '../errors.ts'
import { duration } from '../format.ts'
import type { WireError } from './types.ts'

/** What a worker sends of anything thrown. */
export function toWire(error: unknown): WireError {
  if (error instanceof UserError) {
    return { kind: 'user', code: error.code, message: error.message, hint: error.hint }
  }
  return { kind: 'bug', stack: stackOf(error) }
}

/** What a person is told of it; a bug's stack is for the log. */
export function fromWire(error: WireError): UserError {
  return error.kind === 'user' ? new UserError(error.code, error.message, error.hint) : somethingWrong()
}

export function workerLost(): UserError {
  return new UserError(
    'worker-lost',
    'The render process ended before this picture was finished.',
    'Ask for it again; if that fails too, try a smaller size.',
  )
}

export function workerSilent(seconds: number): UserError {
  return new UserError(
    'worker-lost',
    `This picture was stopped because it took no step for ${duration(seconds)}.`,
    'Ask for it again, or for a smaller size.',
  )
}

/** The one sentence that stands for every bug. */
export function somethingWrong(): UserError {
  return new UserError(
    'engine',
    'Something went wrong inside Dreambot.',
    'It has been logged; try again, or with other options if it happens twice.',
  )
}

export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

/** The one kind of error that people see. Any other error is a bug: it is logged, and people read one fixed sentence. */
import { inEnglish, type Text } from '../i18n/phrase.ts'

export type ErrorCode =
  | 'bad-input'
  | 'bad-image'
  | 'unknown-layer'
  | 'unknown-network'
  | 'missing-weights'
  | 'bad-weights'
  | 'too-small'
  | 'limit'
  | 'no-photo'
  | 'not-allowed'
  | 'engine'
  | 'worker-lost'
  | 'out-of-memory'
  | 'output'

/**
 * An error that a person can correct. `message` is one sentence that names the value, what was expected and what was
 * found; `hint` is one more sentence with the remedy, or empty. Both are in English; `said` holds them to be translated.
 */
export class UserError extends Error {
  readonly code: ErrorCode
  readonly hint: string
  readonly said: { readonly message: Text; readonly hint: Text }

  constructor(code: ErrorCode, message: Text, hint: Text = '') {
    super(inEnglish(message))
    this.name = 'UserError'
    this.code = code
    this.hint = inEnglish(hint)
    this.said = { message, hint }
  }
}

/** The stack of anything thrown, for the log. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

/**
 * The one kind of error that people see. Everything else that is thrown is a bug and is logged as one.
 */
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
 * A fault that a person can mend. `message` is one sentence that names the value, what was expected and what was found;
 * `hint` is one more sentence with the remedy, or empty. Both are the English of what `said` holds.
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

/** What the log keeps of anything thrown. */
export function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error)
}

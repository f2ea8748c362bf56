/**
 * The one kind of error that people see. Everything else that is thrown is a bug and is logged as one.
 */

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
  | 'engine'
  | 'worker-lost'
  | 'output'

/**
 * A fault that a person can mend. `message` is one sentence that names the value, what was expected and what was found;
 * `hint` is one more sentence with the remedy, or empty.
 */
export class UserError extends Error {
  readonly code: ErrorCode
  readonly hint: string

  constructor(code: ErrorCode, message: string, hint = '') {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.hint = hint
  }
}

/** Errors as HTTP answers: a status, and for a `UserError` a sentence in the reader's language. */
import type { ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { errorReply } from '../../bot/card.ts'
import { stackOf, UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { type Languages, phrase } from '../../i18n/phrase.ts'
import { readerFrom } from './reader.ts'

/** Requests that the page itself would not send, or that it expects to be refused: it needs no sentence for them. */
const STATUS = {
  /** The request is not of the expected form. */
  malformed: 400,
  /** The request carries no valid cookie: the visitor must log in first. */
  'not-logged-in': 401,
  /** The request was sent by another site's page. */
  'other-origin': 403,
  /** It does not exist, or belongs to another visitor. */
  'not-found': 404,
  'too-large': 413,
  /** The server is addressed by a name that is not its own. */
  'other-host': 421,
} as const

/** Text for people who look at a refusal outside the page. */
const REFUSALS: Readonly<Partial<Record<keyof typeof STATUS, string>>> = {
  'other-origin': 'Only the playground’s own page may send this request.',
  'other-host': 'This server does not answer to this host name.',
}

/** An exception that `createErrorHandler` answers with the reason's status. */
export function refusal(reason: keyof typeof STATUS, cause?: unknown): HTTPException {
  return new HTTPException(STATUS[reason], { message: REFUSALS[reason] ?? '', cause })
}

interface ErrorHandlerOptions {
  readonly languages: Languages
  readonly log: Log
}

/** Answers `{ text }`: the sentence that the page shows, or an empty one. Logs what is neither a `UserError` nor a refusal. */
export function createErrorHandler({ languages, log }: ErrorHandlerOptions): ErrorHandler {
  return (error, c) => {
    if (error instanceof UserError)
      return c.json({ text: errorReply(error, readerFrom(c, languages).translate).text }, 400)
    if (error instanceof HTTPException) return c.json({ text: error.message }, error.status)
    log({ level: 'error', message: `${c.req.method} ${c.req.path} failed`, stack: stackOf(error) })
    return c.json({ text: '' }, 500)
  }
}

/** The server cannot listen at `port`. */
export function portUnavailable(port: number, { code }: NodeJS.ErrnoException): UserError {
  return new UserError(
    'output',
    phrase`The playground cannot listen on port ${port}: ${String(code)}.`,
    phrase`Set DREAMBOT_PORT to another port.`,
  )
}

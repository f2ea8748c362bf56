/** Answers requests: each gets an outbox for its replies, and whatever is thrown on the way becomes its last reply. */
import { defined } from '../core/defined.ts'
import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Address, Platform } from '../core/platform.ts'
import { type Languages, type Translate, translatorFor } from '../i18n/phrase.ts'
import { unexpectedError } from '../scheduler/job-errors.ts'
import { databaseUnwritable } from '../storage/database.ts'
import { errorReply } from './card.ts'
import { createOutbox, type Outbox } from './outbox.ts'

export interface AnswersOptions {
  /** The platforms by the names that addresses carry. */
  readonly platforms: ReadonlyMap<string, Platform>
  readonly languages: Languages
  readonly log: Log
  /** Pauses between the tries to post a last reply, in milliseconds. Default 0.5 s, 2 s, 8 s. */
  readonly retryMs?: readonly number[]
}

export interface Answers {
  /** The translation into the language of an address. */
  translate(address: Address): Translate
  /** Whether the bot runs on the platform of an address. */
  hasPlatform(address: Address): boolean
  /** The platform of an address. Throws an Error if the bot does not run on it. */
  platform(address: Address): Platform
  /**
   * Runs `work`, which puts all replies to a request into the outbox, the last one included. An error that it throws
   * becomes the last reply; one that is not a `UserError` is logged. Settles when the last reply is posted or given up.
   * Never rejects.
   */
  run(request: AnsweredRequest, work: (outbox: Outbox) => Promise<void>): Promise<void>
}

interface AnsweredRequest {
  /** The request's name in the log: `/dream`, `job 1234`. */
  readonly what: string
  /** The address of the first reply. */
  readonly address: Address
  /** Called with the address of each reply that has been posted. */
  readonly onPosted?: (address: Address) => void
}

export function createAnswers(options: AnswersOptions): Answers {
  const { platforms, languages, log, retryMs = [500, 2000, 8000] } = options

  const translate = ({ language }: Address): Translate => translatorFor(language, languages)

  function platform({ platform: name }: Address): Platform {
    const found = platforms.get(name)
    if (!found) throw new Error(`no platform ${name}`)
    return found
  }

  return {
    translate,
    hasPlatform: (address) => platforms.has(address.platform),
    platform,
    async run({ what, address, onPosted }, work) {
      const { paceSeconds, refuses } = platforms.get(address.platform) ?? {}
      const outbox = createOutbox({
        ...defined({ onPosted, paceSeconds, refuses }),
        address,
        post: async (to, reply) => platform(to).post(to, reply),
        translate: translate(address),
        log,
        retryMs,
      })
      try {
        await work(outbox)
      } catch (error) {
        if (!(error instanceof UserError)) log({ level: 'error', message: `${what} broke`, stack: stackOf(error) })
        const shown = error instanceof UserError ? error : (databaseUnwritable(error) ?? unexpectedError())
        outbox.put(errorReply(shown, translate(address)))
      }
      await outbox.ended
    },
  }
}

/** Answers on their way: every request gets its outbox, and whatever goes wrong on the way becomes its last reply. */

import { stackOf, UserError } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Address, Platform } from '../core/platform.ts'
import { type Languages, type Translate, translatorFor } from '../i18n/phrase.ts'
import { unexpectedError } from '../scheduler/job-errors.ts'
import { unwritable } from '../storage/database.ts'
import { errorReply } from './card.ts'
import { createOutbox, type Outbox } from './outbox.ts'

export interface AnswersOptions {
  /** By the name that addresses carry. */
  readonly platforms: ReadonlyMap<string, Platform>
  readonly languages: Languages
  readonly log: Log
  /** Pauses between the tries to post a last reply, in milliseconds. Default 0.5 s, 2 s, 8 s. */
  readonly retryMs?: readonly number[]
}

export interface Answers {
  /** In the language of an address. */
  translate(address: Address): Translate
  /** Whether the bot is on the platform of an address. */
  isOn(address: Address): boolean
  /** Throws an Error for an address of a platform that the bot is not on. */
  platform(address: Address): Platform
  /**
   * Runs what was asked for at `address`; it puts its replies into the outbox, the last one included. Settles when that
   * is posted, and never rejects.
   */
  give(question: Question, work: (outbox: Outbox) => Promise<void>): Promise<void>
}

interface Question {
  /** For the log. */
  readonly what: string
  readonly address: Address
  /** Hears where each reply that has been posted is. */
  readonly moved?: (address: Address) => void
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
    isOn: (address) => platforms.has(address.platform),
    platform,
    async give({ what, address, moved }, work) {
      const outbox = createOutbox({
        ...{ address, log, retryMs, translate: translate(address), ...(moved && { moved }) },
        paceSeconds: platforms.get(address.platform)?.paceSeconds,
        refuses: platforms.get(address.platform)?.refuses,
        post: async (to, reply) => platform(to).post(to, reply),
      })
      try {
        await work(outbox)
      } catch (error) {
        if (!(error instanceof UserError)) log({ level: 'error', message: `${what} broke`, stack: stackOf(error) })
        const told = error instanceof UserError ? error : (unwritable(error) ?? unexpectedError())
        outbox.put(errorReply(told, translate(address)))
      }
      await outbox.posted
    },
  }
}

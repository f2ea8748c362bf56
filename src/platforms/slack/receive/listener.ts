/** What every listener needs to pass a person's request on to the bot, and to refuse it. */
import { errorReply } from '../../../bot/card.ts'
import type { Command } from '../../../command/command.ts'
import { UserError } from '../../../core/errors.ts'
import type { Log } from '../../../core/log.ts'
import type { Bot } from '../../../core/platform.ts'
import { type Languages, translatorFor } from '../../../i18n/phrase.ts'
import type { SlackAddress } from '../address.ts'
import type { Client } from '../clients.ts'
import type { Delivery } from '../deliver/deliver.ts'
import type { SendEphemeral } from '../deliver/ephemeral.ts'
import type { People } from '../people.ts'
import type { FindRequester } from '../requester.ts'
import type { Uploads } from './uploads.ts'

interface ListenerParts {
  readonly bot: Bot
  /** The bot's user id. */
  readonly botUser: string
  /** The bot's workspace. */
  readonly place: string
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  /** The client for calls that a person waits for. */
  readonly client: Client
  readonly people: People
  readonly findRequester: FindRequester
  readonly uploads: Uploads
  readonly delivery: Delivery
  readonly sendEphemeral: SendEphemeral
  readonly log: Log
}

export interface ListenerContext extends ListenerParts {
  /** Tells the person what is wrong. Rejects with the error itself unless it is a `UserError`. */
  refuse(address: SlackAddress, error: unknown): Promise<void>
}

export function createListenerContext(parts: ListenerParts): ListenerContext {
  const { delivery, languages } = parts
  return {
    ...parts,
    async refuse(address, error) {
      if (!(error instanceof UserError)) throw error
      await delivery.post(address, errorReply(error, translatorFor(address.language, languages)))
    },
  }
}

/** What every listener needs to pass a person's wish on to the bot, and to say no. */
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

interface DeskParts {
  readonly bot: Bot
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  /** For what a person waits for. */
  readonly client: Client
  readonly people: People
  readonly ask: FindRequester
  readonly uploads: Uploads
  readonly messages: Delivery
  readonly whisper: SendEphemeral
  readonly log: Log
}

export interface Listener extends DeskParts {
  /** Tells the person what is wrong. Rejects with errors that are not theirs. */
  refuse(address: SlackAddress, error: unknown): Promise<void>
}

export function createListener(parts: DeskParts): Listener {
  const { messages, languages } = parts
  return {
    ...parts,
    async refuse(address, error) {
      if (!(error instanceof UserError)) throw error
      await messages.post(address, errorReply(error, translatorFor(address.language, languages)))
    },
  }
}

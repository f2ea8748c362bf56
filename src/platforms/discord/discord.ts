/** Discord as a platform: slash commands, message actions and buttons come in, cards go out. */
import { Events, REST } from 'discord.js'
import type { Command } from '../../command/command.ts'
import { cleanedLog, type Log } from '../../core/log.ts'
import type { Address, Platform } from '../../core/platform.ts'
import { type Languages, phrase, translatorFor } from '../../i18n/phrase.ts'
import type { Database } from '../../storage/database.ts'
import type { DiscordAddress } from './address.ts'
import { connectClient, createClient, disconnectClient } from './client.ts'
import { createDelivery } from './deliver.ts'
import { isInvalid, isNotInGuild, notInGuild, startError } from './errors.ts'
import { fitUpload } from './fit-upload.ts'
import { FILE_HOSTS, LIMITS } from './limits.ts'
import { createMessageRequests } from './messages.ts'
import { createReceiver } from './receive.ts'
import { commandBodies } from './register/command-bodies.ts'
import { register } from './register/register.ts'
import { renderReply, replyPictures } from './render.ts'
import { withoutTokens } from './text.ts'

export interface DiscordOptions {
  readonly token: string
  /** The URL of the API, without its version. Pictures may come from its host too. */
  readonly apiUrl: string
  /** Registers the commands in this guild only. Default: everywhere. */
  readonly guild: string | undefined
  readonly shards: 'auto' | number
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  /** Keeps which commands are registered. */
  readonly database: Database
  readonly log: Log
  /** The clock for the validity of tokens, in milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * `start` throws `UserError` with the setting to correct, and an Error for commands that Discord would reject. Interaction
 * tokens do not reach the log.
 */
export function createDiscord(options: DiscordOptions): Platform {
  const { token, apiUrl, guild, shards, commands, languages, database, now = Date.now } = options
  const log = cleanedLog(options.log, withoutTokens)
  const client = createClient({ apiUrl, shards, log })
  const callbacks = new REST({ api: apiUrl, timeout: LIMITS.acknowledgeMs, retries: 0, handlerSweepInterval: 60_000 })
  const delivery = createDelivery({ messages: createMessageRequests(client.rest), now, log })
  const hosts = [...FILE_HOSTS, new URL(apiUrl).host]

  return {
    async start(bot) {
      const bodies = commandBodies(commands, languages)
      const receive = createReceiver({ bot, callbacks, commands, hosts, now, log })
      client.on(Events.InteractionCreate, (interaction) => void receive(interaction))
      const { application, rest } = await connectClient(client, { token, apiUrl })
      try {
        await register({ rest, application: application.id, guild, commands: bodies, database, log })
      } catch (error) {
        await disconnectClient(client)
        throw isNotInGuild(error) && guild !== undefined ? notInGuild(guild) : startError(error, apiUrl)
      }
      return () => disconnectClient(client)
    },

    async post(address, reply) {
      const to = address as DiscordAddress
      const translate = translatorFor(to.language, languages)
      const user = to.ephemeral || reply.audience === 'user' ? undefined : to.user
      return fitUpload({
        pictures: replyPictures(reply),
        limit: to.limit,
        post(pictures, lost) {
          const notes = [...lost].map((what) => translate(LOST[what]))
          return delivery.deliver(to, reply, renderReply(reply, { pictures, notes, user, translate }))
        },
      })
    },

    refuses: isInvalid,

    remove: (address: Address) => delivery.remove(address as DiscordAddress),

    paceSeconds: LIMITS.paceSeconds,
  }
}

/** Notes on what shrinking removed from a picture. */
const LOST = {
  frames: phrase`Every second frame is left out: with all of them the file is too large for Discord.`,
  size: phrase`Shown smaller than it is: at full size the file is too large for Discord.`,
} as const

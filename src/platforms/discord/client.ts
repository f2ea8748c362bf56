/** The connection to Discord: as little of it as the bot needs, and the sentences for when it fails. */
import {
  type CacheWithLimitsOptions,
  Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  Options,
  RESTEvents,
} from 'discord.js'
import { stackOf, UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { phrase } from '../../i18n/phrase.ts'
import { LIMITS } from './limits.ts'

interface ClientOptions {
  readonly apiUrl: string
  readonly shards: 'auto' | number
  readonly log: Log
}

export function createClient({ apiUrl, shards, log }: ClientOptions): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(shards === 'auto' ? { shards } : { shardCount: shards }),
    makeCache: Options.cacheWithLimits(KEEP_NOTHING),
    allowedMentions: { parse: [] },
    // Interactions are kept back until it is over, and they do not wait.
    waitGuildTimeout: 0,
    // Every interaction has routes of its own, and a queue for each would be kept for an hour.
    rest: { api: apiUrl, timeout: LIMITS.requestMs, invalidRequestWarningInterval: 500, handlerSweepInterval: 60_000 },
  })
  client.on(Events.Error, (error) => log({ level: 'error', message: 'discord.js broke', stack: stackOf(error) }))
  client.on(Events.Warn, (message) => log({ level: 'warn', message }))
  client.rest.on(RESTEvents.InvalidRequestWarning, ({ count }) => {
    log({ level: 'warn', message: `Discord has refused ${count} requests in 10 minutes; at 10000 it shuts bots out` })
  })
  tellOutages(client, log)
  return client
}

/** Settles when it is ready. Throws `UserError` with the setting to mend. */
export async function connectClient(client: Client, token: string, apiUrl: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve))
  try {
    await client.login(token)
  } catch (error) {
    throw explainStartError(error, apiUrl)
  }
  return ready
}

export async function disconnectClient(client: Client): Promise<void> {
  // It would say that it connects again.
  client.removeAllListeners(Events.ShardReconnecting)
  await client.destroy()
}

/** The sentence for what keeps the bot from Discord; anything else, as it is. */
export function explainStartError(error: unknown, apiUrl: string): unknown {
  if (error instanceof DiscordAPIError) return error
  const { message } = error as Error
  const refused = error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid
  if (refused || message === 'Authentication failed') {
    return new UserError(
      'bad-input',
      phrase`Discord does not accept the bot’s token.`,
      phrase`Copy it anew from the bot’s page in the developer portal into DISCORD_TOKEN.`,
    )
  }
  if (/shard/i.test(message)) {
    return new UserError(
      'bad-input',
      phrase`Discord does not accept the number of shards: ${message}.`,
      phrase`Set DISCORD_SHARDS to auto.`,
    )
  }
  return new UserError(
    'output',
    phrase`Discord cannot be reached at ${apiUrl}: ${message}.`,
    phrase`Check the network, and DISCORD_API_URL if it is set.`,
  )
}

/** It tries to come back twice a second, for as long as Discord is away: that it is, and is back, is all there is to tell. */
function tellOutages(client: Client, log: Log): void {
  const away = new Set<number>()
  const leave = (id: number, why = '') => {
    if (!away.has(id)) log({ level: 'info', message: `shard ${id} connects to Discord again${why}` })
    away.add(id)
  }
  const comeBack = (id: number) => {
    if (away.delete(id)) log({ level: 'info', message: `shard ${id} is back` })
  }
  client.on(Events.ShardReconnecting, (id) => leave(id))
  client.on(Events.ShardError, ({ message }, id) => leave(id, `: ${message}`))
  client.on(Events.ShardResume, comeBack)
  client.on(Events.ShardReady, comeBack)
  client.on(Events.ShardDisconnect, ({ code }, id) => {
    log({ level: 'error', message: `Discord has closed shard ${id} for good: ${code}` })
  })
}

/** Threads stay: they tell which channel they hang from. */
const KEEP_NOTHING = {
  ApplicationCommandManager: 0,
  ApplicationEmojiManager: 0,
  AutoModerationRuleManager: 0,
  BaseGuildEmojiManager: 0,
  DMMessageManager: 0,
  EntitlementManager: 0,
  GuildBanManager: 0,
  GuildEmojiManager: 0,
  GuildInviteManager: 0,
  GuildMemberManager: 0,
  GuildMessageManager: 0,
  GuildScheduledEventManager: 0,
  GuildStickerManager: 0,
  MessageManager: 0,
  PresenceManager: 0,
  ReactionManager: 0,
  ReactionUserManager: 0,
  StageInstanceManager: 0,
  ThreadMemberManager: 0,
  UserManager: 0,
  VoiceStateManager: 0,
} satisfies CacheWithLimitsOptions

/** The connection to Discord's gateway, with as little state as the bot needs. */
import { type CacheWithLimitsOptions, Client, Events, GatewayIntentBits, Options, RESTEvents } from 'discord.js'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { startError } from './errors.ts'
import { LIMITS } from './limits.ts'

interface ClientOptions {
  readonly apiUrl: string
  readonly shards: 'auto' | number
  readonly log: Log
}

/** Makes a client that is not connected yet. Its errors, warnings and outages go to the log. */
export function createClient({ apiUrl, shards, log }: ClientOptions): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    ...(shards === 'auto' ? { shards } : { shardCount: shards }),
    makeCache: Options.cacheWithLimits(KEEP_NOTHING),
    allowedMentions: { parse: [] },
    // discord.js holds back interactions until all guilds have arrived, and interactions expire after 3 seconds.
    waitGuildTimeout: 0,
    // Each interaction has routes of its own, and discord.js by default keeps a queue for each route for an hour.
    rest: { api: apiUrl, timeout: LIMITS.requestMs, invalidRequestWarningInterval: 500, handlerSweepInterval: 60_000 },
  })
  client.on(Events.Error, (error) => log({ level: 'error', message: 'discord.js failed', stack: stackOf(error) }))
  client.on(Events.Warn, (message) => log({ level: 'warn', message }))
  client.rest.on(RESTEvents.InvalidRequestWarning, ({ count }) => {
    // https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
    const message = `Discord has rejected ${count} requests within 10 minutes; at 10000 it blocks this address`
    log({ level: 'warn', message })
  })
  logOutages(client, log)
  return client
}

interface ConnectOptions {
  readonly token: string
  /** Named in error messages. */
  readonly apiUrl: string
}

/** Connects, and settles when the client is ready. Throws `UserError` with the setting to correct. */
export async function connectClient(client: Client, { token, apiUrl }: ConnectOptions): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve))
  try {
    await client.login(token)
  } catch (error) {
    throw startError(error, apiUrl)
  }
  return ready
}

export async function disconnectClient(client: Client): Promise<void> {
  // While it disconnects, discord.js reports that it reconnects.
  client.removeAllListeners(Events.ShardReconnecting)
  await client.destroy()
}

/** Logs each outage once, and its end. discord.js tries to reconnect twice a second and reports every attempt. */
function logOutages(client: Client, log: Log): void {
  const away = new Set<number>()
  const onLoss = (id: number, reason = '') => {
    if (!away.has(id)) log({ level: 'info', message: `shard ${id} connects to Discord again${reason}` })
    away.add(id)
  }
  const onReturn = (id: number) => {
    if (away.delete(id)) log({ level: 'info', message: `shard ${id} is back` })
  }
  client.on(Events.ShardReconnecting, (id) => onLoss(id))
  client.on(Events.ShardError, ({ message }, id) => onLoss(id, `: ${message}`))
  client.on(Events.ShardResume, onReturn)
  client.on(Events.ShardReady, onReturn)
  client.on(Events.ShardDisconnect, ({ code }, id) => {
    log({ level: 'error', message: `Discord has closed shard ${id} for good: ${code}` })
  })
}

/** Caches nothing but guilds, channels and threads. A thread names the channel that it belongs to. */
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

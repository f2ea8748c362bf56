/** Settings: the only reader of the environment. Each is documented in `.env.example`. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, LARGEST_LIMITS, type Limits } from '../core/limits.ts'
import { engineNames } from '../engine/select.ts'
import { phrase } from '../i18n/phrase.ts'
import type { SlackConfig } from '../platforms/slack/config.ts'
import type { LogOptions } from './log.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** An empty setting is no setting. */
const setting = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (text === '' ? undefined : text), schema)

const limit = (name: keyof Limits) =>
  setting(z.coerce.number().int().min(1).max(LARGEST_LIMITS[name]).default(DEFAULT_LIMITS[name]))

/** Numbers like 0,1. */
const devices = z
  .string()
  .regex(/^\d{1,3}( *, *\d{1,3})*$/)
  .transform((text) => text.split(',').map(Number))
  .refine((numbers) => new Set(numbers).size === numbers.length)

const schema = z.object({
  /** The network to use when a request names none; default the best that is installed. */
  DREAMBOT_NETWORK: setting(z.string().optional()),
  /** Folder of weights. */
  DREAMBOT_WEIGHTS: setting(z.string().default('weights')),
  /** Folder of photos. */
  DREAMBOT_DATA: setting(z.string().default('data')),
  /** How long photos and pictures are kept for buttons and recipes, in days. */
  DREAMBOT_KEEP_DAYS: setting(z.coerce.number().min(1).max(3650).default(30)),
  /** How much of the atlas is kept, in MB. */
  DREAMBOT_CACHE_MB: setting(z.coerce.number().int().min(1).max(1e6).default(1024)),
  /** What computes gradients. */
  DREAMBOT_ENGINE: setting(z.enum(engineNames).default('auto')),
  /** The devices of this machine that render, each a worker process of its own; default one, which the engine chooses. */
  DREAMBOT_DEVICES: setting(devices.optional()),
  /** What each of them may hold in memory between two jobs, in MB; default its share of half the machine's. */
  DREAMBOT_MEMORY_MB: setting(z.coerce.number().int().min(256).optional()),
  /** Pictures of one person waiting or running. */
  DREAMBOT_LIMIT_USER: limit('perUser'),
  /** Pictures of one person accepted in an hour. */
  DREAMBOT_LIMIT_USER_HOUR: limit('perUserHourly'),
  /** Pictures of one place waiting. */
  DREAMBOT_LIMIT_PLACE: limit('perPlaceWaiting'),
  /** How long one picture may be expected to take, in seconds. */
  DREAMBOT_LIMIT_SECONDS: limit('perJobSeconds'),
  /** How much the log tells. */
  LOG_LEVEL: setting(z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')),
  /** Where the playground listens, and health and metrics are had. */
  DREAMBOT_PORT: setting(z.coerce.number().int().min(0).max(65535).default(8080)),
  /** From where health and metrics are had without a playground: an address of this machine. */
  DREAMBOT_HOST: setting(
    z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
  ),
  /** Default yes where no chat's token is set. */
  DREAMBOT_PLAYGROUND: setting(z.stringbool().optional()),
  /** Opens the playground to other machines. */
  PLAYGROUND_TOKEN: setting(z.string().min(8).optional()),
  /** Where bots and workers meet. */
  REDIS_URL: setting(z.url({ protocol: /^rediss?$/ }).optional()),

  DISCORD_TOKEN: setting(z.string().optional()),
  DISCORD_API_URL: setting(z.url().default('https://discord.com/api')),
  /** Register commands in this guild alone, where they change at once. */
  DISCORD_GUILD_ID: setting(z.string().regex(/^\d+$/).optional()),
  DISCORD_SHARDS: setting(z.union([z.literal('auto'), z.coerce.number().int().min(1)]).default('auto')),

  SLACK_BOT_TOKEN: setting(z.string().startsWith('xoxb-').optional()),
  /** For Socket Mode. */
  SLACK_APP_TOKEN: setting(z.string().startsWith('xapp-').optional()),
  /** For HTTP. */
  SLACK_SIGNING_SECRET: setting(z.string().optional()),
  SLACK_PORT: setting(z.coerce.number().int().min(0).max(65535).optional()),
  SLACK_API_URL: setting(z.url().default('https://slack.com/api/')),
})

export interface Config {
  readonly network: string | undefined
  /** Absolute, as all folders. */
  readonly weights: string
  readonly data: string
  /** Of photos and pictures, in days. */
  readonly keepDays: number
  /** Where the atlas is kept, and how much of it. Default nowhere. */
  readonly atlas?: { readonly folder: string; readonly bytes: number }
  readonly engine: (typeof engineNames)[number]
  /** Numbers of this machine's devices. Default one that the engine chooses. */
  readonly devices?: readonly number[] | undefined
  /** Of each render process between two jobs, in bytes. Default its share of half the machine's. */
  readonly memory?: number | undefined
  /** Default `LIMITS`. */
  readonly limits?: Limits
  /** Where the user stands: npm runs scripts elsewhere. */
  readonly folder: string
  readonly log: LogOptions
  /** The address of the Redis that brings bots and workers together, if they are not one machine's. */
  readonly redis: string | undefined
  /** Set where its token is. */
  readonly discord: DiscordConfig | undefined
  readonly slack: SlackConfig | undefined
  /** Set where it is asked for, and where there is no chat. */
  readonly playground?: PlaygroundConfig | undefined
  /** Without it they are not had. */
  readonly health?: HealthConfig
}

interface DiscordConfig {
  readonly token: string
  readonly apiUrl: string
  readonly guild: string | undefined
  readonly shards: 'auto' | number
}

interface PlaygroundConfig {
  readonly port: number
  /** Without one it is for this machine alone. */
  readonly token: string | undefined
}

/** Where health and metrics are had, unless the playground serves them. */
interface HealthConfig {
  readonly port: number
  readonly host: string
}

/** Throws `UserError` bad-input that names the setting. Relative folders are the project's. */
export function readConfig(): Config {
  const file = join(ROOT, '.env')
  // What the environment sets already, the file does not change.
  if (existsSync(file)) loadSettings(file)
  const environment = process.env
  const parsed = schema.safeParse(environment)
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0])
    const value = SECRETS.some((secret) => secret === name) ? phrase`what it is set to` : `"${environment[name]}"`
    throw new UserError('bad-input', phrase`The setting ${name} cannot be ${value}.`, phrase`See .env.example.`)
  }
  const settings = parsed.data
  return {
    network: settings.DREAMBOT_NETWORK,
    weights: resolve(ROOT, settings.DREAMBOT_WEIGHTS),
    data: resolve(ROOT, settings.DREAMBOT_DATA),
    keepDays: settings.DREAMBOT_KEEP_DAYS,
    atlas: { folder: resolve(ROOT, settings.DREAMBOT_DATA, 'atlas'), bytes: settings.DREAMBOT_CACHE_MB * 1e6 },
    engine: settings.DREAMBOT_ENGINE,
    devices: settings.DREAMBOT_DEVICES,
    memory: settings.DREAMBOT_MEMORY_MB && settings.DREAMBOT_MEMORY_MB * 1e6,
    limits: {
      perUser: settings.DREAMBOT_LIMIT_USER,
      perUserHourly: settings.DREAMBOT_LIMIT_USER_HOUR,
      perPlaceWaiting: settings.DREAMBOT_LIMIT_PLACE,
      perJobSeconds: settings.DREAMBOT_LIMIT_SECONDS,
    },
    folder: environment.INIT_CWD ?? process.cwd(),
    log: { level: settings.LOG_LEVEL, secrets: SECRETS.flatMap((name) => settings[name] ?? []) },
    redis: settings.REDIS_URL,
    discord: discordOf(settings),
    slack: slackOf(settings),
    playground: playgroundOf(settings),
    health: { port: settings.DREAMBOT_PORT, host: settings.DREAMBOT_HOST },
  }
}

const SECRETS = [
  ...(['DISCORD_TOKEN', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const),
  ...(['PLAYGROUND_TOKEN', 'REDIS_URL'] as const),
]

type Parsed = z.output<typeof schema>

function discordOf(settings: Parsed): DiscordConfig | undefined {
  const { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl, DISCORD_GUILD_ID: guild, DISCORD_SHARDS: shards } = settings
  return token === undefined ? undefined : { token, apiUrl, guild, shards }
}

function slackOf(settings: Parsed): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_API_URL: apiUrl, SLACK_APP_TOKEN: appToken } = settings
  const { SLACK_SIGNING_SECRET: signingSecret, SLACK_PORT: port } = settings
  if (botToken === undefined) return undefined
  if (signingSecret !== undefined && port !== undefined) {
    return { botToken, apiUrl, delivery: { mode: 'http', signingSecret, port } }
  }
  if (appToken !== undefined) return { botToken, apiUrl, delivery: { mode: 'socket', appToken } }
  throw new UserError(
    'bad-input',
    phrase`SLACK_BOT_TOKEN is set, but not how Slack reaches Dreambot.`,
    phrase`Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and SLACK_PORT for HTTP.`,
  )
}

function playgroundOf(settings: Parsed): PlaygroundConfig | undefined {
  const { DISCORD_TOKEN: discord, SLACK_BOT_TOKEN: slack, DREAMBOT_PORT: port, PLAYGROUND_TOKEN: token } = settings
  const wanted = settings.DREAMBOT_PLAYGROUND ?? (discord === undefined && slack === undefined)
  return wanted ? { port, token } : undefined
}

function loadSettings(file: string): void {
  try {
    process.loadEnvFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(
      'bad-input',
      phrase`The settings in ${file} cannot be read: ${String(code)}.`,
      phrase`Mend or remove the file.`,
    )
  }
}

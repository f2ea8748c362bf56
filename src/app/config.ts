/** Settings: the only reader of the environment. Each is documented in `.env.example`. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { expectation, shapeOf } from '../command/option-shape.ts'
import { UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, LARGEST_LIMITS, type Limits } from '../core/limits.ts'
import { engineNames } from '../engine/select.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { isSecret, type Settings, type SettingsShape, secret } from '../platforms/define-platform.ts'
import type { LogOptions } from './log.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const limit = (name: keyof Limits) =>
  z.coerce.number().int().min(1).max(LARGEST_LIMITS[name]).default(DEFAULT_LIMITS[name])

/** Device numbers, such as "0,1". */
const devices = z
  .string()
  .regex(/^\d{1,3}( *, *\d{1,3})*$/)
  .transform((text) => text.split(',').map(Number))
  .refine((numbers) => new Set(numbers).size === numbers.length)

/** The program's own settings. Each platform adds those of its `platform.ts`. */
export const SETTINGS = {
  /** The network to use when a request names none. Default: the best that is installed. */
  DREAMBOT_NETWORK: z.string().optional(),
  /** The folder of downloaded weights. */
  DREAMBOT_WEIGHTS: z.string().default('weights'),
  /** The folder of the database, photos and results. */
  DREAMBOT_DATA: z.string().default('data'),
  /** How long photos and results are kept for buttons and recipes, in days. */
  DREAMBOT_KEEP_DAYS: z.coerce.number().min(1).max(3650).default(30),
  /** The largest size of the atlas on disk, in MB. */
  DREAMBOT_CACHE_MB: z.coerce.number().int().min(1).max(1e6).default(1024),
  /** The engine that computes gradients. */
  DREAMBOT_ENGINE: z.enum(engineNames).default('auto'),
  /** The devices that render, each with a worker process of its own. Default: one, which the engine chooses. */
  DREAMBOT_DEVICES: devices.optional(),
  /** Memory that each worker process may hold between two jobs, in MB. Default: its share of half the machine's. */
  DREAMBOT_MEMORY_MB: z.coerce.number().int().min(256).optional(),
  /** Jobs of one person that may wait or run. */
  DREAMBOT_LIMIT_USER: limit('perUser'),
  /** Jobs of one person accepted in an hour. */
  DREAMBOT_LIMIT_USER_HOUR: limit('perUserHourly'),
  /** Jobs of one place that may wait. */
  DREAMBOT_LIMIT_PLACE: limit('perPlaceWaiting'),
  /** The longest estimated time of one job, in seconds. */
  DREAMBOT_LIMIT_SECONDS: limit('perJobSeconds'),
  /** The least severe entries that are logged. */
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** The port of the playground, health and metrics. */
  DREAMBOT_PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  /** The address of this machine on which health and metrics listen when no platform serves them. */
  DREAMBOT_HOST: z
    .string()
    .regex(/^[\w.:-]+$/)
    .default('127.0.0.1'),
  /** The Redis through which bots and workers meet. Its URL may hold a password. */
  REDIS_URL: secret(z.url({ protocol: /^rediss?$/ }).optional()),
}

export interface Config {
  readonly network: string | undefined
  /** Absolute, like all folders here. */
  readonly weights: string
  readonly data: string
  /** How long photos and results are kept, in days. */
  readonly keepDays: number
  /** Where the atlas is kept, and its largest size. Default: it is not kept. */
  readonly atlas?: { readonly folder: string; readonly bytes: number }
  readonly engine: (typeof engineNames)[number]
  /** Numbers of this machine's devices. Default: one, which the engine chooses. */
  readonly devices?: readonly number[] | undefined
  /** Memory of each render process between two jobs, in bytes. Default: its share of half the machine's. */
  readonly memory?: number | undefined
  /** Default `DEFAULT_LIMITS`. */
  readonly limits?: Limits
  /** The folder in which the command was typed. npm runs scripts in the project's. */
  readonly folder: string
  readonly log: LogOptions
  /** The URL of the Redis through which bots and workers meet. Default: one process does both. */
  readonly redis: string | undefined
  /** The socket of render processes that outlive the bot, in development. Default: the bot forks its own. */
  readonly warmWorkers?: string | undefined
  /** Where health and metrics are served, unless a platform serves them. Default: nowhere. */
  readonly health?: HealthConfig
}

interface HealthConfig {
  readonly port: number
  readonly host: string
}

/** Reads the program's own settings. Relative folders are relative to the project's. Throws as `readSettings`. */
export function readConfig(): Config {
  const settings = readSettings(SETTINGS)
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
    folder: process.env.INIT_CWD ?? process.cwd(),
    log: { level: settings.LOG_LEVEL, secrets: secretsOf(SETTINGS, settings) },
    redis: settings.REDIS_URL,
    health: { port: settings.DREAMBOT_PORT, host: settings.DREAMBOT_HOST },
  }
}

/**
 * Reads environment variables by their schemas, from the environment and then from the project's `.env`. An empty variable
 * counts as unset. Throws `UserError` bad-input that names the variable, with its value unless that is secret.
 */
export function readSettings<Shape extends SettingsShape>(shape: Shape): Settings<Shape> {
  const file = join(ROOT, '.env')
  // Variables that the environment sets already keep their values.
  if (existsSync(file)) loadSettings(file)
  const set = Object.entries(process.env).filter(([, value]) => value !== '')
  const environment = Object.fromEntries(set)
  const parsed = z.object(shape).safeParse(environment)
  if (parsed.success) return parsed.data as Settings<Shape>
  const name = String(parsed.error.issues[0]?.path[0])
  const schema = shape[name]
  const value = schema && isSecret(schema) ? phrase`what it is set to` : `"${environment[name]}"`
  throw new UserError('bad-input', phrase`The setting ${name} cannot be ${value}.`, hintFor(schema))
}

/** Says what the setting must be, as far as its schema can be put in words: formats, such as URLs, cannot. */
function hintFor(schema: z.ZodType | undefined): Text {
  const shape = schema ? shapeOf(schema) : {}
  const isFormat = shape.type === 'string' && !shape.enum && shape.minLength === undefined
  if (!schema || isFormat) return phrase`See .env.example.`
  return phrase`It must be ${expectation(shape)}, see .env.example.`
}

/** The values of the settings that are secret. */
export function secretsOf<Shape extends SettingsShape>(shape: Shape, settings: Settings<Shape>): string[] {
  return Object.entries(shape).flatMap(([name, schema]) =>
    isSecret(schema) && settings[name] !== undefined ? [String(settings[name])] : [],
  )
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

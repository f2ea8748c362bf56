/** What the folder of a chat platform exports: the environment variables that it reads, and how it is made from them. */
import type { Hono } from 'hono'
import type { z } from 'zod'
import type { Atlas } from '../atlas/atlas.ts'
import type { Command } from '../command/command.ts'
import type { Log } from '../core/log.ts'
import type { Platform } from '../core/platform.ts'
import type { Languages } from '../i18n/phrase.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import type { Database } from '../storage/database.ts'
import type { PhotoStore } from '../storage/photo-store.ts'

/**
 * Environment variables by name. Each schema reads the variable's text; an empty variable counts as unset and reads as
 * undefined, so a schema is optional or has a default. Wrap tokens and passwords in `secret`.
 */
export type SettingsShape = Readonly<Record<string, z.ZodType>>

export type Settings<Shape extends SettingsShape> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> }

/** The parts of the bot that a platform may use besides the `Bot` that `Platform.start` receives. */
export interface PlatformParts {
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  readonly catalog: Catalog
  readonly photos: PhotoStore
  readonly atlas: Atlas
  readonly database: Database
  /** The data folder, absolute. A platform keeps its files in a subfolder with its own name. */
  readonly data: string
  readonly log: Log
  readonly web: WebParts
}

/** What a platform with a web server of its own needs. */
export interface WebParts {
  /** The port to listen on: DREAMBOT_PORT. 0 takes a free port. */
  readonly port: number
  /**
   * Routes for /healthz, /readyz and /metrics, which the program then does not serve by itself.
   *
   * @param token Required as a bearer token by /metrics. Default: anyone may read the metrics.
   */
  health(token: string | undefined): Hono
}

export interface ServedPlatform extends Platform {
  /** Where browsers on this machine find the platform, once it has started. Default: it has no page. */
  readonly url?: string
}

export interface PlatformDefinition<Shape extends SettingsShape = SettingsShape> {
  /** Each variable must be documented in `.env.example`. */
  readonly settings: Shape
  /** Asks this platform last, so that `others` names every other one that is set up. */
  readonly isLast?: true
  /**
   * Returns the function that makes the platform, or undefined when it is not set up, usually because its token is unset.
   * The program opens nothing, not even the database, before it has asked every platform. Throws `UserError` bad-input for
   * settings that contradict each other.
   *
   * @param others Names of the platforms that have been asked before and are set up.
   */
  create(settings: Settings<Shape>, others: readonly string[]): PlatformFactory | undefined
}

/** Makes the platform, and does not start it yet. */
export type PlatformFactory = (parts: PlatformParts) => ServedPlatform

/**
 * Types a platform's definition. A platform is the folder `src/platforms/NAME/` with a `platform.ts` that exports its
 * definition by default; `NAME` is then the `platform` of all its addresses.
 *
 * @example
 * export default definePlatform({
 *   settings: {
 *     IRC_PASSWORD: secret(z.string().optional()),
 *     IRC_SERVER: z.url().default('ircs://irc.libera.chat'),
 *   },
 *   create({ IRC_PASSWORD: password, IRC_SERVER: server }) {
 *     if (password === undefined) return undefined
 *     return ({ commands, languages, log }) => createIrc({ password, server, commands, languages, log })
 *   },
 * })
 */
export function definePlatform<const Shape extends SettingsShape>(
  definition: PlatformDefinition<Shape>,
): PlatformDefinition<Shape> {
  return definition
}

/** Marks a setting as secret: its value appears neither in error messages nor in the log. Must be the outermost call. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ secret: true }) as Schema
}

/** Whether the schema was marked by `secret`. */
export function isSecret(schema: z.ZodType): boolean {
  return schema.meta()?.secret === true
}

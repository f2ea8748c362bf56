/** What a command is, and what the bot and the worker give it to work with. */

import type { z } from 'zod'
import type { Job, Json } from '../core/job.ts'
import type { Limits } from '../core/limits.ts'
import type { Opacity, Pixels } from '../core/pixels.ts'
import type { PlaceSettings, SettingsChanges, SettingsScope } from '../core/place-settings.ts'
import type { Reply } from '../core/platform.ts'
import type { AscentStep, Expected, FilterTile, Rendering, RenderProgress } from '../core/rendering.ts'
import type { OpenNetwork } from '../engine/engine.ts'
import type { Text, Translate } from '../i18n/phrase.ts'
import type { Use } from '../network/catalog/model.ts'
import type { Classes, NetworkInfo, ResolvedLayer } from '../network/catalog/network-info.ts'
import type { LayerRequest } from '../network/catalog/resolve-layer.ts'
import type { LayerFacts } from '../network/graph/describe.ts'
import type { Kernels } from '../network/graph/kernels.ts'

/**
 * A command: its options, how a request becomes a job, and how the job is rendered. Required are a description, `args` and
 * `run`; a command that makes pictures has `render` too.
 *
 * @example
 * // commands/mirror.ts
 * export default defineCommand({
 *   description: 'Mirror a photo',
 *   args: z.object({ image: common.image, format: common.stillFormat(['png', 'jpeg']) }),
 *   async run({ image, ...parameters }, context) {
 *     const { network } = await context.choose({})
 *     return { command: 'mirror', network, layer: '', parameters, seed: 0, image }
 *   },
 *   async *render(_job, kit) {
 *     yield { done: 0, at: {} }
 *     return { kind: 'picture', picture: mirrored(await kit.photo()) }
 *   },
 * })
 */
export interface Command<Schema extends z.ZodObject = z.ZodObject, Parameters = Readonly<Record<string, Json>>> {
  /** One line for help texts and command lists, of at most 100 characters. */
  readonly description: string
  /**
   * The options, from which every surface derives its own: slash command options, forms, flags, help. `.describe()` gives
   * an option its help text. `.meta({ kind })` gives it a kind where its type does not say it: 'image' (an upload),
   * 'layer', 'layers', 'filters', 'network', 'command', 'job' (one of the asker's own that is not over) or 'recipe'.
   */
  readonly args: Schema
  /**
   * What the command chooses a network for. Decides which networks and layers come first when its options are completed;
   * `run` passes the same to `Context.choose`. Default: the order of dreams, without the place's default layer.
   */
  readonly use?: Use
  /** Offers the command on messages that have a picture, under `title`; the picture becomes the option `option`. */
  readonly onPicture?: { readonly title: string; readonly option: string }
  /** Only moderators of the place may use the command. Default everybody. */
  readonly moderatorsOnly?: true
  /** The command needs a bot that many people share; the command line leaves it out. Default on every surface. */
  readonly chatOnly?: true
  /** On the command line the command's jobs may take any time. Chats keep their limits. Default limited on every surface. */
  readonly unlimited?: true
  /**
   * Turns parsed options into a job to render, or answers at once with a reply. Runs in the bot's process, so that it must
   * not compute. Throws `UserError` for a request that cannot be met.
   */
  run(args: z.output<Schema>, context: Context): Promise<Job<Parameters> | Reply> | Job<Parameters> | Reply
  /**
   * The work of a job, from which its time is estimated: pixels times steps, of the job's own layer or of each of several.
   * Default: nothing is estimated.
   */
  work?(job: Job<Parameters>, context: WorkContext): number | Promise<number | readonly LayerWork[]>
  /** What to do where the job would take longer than allowed, as a sentence. Default: the size that would fit. */
  suggestion?(job: Job<Parameters>): Text
  /** The size and type of the job's result. `photo` is the size of its photo, if it has one. Default: nothing is said. */
  expects?(job: Job<Parameters>, photo: { readonly width: number; readonly height: number } | undefined): Expected
  /**
   * Renders a job. Runs in a worker process, with `vis` and the kit alone. Yields before each step, so that progress can be
   * shown and the job can be cancelled between steps. Throws `UserError` for a job that cannot be rendered.
   */
  render?(job: Job<Parameters>, kit: RenderKit): AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering>
}

/** Types a command's literal. The loader adds the name, which is that of the file in `commands/`. */
export function defineCommand<Schema extends z.ZodObject, Parameters extends Readonly<Record<string, Json>>>(
  command: Command<Schema, Parameters>,
): Command<Schema, Parameters> {
  return command
}

/** What `Command.run` may use: the bot as seen by one person at one place. */
export interface Context {
  /**
   * Finds the network and layer that a request means. Without a network, a layer that the default network lacks selects an
   * installed network that has it; without a layer, it is the network's own default.
   * Throws `UserError` unknown-network, unknown-layer (with the nearest names) or missing-weights.
   */
  choose(wanted: Omit<LayerRequest, 'preferred'>): Promise<ResolvedLayer>
  /**
   * Finds the network whose classes a request means; without a network, the first that has classes. The names are in the
   * order of the filters of its layer of scores. Throws `UserError` unknown-network, or bad-input for a network that names no classes.
   */
  classes(network: string | undefined): Promise<Classes>
  /** All networks, best first. */
  networks(): Promise<readonly NetworkInfo[]>
  /**
   * The size of a stored photo in pixels, upright, and whether it has an alpha channel.
   * Throws `UserError` bad-image or no-photo.
   */
  photo(key: string): Promise<{ readonly width: number; readonly height: number; readonly alpha: boolean }>
  /** A fresh seed, 0..2^32-1. */
  seed(): number
  /** Whether the picture of a job is kept, so that it needs no rendering. */
  isKept(job: Job): Promise<boolean>
  /**
   * The job of a recipe, which is a job as JSON or a report that holds one. `image` and `guide` are the keys of photos that
   * were sent along. Throws `UserError` bad-input for other text or other photos, and what the recipe's command throws.
   */
  replay(recipe: string, image: string | undefined, guide?: string): Promise<Job | Reply> | Job | Reply
  /** Translates into the asker's language. */
  readonly translate: Translate
  /** Whether the asker's language translates a command. If not, the command's own texts are shown in English. */
  isTranslated(command: string): boolean
  /** All commands of the bot, by name. */
  readonly commands: ReadonlyMap<string, Command>
  /** The channel that the request comes from; undefined where the place has no channels. */
  readonly channel: string | undefined
  /** The settings in force there. */
  settings(): PlaceSettings
  /** The bot's own limits, which settings can only lower. */
  readonly limits: Limits
  /** Changes settings of the whole place or of this channel. A value of undefined restores the default. */
  changeSettings(scope: SettingsScope, changes: SettingsChanges): void
  /** All jobs of all places that are not over, in the order in which they will start. */
  queue(): readonly QueuedJob[]
  /** Cancels the asker's own jobs and erases all of the asker's jobs, photos and pictures. */
  forget(): Promise<void>
  /** Cancels the asker's own jobs, or only the one with this id. Returns how many were cancelled. */
  cancel(id?: string): number
}

/** A job in the queue, as one person sees it: other people's jobs show nothing but their position. */
export interface QueuedJob {
  readonly id: string
  /** The place in line, from 1; 0 while the job runs. */
  readonly position: number
  /** Seconds until the result; absent while it is unknown. */
  readonly etaSeconds?: number
  /** Present for the asker's own jobs. */
  readonly job?: Job
}

/** What `Command.work` may use. */
export interface WorkContext {
  /** Those of the jobs whose pictures are not kept. All jobs must be of one network. */
  missing(jobs: readonly Job[]): Promise<readonly Job[]>
  /** The layers of a network whose filters can be drawn; empty while nothing is known of the network. */
  convolutions(network: string): Promise<readonly LayerFacts[]>
  /** A layer of a network, as `RenderKit.choice` finds it. */
  choice(network: string, layer: string): ResolvedLayer
}

/** The work in one layer. */
export interface LayerWork {
  readonly layer: string
  /** Pixels times steps. */
  readonly pixels: number
}

/** What `Command.render` may use: the job's network and photos. */
export interface RenderKit {
  readonly network: OpenNetwork
  /** The number of filters of a layer. Throws `UserError` unknown-layer. */
  filters(layer: string): number
  /** The smallest height and width in pixels at which a layer has at least one position. */
  minimumSize(layer: string): number
  /** The network's layers in running order, for pictures of this size. */
  layers(height: number, width: number): LayerFacts[]
  /** The weights of a convolution. Throws `UserError` unknown-layer, or bad-input for a layer that is no convolution. */
  kernels(layer: string): Kernels
  /** The job's photo. Throws `UserError` no-photo if the job has none. */
  photo(): Promise<Pixels>
  /** The opacity of the job's photo; undefined for a photo without an alpha channel. Throws `UserError` no-photo. */
  opacity(): Promise<Opacity | undefined>
  /** The job's second photo. Throws `UserError` no-photo if the job has none. */
  guide(): Promise<Pixels>
  /** A layer of the job's network, as `Context.choose` finds it. Throws `UserError` unknown-layer. */
  choice(layer: string): ResolvedLayer
  /** Pictures of single filters that are kept from one job to the next. */
  readonly tiles: KitTiles
}

/** Kept pictures, by the job that draws each. */
export interface KitTiles {
  has(job: Job): Promise<boolean>
  get(job: Job): Promise<FilterTile | undefined>
  /** Throws `UserError` output if the picture cannot be written. */
  put(job: Job, tile: FilterTile): Promise<void>
}

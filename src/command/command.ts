/** What a command may ask while it turns its arguments into a job, in the bot's process. */

import type { z } from 'zod'
import type { Job, Json } from '../core/job.ts'
import type { Limits } from '../core/limits.ts'
import type { Opacity, Pixels } from '../core/pixels.ts'
import type { PlaceSettings, SettingsChanges, SettingsScope } from '../core/place-settings.ts'
import type { Reply } from '../core/platform.ts'
import type { AscentStep, Expected, FilterTile, Rendering, RenderProgress } from '../core/rendering.ts'
import type { OpenNetwork } from '../engine/engine.ts'
import type { Text, Translate } from '../i18n/phrase.ts'
import type { Classes, NetworkInfo, ResolvedLayer } from '../network/catalog/network-info.ts'
import type { LayerFacts } from '../network/graph/describe.ts'
import type { Kernels } from '../network/graph/kernels.ts'

export interface Context {
  /**
   * The network and layer that a request means. Without a network, a layer that the default one lacks selects an
   * installed network that has it; without a layer, it is the network's own default.
   * Throws `UserError` unknown-network, unknown-layer (with the nearest names) or missing-weights.
   */
  choose(wanted: { network?: string | undefined; layer?: string | undefined; command?: string }): Promise<ResolvedLayer>
  /**
   * The network whose classes a request means, and their names in the order of its filters: without a network, the first
   * that has some. Throws `UserError` unknown-network, or bad-input for a network that names no classes.
   */
  classes(network: string | undefined): Promise<Classes>
  /** All networks, best first. */
  networks(): Promise<readonly NetworkInfo[]>
  /** The upright size of a photo in the photo store, and whether it has alpha. Throws `UserError` bad-image or no-photo. */
  photo(key: string): Promise<{ readonly width: number; readonly height: number; readonly alpha: boolean }>
  /** A fresh seed, 0..2^32-1. */
  seed(): number
  /** Whether the job's picture is kept, so that it is answered at once. */
  isKept(job: Job): Promise<boolean>
  /**
   * The job of a recipe: a job's JSON, or a report's. `image` and `guide` are the keys of photos sent along with it.
   * Throws `UserError` bad-input for what is no recipe or another photo, and as the recipe's command does.
   */
  replay(recipe: string, image: string | undefined, guide?: string): Promise<Job | Reply> | Job | Reply
  /** In the language of whoever asks. */
  readonly translate: Translate
  /** All commands of the surface, by name. */
  readonly commands: ReadonlyMap<string, Command>
  /** Where in its place the request comes from, if the place has several. */
  readonly channel: string | undefined
  /** What holds there. */
  settings(): PlaceSettings
  /** Past which nobody may set theirs. */
  readonly limits: Limits
  /** Changes what holds for the whole place or this channel alone; undefined takes a setting back to its default. */
  change(scope: SettingsScope, changes: SettingsChanges): void
  /** All jobs that are not over, of all places, in the order in which they will start. */
  queue(): readonly QueuedJob[]
  /** Cancels the asker's own jobs and erases all of them, with their photos and pictures. */
  forget(): Promise<void>
  /** Cancels the asker's own jobs, or the one of them called `id`; returns how many. */
  cancel(id?: string): number
}

/** One job in the queue, as its own user sees it; of others' jobs there is no more than that they are there. */
export interface QueuedJob {
  readonly id: string
  /** In line, from 1; 0 while it runs. */
  readonly position: number
  readonly etaSeconds?: number
  /** Set for the asker's own. */
  readonly job?: Job
}

/** What a render may use besides `vis`. */
export interface RenderKit {
  readonly network: OpenNetwork
  /** The layer's number of filters. Throws `UserError` unknown-layer. */
  filters(layer: string): number
  /** The smallest height and width at which the layer has at least one position. */
  minimumSize(layer: string): number
  /** What is known of the network's layers, in running order, for pictures of that size. */
  layers(height: number, width: number): LayerFacts[]
  /** A convolution's weights. Throws `UserError` unknown-layer, or bad-input for a layer that is none. */
  kernels(layer: string): Kernels
  /** The job's photo, decoded. Throws `UserError` no-photo if the job has none. */
  photo(): Promise<Pixels>
  /** How opaque that is; undefined for a photo that cannot be transparent. */
  opacity(): Promise<Opacity | undefined>
  /** The job's second photo, decoded. Throws `UserError` no-photo if the job has none. */
  guide(): Promise<Pixels>
  /** As `Context.choose` finds the layer in the job's network. Throws `UserError` unknown-layer. */
  choice(layer: string): ResolvedLayer
  /** Pictures of single filters, kept from one job to the next. */
  readonly tiles: KitTiles
}

export interface KitTiles {
  has(job: Job): Promise<boolean>
  get(job: Job): Promise<FilterTile | undefined>
  /** Throws `UserError` output. */
  put(job: Job, tile: FilterTile): Promise<void>
}

/** What a command may ask to tell how much there is to render. */
export interface Survey {
  /** Those of the jobs, all of one network, whose pictures are not kept. */
  missing(jobs: readonly Job[]): Promise<readonly Job[]>
  /** See `convolutions`; empty where nothing is known of the network yet. */
  convolutions(network: string): Promise<readonly LayerFacts[]>
  /** See `Kit.choice`. */
  choice(network: string, layer: string): ResolvedLayer
}

/** Work in one layer. */
export interface LayerWork {
  readonly layer: string
  /** Times steps. */
  readonly pixels: number
}

export interface Command<Schema extends z.ZodObject = z.ZodObject, Parameters = Readonly<Record<string, Json>>> {
  /** One line for help texts and command lists. */
  readonly description: string
  /**
   * The single source of options on every surface. `.describe()` gives each its help text, `.meta({kind})` its kind
   * where a type does not say it: 'image' (an upload), 'layer', 'layers', 'filters', 'network', 'command', 'job' (one of one's own
   * that is not over), 'recipe'.
   */
  readonly args: Schema
  /** Where a message with a picture offers the command by a title of its own: the picture becomes this option. */
  readonly onPicture?: { readonly title: string; readonly option: string }
  /** Only for who moderates the place. */
  readonly moderators?: true
  /** Makes sense only where many people share the bot. */
  readonly chat?: true
  /** Runs in the bot's process. */
  run(args: z.output<Schema>, context: Context): Promise<Job<Parameters> | Reply> | Job<Parameters> | Reply
  /** How much there is to render, in pixels times steps of the job's layer, or of each: what estimates are made of. */
  work?(job: Job<Parameters>, survey: Survey): number | Promise<number | readonly LayerWork[]>
  /** What to do instead where it would take too long, if it is something of its own. */
  suggestion?(job: Job<Parameters>): Text
  /** What the job's picture will be, before it is rendered: `photo` is the size of the job's own, if it has one. */
  expects?(job: Job<Parameters>, photo: { readonly width: number; readonly height: number } | undefined): Expected
  /** Runs in a worker; imports only `vis`. Yields before every step. */
  render?(job: Job<Parameters>, kit: RenderKit): AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering>
}

/** Types a command's literal; the loader adds its name, which is its file's. */
export function defineCommand<Schema extends z.ZodObject, Parameters extends Readonly<Record<string, Json>>>(
  command: Command<Schema, Parameters>,
): Command<Schema, Parameters> {
  return command
}

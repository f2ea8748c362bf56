/**
 * What a command is, and the plain data that flows between the bot, the scheduler and a worker:
 * Job -> Progress ... -> Rendering -> Result. What comes from chats and goes there is in platform.ts.
 */
import type { z } from 'zod'
import type { Choice, Context } from './command-context.ts'
import type { OpenNetwork } from './engine/engine.ts'
import type { Opacity, Pixels } from './image/pixels.ts'
import type { Text } from './language.ts'
import type { LayerFacts } from './network/describe.ts'
import type { Kernels } from './network/kernels.ts'
import type { Reply } from './platform.ts'
import type { Climb, File, Format, Region, Strength } from './result.ts'
import type { Tile } from './vis/gallery.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * A request made complete: nothing is left to chance or to defaults, so rendering it again gives the same pixels.
 * Its JSON is the recipe. `parameters`, `network`, `layer`, `seed`, `image` and `guide` together parse as the command's arguments.
 */
export interface Job<Parameters = Readonly<Record<string, Json>>> {
  readonly command: string
  readonly network: string
  /** Empty where the command is about the whole network. */
  readonly layer: string
  readonly parameters: Parameters
  /** 0..2^32-1; 0 where the command leaves nothing to chance. */
  readonly seed: number
  /** The photo's key in the photo store: the sha256 of its bytes, hex. */
  readonly image?: string
  /** The key of a second photo that leads it. */
  readonly guide?: string
  /** What was chosen in the user's stead, for the caption; no part of the recipe. */
  readonly note?: Text
}

/** One step of a render. */
export interface Stage {
  /** The share of the whole work that is done before this step, 0..1, measured in pixels times steps. */
  readonly done: number
  /** Counters from the outermost in, each from 1, e.g. `{frame: [2, 12], octave: [1, 4], step: [3, 10]}`. */
  readonly at: Readonly<Record<string, readonly [index: number, count: number]>>
  /** The picture as it is now, for who wants to watch. */
  readonly picture?: () => Pixels
}

/** One step of a render that climbs. */
export interface Step extends Stage {
  /** The objective before this step, the mean over the batch. */
  readonly score: number
}

/** How far a job is, told as it happens. */
export interface Progress<Alt extends Text = Text> extends Pick<Stage, 'done' | 'at'> {
  /** What is being done where that is not yet the render itself, e.g. "fetching vgg16". */
  readonly phase?: Text
  readonly score?: number
  /** From the pace so far. */
  readonly etaSeconds?: number
  /** A small picture of how it looks now. */
  readonly preview?: File<Alt>
}

/** What a render ends in; the worker encodes it. */
export type Rendering = { readonly notes?: readonly Text[]; readonly climb?: Climb } & (
  | { readonly kind: 'picture'; readonly picture: Pixels }
  | { readonly kind: 'grid'; readonly tiles: readonly Pixels[]; readonly labels: readonly string[] }
  | { readonly kind: 'animation'; readonly frames: readonly Pixels[] }
  | Chart
)

/** A figure about a network: nothing to dream on with. */
export interface Chart {
  readonly kind: 'chart'
  readonly picture: Pixels
  /** What a person who cannot see the picture is told. */
  readonly alt: Text
  /** To be copied as it stands. */
  readonly code?: string
  /** The filters of the job's layer that its photo excites most, strongest first. */
  readonly strongest?: readonly Strength[]
  /** Where layers are in the picture, from top to bottom: what a click there is about. */
  readonly regions?: readonly Region[]
}

/** What a render may use besides `vis`. */
export interface Kit {
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
  choice(layer: string): Choice
  /** Pictures of single filters, kept from one job to the next. */
  readonly tiles: KitTiles
}

export interface KitTiles {
  has(job: Job): Promise<boolean>
  get(job: Job): Promise<Tile | undefined>
  /** Throws `UserError` output. */
  put(job: Job, tile: Tile): Promise<void>
}

/** What the picture of a job will be. */
export interface Expected {
  readonly width: number
  readonly height: number
  /** More than one are an animation. */
  readonly frames: number
  readonly format: Format
}

/** What people who run the bot are told; whoever starts it decides where that goes. */
export type Log = (entry: {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
  /** The job's id. */
  readonly job?: string
  /** Of a bug; of a lost worker, the last it wrote. */
  readonly stack?: string
}) => void

/** What a command may ask to tell how much there is to render. */
export interface Survey {
  /** Those of the jobs, all of one network, whose pictures are not kept. */
  missing(jobs: readonly Job[]): Promise<readonly Job[]>
  /** See `convolutions`; empty where nothing is known of the network yet. */
  convolutions(network: string): Promise<readonly LayerFacts[]>
  /** See `Kit.choice`. */
  choice(network: string, layer: string): Choice
}

/** Work in one layer. */
export interface Share {
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
  work?(job: Job<Parameters>, survey: Survey): number | Promise<number | readonly Share[]>
  /** What to do instead where it would take too long, if it is something of its own. */
  otherwise?(job: Job<Parameters>): Text
  /** What the job's picture will be, before it is rendered: `photo` is the size of the job's own, if it has one. */
  expects?(job: Job<Parameters>, photo: { readonly width: number; readonly height: number } | undefined): Expected
  /** Runs in a worker; imports only `vis`. Yields before every step. */
  render?(job: Job<Parameters>, kit: Kit): AsyncGenerator<Stage & Partial<Step>, Rendering>
}

/** Types a command's literal; the loader adds its name, which is its file's. */
export function defineCommand<Schema extends z.ZodObject, Parameters extends Readonly<Record<string, Json>>>(
  command: Command<Schema, Parameters>,
): Command<Schema, Parameters> {
  return command
}

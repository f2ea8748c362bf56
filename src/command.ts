/**
 * What a command is, and the plain data that flows between the bot, the scheduler and a worker:
 * Job -> Progress ... -> Rendering -> Result. What comes from chats and goes there is in platform.ts.
 */
import type { z } from 'zod'
import type { OpenNetwork } from './engine/engine.ts'
import type { Pixels } from './image/pixels.ts'
import type { Say, Text } from './language.ts'
import type { LayerFacts } from './network/describe.ts'
import type { Kernels } from './network/kernels.ts'
import type { FilterDefaults } from './network/model.ts'
import type { Reply } from './platform.ts'
import type { Changes, Scope, Settings } from './settings.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/**
 * A request made complete: nothing is left to chance or to defaults, so rendering it again gives the same pixels.
 * Its JSON is the recipe. `parameters`, `network`, `layer`, `seed` and `image` together parse as the command's arguments.
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
export type Rendering = { readonly notes?: readonly Text[] } & (
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
}

/** How strongly a filter answers a photo: its largest activation at any position. */
export interface Strength {
  readonly filter: number
  readonly value: number
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
}

export type Format = 'png' | 'jpeg' | 'gif' | 'webp'

/** Told by the worker with a phrase, and posted in one language. */
export interface File<Alt extends Text = string> {
  readonly name: string
  readonly format: Format
  readonly data: Uint8Array
  /** What a person who cannot see the picture is told. */
  readonly alt: Alt
}

/** A class that a network takes a picture for. */
export interface LikelyClass {
  readonly label: string
  /** 0..1 */
  readonly probability: number
}

/** What a render tells about itself besides its pictures. */
export interface Report {
  readonly job: Job
  readonly kind: Rendering['kind']
  readonly network: string
  readonly engine: string
  readonly layers: readonly string[]
  /** Of the result: [width, height] in pixels. */
  readonly size: readonly [width: number, height: number]
  /** One per step that has one, before the step, the mean over the batch. */
  readonly score: readonly number[]
  /** One per step. */
  readonly stepSeconds: readonly number[]
  /** From the worker's start on the job to its encoded files. */
  readonly seconds: number
  readonly files: readonly string[]
  /** What the network took the photo for, and takes the result for; the five likeliest each. */
  readonly classes?: { readonly before: readonly LikelyClass[]; readonly after: readonly LikelyClass[] }
  /** See `Chart`. */
  readonly strongest?: readonly Strength[]
}

export interface Result {
  readonly files: readonly File<Text>[]
  readonly report: Report
  readonly notes: readonly Text[]
  /** To be copied as it stands. */
  readonly code?: string
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

/** What a command may ask while it turns its arguments into a job. */
export interface Context {
  /**
   * The network and layer that a request means. Without a network, a layer that the default one lacks selects an
   * installed network that has it; without a layer, it is the network's own default.
   * Throws `UserError` unknown-network, unknown-layer (with the nearest names) or missing-weights.
   */
  choose(wanted: { network?: string | undefined; layer?: string | undefined; command?: string }): Promise<Choice>
  /**
   * The network whose classes a request means, and their names in the order of its filters: without a network, the first
   * that has some. Throws `UserError` unknown-network, or bad-input for a network that names no classes.
   */
  classes(network: string | undefined): Promise<Classes>
  /** All networks, best first. */
  networks(): Promise<readonly NetworkInfo[]>
  /** The upright size of a photo in the photo store. Throws `UserError` bad-image or no-photo. */
  photo(key: string): Promise<{ readonly width: number; readonly height: number }>
  /** A fresh seed, 0..2^32-1. */
  seed(): number
  /**
   * The job of a recipe: a job's JSON, or a report's. `image` is the key of a photo sent along with it.
   * Throws `UserError` bad-input for what is no recipe or another photo, and as the recipe's command does.
   */
  replay(recipe: string, image: string | undefined): Promise<Job | Reply> | Job | Reply
  /** In the language of whoever asks. */
  readonly say: Say
  /** All commands of the surface, by name. */
  readonly commands: ReadonlyMap<string, Command>
  /** Where in its place the request comes from, if the place has several. */
  readonly channel: string | undefined
  /** What holds there. */
  settings(): Settings
  /** Changes what holds for the whole place or this channel alone; undefined takes a setting back to its default. */
  change(scope: Scope, changes: Changes): void
  /** All jobs that are not over, of all places, in the order in which they will start. */
  queue(): readonly Queued[]
  /** Cancels the asker's own jobs and erases all of them, with their photos and pictures. */
  forget(): Promise<void>
  /** Cancels the asker's own jobs, or the one of them called `id`; returns how many. */
  cancel(id?: string): number
}

/** One job in the queue, as its own user sees it; of others' jobs there is no more than that they are there. */
export interface Queued {
  readonly id: string
  /** In line, from 1; 0 while it runs. */
  readonly position: number
  readonly etaSeconds?: number
  /** Set for the asker's own. */
  readonly job?: Job
}

/** A network as lists show it. */
export interface NetworkInfo {
  readonly name: string
  readonly title: string
  readonly licence: Text
  readonly layers: number
  readonly installed: boolean
  /** Of its file, or of the one that would be fetched, if that is known. */
  readonly bytes?: number
  /** What is wrong with its file, as a sentence. */
  readonly trouble?: Text
}

/** What a network tells apart. */
export interface Classes {
  readonly network: string
  /** Its filters are the scores of the classes, before their softmax. */
  readonly layer: string
  readonly labels: readonly string[]
}

export interface Choice {
  readonly network: string
  readonly layer: string
  /** The layer's number of filters. */
  readonly filters: number
  /** The network's own defaults for drawing filters, where a method's do not serve it. */
  readonly defaults?: FilterDefaults
  /** Of the pictures that the layer judges best, in pixels, if its filters are classes. */
  readonly size?: number
  /** Says so when the layer has selected a network that is not the default. */
  readonly note?: Text
}

export interface Command<Schema extends z.ZodObject = z.ZodObject, Parameters = Readonly<Record<string, Json>>> {
  /** One line for help texts and command lists. */
  readonly description: string
  /**
   * The single source of options on every surface. `.describe()` gives each its help text, `.meta({kind})` its kind
   * where a type does not say it: 'image' (an upload), 'layer', 'filters', 'network', 'command', 'job' (one of one's own
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
  /** How much there is to render, in pixels times steps: what estimates are made of. */
  work?(job: Job<Parameters>): number
  /** Runs in a worker; imports only `vis`. Yields before every step. */
  render?(job: Job<Parameters>, kit: Kit): AsyncGenerator<Stage & Partial<Step>, Rendering>
}

/** Types a command's literal; the loader adds its name, which is its file's. */
export function defineCommand<Schema extends z.ZodObject, Parameters extends Readonly<Record<string, Json>>>(
  command: Command<Schema, Parameters>,
): Command<Schema, Parameters> {
  return command
}

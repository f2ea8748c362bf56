/**
 * What a command is, and the plain data that flows between a chat, the bot, the scheduler and a worker:
 * Call -> Job -> Progress ... -> Rendering -> Reply.
 */
import type { z } from 'zod'
import type { OpenNetwork } from './engine/engine.ts'
import type { UserError } from './errors.ts'
import type { Pixels } from './image/pixels.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Where a reply goes. Plain JSON, so that it survives a restart; each platform adds what it needs. */
export interface Address {
  readonly platform: string
  /** The tenant: a guild, a workspace, or the command line. */
  readonly place: string
  readonly [key: string]: Json | undefined
}

export interface Attachment {
  readonly name: string
  readonly data: Uint8Array
}

/** One request of one person, as a platform received it. */
export interface Call {
  readonly command: string
  /** Values by option name, as text or already typed; the command's schema parses them. */
  readonly input: Readonly<Record<string, unknown>>
  /** Uploaded files by the name of the option they were given for. */
  readonly attachments: Readonly<Record<string, Attachment>>
  /** Unique within the platform. */
  readonly user: string
  readonly address: Address
}

/**
 * A request made complete: nothing is left to chance or to defaults, so rendering it again gives the same pixels.
 * Its JSON is the recipe. `parameters`, `network`, `layer`, `seed` and `image` together parse as the command's arguments.
 */
export interface Job<Parameters = Readonly<Record<string, Json>>> {
  readonly command: string
  readonly network: string
  readonly layer: string
  readonly parameters: Parameters
  /** 0..2^32-1 */
  readonly seed: number
  /** The photo's key in the photo store: the sha256 of its bytes, hex. */
  readonly image?: string
  /** What was chosen in the user's stead, for the caption; no part of the recipe. */
  readonly note?: string
}

/** One step of a render. */
export interface Step {
  /** The objective before this step, the mean over the batch. */
  readonly score: number
  /** The share of the whole work that is done before this step, 0..1, measured in pixels times steps. */
  readonly done: number
  /** Counters from the outermost in, each from 1, e.g. `{frame: [2, 12], octave: [1, 4], step: [3, 10]}`. */
  readonly at: Readonly<Record<string, readonly [index: number, count: number]>>
}

/** How far a job is, told as it happens. */
export interface Progress extends Pick<Step, 'done' | 'at'> {
  /** What is being done where that is not yet the render itself, e.g. "fetching vgg16". */
  readonly phase?: string
  readonly score?: number
  /** From the pace so far. */
  readonly etaSeconds?: number
}

/** What a render ends in; the worker encodes it. */
export type Rendering = { readonly notes?: readonly string[] } & (
  | { readonly kind: 'picture'; readonly picture: Pixels }
  | { readonly kind: 'grid'; readonly tiles: readonly Pixels[]; readonly labels: readonly string[] }
  | { readonly kind: 'animation'; readonly frames: readonly Pixels[] }
)

/** What a render may use besides `vis`. */
export interface Kit {
  readonly network: OpenNetwork
  /** The layer's number of filters. Throws `UserError` unknown-layer. */
  filters(layer: string): number
  /** The smallest height and width at which the layer has at least one position. */
  minimumSize(layer: string): number
  /** The job's photo, decoded. Throws `UserError` no-photo if the job has none. */
  photo(): Promise<Pixels>
}

export type Format = 'png' | 'jpeg' | 'gif' | 'webp'

export interface File {
  readonly name: string
  readonly format: Format
  readonly data: Uint8Array
  /** What a person who cannot see the picture is told. */
  readonly alt: string
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
  readonly network: string
  readonly engine: string
  readonly layers: readonly string[]
  /** Of the result: [width, height] in pixels. */
  readonly size: readonly [width: number, height: number]
  /** One per step, before the step, the mean over the batch. */
  readonly score: readonly number[]
  /** One per step. */
  readonly stepSeconds: readonly number[]
  /** From the worker's start on the job to its encoded files. */
  readonly seconds: number
  readonly files: readonly string[]
  /** What the network took the photo for, and takes the result for; the five likeliest each. */
  readonly classes?: { readonly before: readonly LikelyClass[]; readonly after: readonly LikelyClass[] }
}

export interface Result {
  readonly files: readonly File[]
  readonly report: Report
  readonly notes: readonly string[]
}

/** What a button does, to which job. */
export interface Button {
  readonly action: 'cancel'
  readonly job: string
}

/** What a platform draws, as data. */
export interface Reply {
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'info'
  readonly text: string
  readonly files?: readonly File[]
  readonly progress?: Progress
  readonly report?: Report
  readonly buttons?: readonly Button[]
  readonly error?: UserError
}

/** A chat, a page or a terminal. */
export interface Platform {
  start(bot: Bot): Promise<Stop>
  /** Draws `reply` at `address`; the address it returns names the message that later replies of the job edit. */
  post(address: Address, reply: Reply): Promise<Address>
}

export type Stop = () => Promise<void>

/** The bot as its platforms see it. */
export interface Bot {
  /** Settles when the call's last reply has been posted. Never rejects: every error becomes a reply. */
  handle(call: Call): Promise<void>
  /** Somebody pressed a button at `address`; `user` as in a call. Answers in one sentence whether it did anything. */
  press(button: Button, user: string, address: Address): Promise<Reply>
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
}

/** A network as lists show it. */
export interface NetworkInfo {
  readonly name: string
  readonly title: string
  readonly licence: string
  readonly layers: number
  readonly installed: boolean
  /** Of its file, or of the one that would be fetched, if that is known. */
  readonly bytes?: number
  /** What is wrong with its file, as a sentence. */
  readonly trouble?: string
}

export interface Choice {
  readonly network: string
  readonly layer: string
  /** The layer's number of filters. */
  readonly filters: number
  /** The network's own default, where the method's does not serve it. */
  readonly step?: number
  /** Says so when the layer has selected a network that is not the default. */
  readonly note?: string
}

export interface Command<Schema extends z.ZodObject = z.ZodObject, Parameters = Readonly<Record<string, Json>>> {
  /** One line for help texts and command lists. */
  readonly description: string
  /**
   * The single source of options on every surface. `.describe()` gives each its help text, `.meta({kind})` its kind
   * where a type does not say it: 'image' (an upload), 'layer', 'network'.
   */
  readonly args: Schema
  /** Runs in the bot's process. */
  run(args: z.output<Schema>, context: Context): Promise<Job<Parameters> | Reply> | Job<Parameters> | Reply
  /** Runs in a worker; imports only `vis`. Yields before every step. */
  render?(job: Job<Parameters>, kit: Kit): AsyncGenerator<Step, Rendering>
}

/** Types a command's literal; the loader adds its name, which is its file's. */
export function defineCommand<Schema extends z.ZodObject, Parameters extends Readonly<Record<string, Json>>>(
  command: Command<Schema, Parameters>,
): Command<Schema, Parameters> {
  return command
}

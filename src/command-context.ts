/** What a command may ask while it turns its arguments into a job, in the bot's process. */
import type { Command, Job } from './command.ts'
import type { Say, Text } from './language.ts'
import type { Limits } from './limits.ts'
import type { FilterDefaults } from './network/model.ts'
import type { Reply } from './platform.ts'
import type { Changes, Scope, Settings } from './settings.ts'

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
  readonly say: Say
  /** All commands of the surface, by name. */
  readonly commands: ReadonlyMap<string, Command>
  /** Where in its place the request comes from, if the place has several. */
  readonly channel: string | undefined
  /** What holds there. */
  settings(): Settings
  /** Past which nobody may set theirs. */
  readonly limits: Limits
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

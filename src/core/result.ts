/** What comes of a job: its files, and what it tells about itself. */
import type { Text } from '../i18n/phrase.ts'
import type { File } from './file-types.ts'
import type { Job } from './job.ts'
import type { FilterStrength, Region, Rendering, RenderProgress, ScoreChange } from './rendering.ts'

/** How far a job is, told as it happens. */
export interface Progress<Alt extends Text = Text> extends Pick<RenderProgress, 'done' | 'at'> {
  /** What is being done where that is not yet the render itself, e.g. "fetching vgg16". */
  readonly phase?: Text
  readonly score?: number
  /** From the pace so far. */
  readonly etaSeconds?: number
  /** A small picture of how it looks now. */
  readonly preview?: File<Alt>
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
  readonly strongest?: readonly FilterStrength[]
  /** Of one picture or animation that was drawn. */
  readonly climb?: ScoreChange
}

export interface Result {
  readonly files: readonly File<Text>[]
  readonly report: Report
  readonly notes: readonly Text[]
  /** To be copied as it stands. */
  readonly code?: string
  /** See `Chart`. */
  readonly regions?: readonly Region[]
  /** The tiles that it took or drew, for a bot that keeps its own. */
  readonly tiles?: readonly SentTile[]
}

/** A tile's file as `encodeTile` makes it. */
export interface SentTile {
  readonly job: Job
  readonly data: Uint8Array
}

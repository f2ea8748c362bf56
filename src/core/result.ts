/** What a worker sends of a job: its progress, and its result with a report. */
import type { Text } from '../i18n/phrase.ts'
import type { File } from './file-types.ts'
import type { Job } from './job.ts'
import type { FilterStrength, Region, Rendering, RenderProgress, ScoreChange } from './rendering.ts'

/** The progress of a running job. */
export interface Progress<Alt extends Text = Text> extends Pick<RenderProgress, 'done' | 'at'> {
  /** What happens before the render itself, such as "fetching vgg16". */
  readonly phase?: Text
  readonly score?: number
  /** Seconds until the result, at the pace so far. */
  readonly etaSeconds?: number
  /** A small picture of the state so far. */
  readonly preview?: File<Alt>
}

/** A class that a network takes a picture for. */
export interface LikelyClass {
  readonly label: string
  /** 0..1 */
  readonly probability: number
}

/** The facts of a finished job: what was rendered, by what, how long it took, and how the score developed. */
export interface Report {
  readonly job: Job
  readonly kind: Rendering['kind']
  readonly network: string
  readonly engine: string
  readonly layers: readonly string[]
  /** The size of the result in pixels. */
  readonly size: readonly [width: number, height: number]
  /** The score before each step that has one, as the mean over the batch. */
  readonly score: readonly number[]
  /** The duration of each step in seconds. */
  readonly stepSeconds: readonly number[]
  /** The seconds from the worker's start on the job to its encoded files. */
  readonly seconds: number
  /** The names of the result's files. */
  readonly files: readonly string[]
  /** The five likeliest classes of the photo and of the result, if the network has classes. */
  readonly classes?: { readonly before: readonly LikelyClass[]; readonly after: readonly LikelyClass[] }
  /** See `Chart`. */
  readonly strongest?: readonly FilterStrength[]
  /** Present for a picture or an animation that was drawn by gradient ascent. */
  readonly climb?: ScoreChange
}

export interface Result {
  readonly files: readonly File<Text>[]
  readonly report: Report
  /** Sentences for the caption. */
  readonly notes: readonly Text[]
  /** Text to be copied as it is. */
  readonly code?: string
  /** See `Chart`. */
  readonly regions?: readonly Region[]
  /** The tiles that the worker took or drew, for a bot on another machine that keeps its own. */
  readonly tiles?: readonly SentTile[]
}

/** A kept tile on its way between machines. `data` is the file that `encodeTile` makes. */
export interface SentTile {
  readonly job: Job
  readonly data: Uint8Array
}

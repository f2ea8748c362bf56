/** What comes of a job: its files, and what it tells about itself. */
import type { Job, Rendering } from './command.ts'
import type { Rectangle } from './image/pen.ts'
import type { Text } from './language.ts'

/** The objective of the picture that a render has begun with, and of the one that it ends in, each as it is. */
export interface Climb {
  readonly before: number
  readonly after: number
}

/** The part of a picture that shows one layer of the job's network. */
export interface Region extends Rectangle {
  readonly layer: string
}

/** How strongly a filter answers a photo: its largest activation at any position. */
export interface Strength {
  readonly filter: number
  readonly value: number
}

export type Format = 'png' | 'jpeg' | 'gif' | 'webp' | 'mp4'

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
  /** Of one picture or animation that was drawn. */
  readonly climb?: Climb
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

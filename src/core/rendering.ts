import type { Text } from '../i18n/phrase.ts'
import type { Format } from './file-types.ts'
import type { Pixels, Rectangle } from './pixels.ts'

/** One step of a render. */
export interface RenderProgress {
  /** The share of the whole work that is done before this step, 0..1, measured in pixels times steps. */
  readonly done: number
  /** Counters from the outermost in, each from 1, e.g. `{frame: [2, 12], octave: [1, 4], step: [3, 10]}`. */
  readonly at: Readonly<Record<string, readonly [index: number, count: number]>>
  /** The picture as it is now, for who wants to watch. */
  readonly picture?: () => Pixels
}

/** One step of a render that climbs. */
export interface AscentStep extends RenderProgress {
  /** The objective before this step, the mean over the batch. */
  readonly score: number
}

/** What a render ends in; the worker encodes it. */
export type Rendering = { readonly notes?: readonly Text[]; readonly climb?: ScoreChange } & (
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
  readonly strongest?: readonly FilterStrength[]
  /** Where layers are in the picture, from top to bottom: what a click there is about. */
  readonly regions?: readonly Region[]
}

/** What the picture of a job will be. */
export interface Expected {
  readonly width: number
  readonly height: number
  /** More than one are an animation. */
  readonly frames: number
  readonly format: Format
}

/** The objective of the picture that a render has begun with, and of the one that it ends in, each as it is. */
export interface ScoreChange {
  readonly before: number
  readonly after: number
}

/** The part of a picture that shows one layer of the job's network. */
export interface Region extends Rectangle {
  readonly layer: string
}

/** How strongly a filter answers a photo: its largest activation at any position. */
export interface FilterStrength {
  readonly filter: number
  readonly value: number
}

/** The finished picture of one direction. */
export interface FilterTile {
  readonly picture: Pixels
  /** Whether its filters responded at any step. */
  readonly fired: boolean
}

/** The smallest longer side that a render can be asked for, in pixels. */
export const SMALLEST_SIZE = 32

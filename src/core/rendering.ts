/** What a render yields on its way and returns at its end, as plain data. */
import type { Text } from '../i18n/phrase.ts'
import type { Format } from './file-types.ts'
import type { Pixels, Rectangle } from './pixels.ts'

/** The state of a render before one of its steps. */
export interface RenderProgress {
  /** The share of the work that is done, 0..1, measured in pixels times steps. */
  readonly done: number
  /** Counters from the outermost to the innermost, each from 1: `{frame: [2, 12], octave: [1, 4], step: [3, 10]}`. */
  readonly at: Readonly<Record<string, readonly [index: number, count: number]>>
  /** The picture so far. A function, because most steps are never shown. */
  readonly picture?: () => Pixels
}

/** The state of a gradient ascent before one of its steps. */
export interface AscentStep extends RenderProgress {
  /** The objective, as the mean over the batch. */
  readonly score: number
}

/** The result of a render, which the worker encodes. `notes` are sentences for the caption. */
export type Rendering = { readonly notes?: readonly Text[]; readonly climb?: ScoreChange } & (
  | { readonly kind: 'picture'; readonly picture: Pixels }
  | { readonly kind: 'grid'; readonly tiles: readonly Pixels[]; readonly labels: readonly string[] }
  | { readonly kind: 'animation'; readonly frames: readonly Pixels[] }
  | Chart
)

/** A figure about a network. Unlike the other kinds, it offers no buttons that dream on from it. */
export interface Chart {
  readonly kind: 'chart'
  readonly picture: Pixels
  /** The figure in words, for people who cannot see it. */
  readonly alt: Text
  /** Text to be copied as it is. */
  readonly code?: string
  /** The filters of the job's layer that its photo excites most, strongest first. */
  readonly strongest?: readonly FilterStrength[]
  /** The parts of the figure that show a layer each, from top to bottom. A click there is about that layer. */
  readonly regions?: readonly Region[]
}

/** The size and type of a job's result, known before it is rendered. */
export interface Expected {
  readonly width: number
  readonly height: number
  /** 1 for a picture, more for an animation. */
  readonly frames: number
  readonly format: Format
}

/** The score of the picture that a render started from and of its result, both without jitter or other transforms. */
export interface ScoreChange {
  readonly before: number
  readonly after: number
}

/** The part of a picture that shows one layer of the job's network. */
export interface Region extends Rectangle {
  readonly layer: string
}

/** The largest activation of a filter at any position of a photo. */
export interface FilterStrength {
  readonly filter: number
  readonly value: number
}

/** The finished picture of one filter or direction. */
export interface FilterTile {
  readonly picture: Pixels
  /** Whether the filter responded at any step. */
  readonly fired: boolean
}

/** The smallest longer side that a render can be asked for, in pixels. */
export const SMALLEST_SIZE = 32

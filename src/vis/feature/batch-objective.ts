/** The objective of a batch of pictures, a direction in one layer for each, and the results of a method. */

import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep } from '../../core/rendering.ts'
import { type Direction, soleFilter } from '../../core/selection/directions.ts'
import type { Images, Maps, Tap } from '../../engine/engine.ts'
import { selectImages, toPixels } from '../images.ts'

/** Each picture of a batch maximizes one direction of the layer. */
export interface BatchObjective {
  readonly layer: string
  /** The number of filters in the layer. */
  readonly filterCount: number
  /** One for each picture. */
  readonly directions: readonly Direction[]
  /** Only the neuron in the middle of the map counts, instead of the mean over all positions. Default false. */
  readonly neuron?: boolean
}

/** A finished picture. */
export interface DrawnFilter {
  /** [1, 3, h, w], about 0..255. */
  readonly image: Images
  /** Whether the direction's filters responded in any step: their maps, after the ReLU, had a gradient. */
  readonly fired: boolean
}

/** One step of a batch of pictures. */
export interface BatchStep extends Omit<AscentStep, 'picture'> {
  /** Returns all pictures of the batch as they are before this step. */
  readonly pictures: () => Pixels[]
}

/** Converts the pictures of a batch to 8 bits, each passed through `show`. */
export function pixelsOf(images: Images, show: (image: Images) => Images = (image) => image): Pixels[] {
  return Array.from({ length: images.shape[0] }, (_, i) => toPixels(show(selectImages(images, [i]))))
}

/** The mean over the batch. */
export function meanScore(score: Float32Array): number {
  return score.reduce((sum, value) => sum + value, 0) / score.length
}

/**
 * The tap whose score is, for each of `pictures` (indices), the weighted sum of the means of its direction's filters.
 * With `centre`, a map [1, 1, h, w] of the layer's size made by `centreOf`, it is the weighted sum of the values there.
 * Source: channel, neuron and direction in Lucid, optvis/objectives.py.
 */
export function tapOf(
  { layer, filterCount, directions }: BatchObjective,
  pictures: readonly number[],
  centre?: Maps,
): Tap {
  const chosen = pictures.map((i) => directions[i]!)
  const tap = { layer, filters: chosen.map((direction) => direction.map(({ filter }) => filter)) }
  if (chosen.every((direction) => soleFilter(direction) !== undefined)) return { ...tap, linear: centre ?? 1 }
  const { shape, data: mask } = centre ?? { shape: [1, 1, 1, 1], data: [1] }
  const data = new Float32Array(chosen.length * filterCount * mask.length)
  chosen.forEach((direction, i) => {
    // A tap is the mean over its filters, and this is their sum: hence the factor of their number.
    for (const { filter, weight } of direction)
      for (const [k, value] of mask.entries())
        data[(i * filterCount + filter) * mask.length + k] = weight * direction.length * value
  })
  return { ...tap, linear: { shape: [chosen.length, filterCount, shape[2], shape[3]], data } }
}

/**
 * The map [1, 1, h, w] whose product with a feature map of `shape` has as its mean the feature map's value at position
 * [floor(h / 2), floor(w / 2)], the centre as Lucid defines it.
 */
export function centreOf([, , height, width]: Maps['shape']): Maps {
  const data = new Float32Array(height * width)
  data[Math.floor(height / 2) * width + Math.floor(width / 2)] = height * width
  return { shape: [1, 1, height, width], data }
}

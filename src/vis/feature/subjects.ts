/** What pictures are to show of one layer, as an objective for any of them, and what became of it. */

import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep } from '../../core/rendering.ts'
import { type Direction, soleFilter } from '../../core/selection/directions.ts'
import type { Images, Maps, Tap } from '../../engine/engine.ts'
import { selectImages, toPixels } from '../images.ts'

export interface Subjects {
  readonly layer: string
  /** How many filters the layer has. */
  readonly filters: number
  /** One for each picture. */
  readonly directions: readonly Direction[]
  /** Only the neuron in the middle of the map, instead of the mean over all. Default false. */
  readonly neuron?: boolean
}

export interface DrawnFilter {
  /** [1, 3, h, w], 0..255 or about that. */
  readonly image: Images
  /** Whether the filters responded at any step: their maps, after their ReLU, had a gradient. */
  readonly fired: boolean
}

/** One step of pictures that are drawn together. */
export interface BatchStep extends Omit<AscentStep, 'picture'> {
  /** All of them as they are now. */
  readonly pictures: () => Pixels[]
}

/** The pictures of a batch, each as `show` makes it. */
export function pixelsOf(images: Images, show: (image: Images) => Images = (image) => image): Pixels[] {
  return Array.from({ length: images.shape[0] }, (_, i) => toPixels(show(selectImages(images, [i]))))
}

/**
 * The weighted sum of the means of each picture's filters; with a `centre`, which is a map of the layer's size
 * [1, 1, h, w] as `centreOf` makes it, of their values there. Source: Lucid's channel, neuron and direction.
 */
export function tapOf({ layer, filters, directions }: Subjects, pictures: readonly number[], centre?: Maps): Tap {
  const chosen = pictures.map((i) => directions[i] ?? [])
  const tap = { layer, filters: chosen.map((direction) => direction.map(({ filter }) => filter)) }
  if (chosen.every((direction) => soleFilter(direction) !== undefined)) return { ...tap, linear: centre ?? 1 }
  const { shape, data: where } = centre ?? { shape: [1, 1, 1, 1], data: [1] }
  const data = new Float32Array(chosen.length * filters * where.length)
  chosen.forEach((direction, i) => {
    // A tap is the mean over its filters, and this the sum.
    for (const { filter, weight } of direction)
      for (const [k, here] of where.entries())
        data[(i * filters + filter) * where.length + k] = weight * direction.length * here
  })
  return { ...tap, linear: { shape: [chosen.length, filters, shape[2], shape[3]], data } }
}

/** Of which the mean of its product with a map of `shape` is the map's value in the middle, as Lucid counts it. */
export function centreOf([, , height, width]: Maps['shape']): Maps {
  const data = new Float32Array(height * width)
  data[Math.floor(height / 2) * width + Math.floor(width / 2)] = height * width
  return { shape: [1, 1, height, width], data }
}

/** Conversion between 8-bit pictures and the planar float batches that networks take. */

import type { Pixels } from '../core/pixels.ts'
import type { Images } from '../engine/engine.ts'
import { resize } from './resize.ts'

/** Converts a picture to a batch of one, [1, 3, height, width], RGB, 0..255; resampled if a size is given. */
export function toImages(pixels: Pixels, height = pixels.height, width = pixels.width): Images {
  const plane = new Float32Array(pixels.width * pixels.height)
  const data = new Float32Array(3 * height * width)
  // Channel by channel: all of a large photo in floats would take three times the memory.
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < plane.length; i++) plane[i] = pixels.data[i * 3 + c]!
    const channel: Images = { shape: [1, 1, pixels.height, pixels.width], data: plane }
    data.set(resize(channel, height, width).data, c * height * width)
  }
  return { shape: [1, 3, height, width], data }
}

/** Converts one picture of a batch to 8 bits, rounded and clipped to 0..255. */
export function toPixels({ shape, data }: Images, index = 0): Pixels {
  const [, , height, width] = shape
  const plane = width * height
  const pixels = new Uint8ClampedArray(3 * plane)
  const first = index * 3 * plane
  for (let i = 0; i < plane; i++) for (let c = 0; c < 3; c++) pixels[i * 3 + c] = data[first + c * plane + i]!
  return { width, height, data: new Uint8Array(pixels.buffer) }
}

/**
 * Concatenates batches along the first axis. All must have the same [channels, height, width]; at least one is needed.
 */
export function stack(batches: readonly Images[]): Images {
  const [first] = batches
  if (!first) throw new Error('a batch needs at least one picture')
  const [, channels, height, width] = first.shape
  const data = new Float32Array(batches.reduce((sum, batch) => sum + batch.data.length, 0))
  let offset = 0
  for (const batch of batches) {
    data.set(batch.data, offset)
    offset += batch.data.length
  }
  return { shape: [data.length / (channels * height * width), channels, height, width], data }
}

/** Returns the pictures of a batch at `indices`, in that order, as a new batch. */
export function selectImages({ shape, data }: Images, indices: readonly number[]): Images {
  const [, channels, height, width] = shape
  const size = channels * height * width
  return stack(
    indices.map((i) => ({ shape: [1, channels, height, width], data: data.subarray(i * size, (i + 1) * size) })),
  )
}

/** Scales [height, width] so that the longer side is `longer` pixels, proportions kept. No side becomes less than 1. */
export function fitSize(height: number, width: number, longer: number): readonly [height: number, width: number] {
  const scale = longer / Math.max(height, width)
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))]
}

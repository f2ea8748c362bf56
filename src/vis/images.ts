/** Between eight-bit pictures and the planar float batches that gradients are computed on. */

import type { Pixels } from '../core/pixels.ts'
import type { Images } from '../engine/engine.ts'
import { resize } from './resize.ts'

/** [1, 3, height, width], RGB, 0..255, resampled if a size is given. */
export function toImages(pixels: Pixels, height = pixels.height, width = pixels.width): Images {
  const plane = new Float32Array(pixels.width * pixels.height)
  const data = new Float32Array(3 * height * width)
  // One channel at a time: a large photo in floats would fill the memory.
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < plane.length; i++) plane[i] = pixels.data[i * 3 + c]!
    const channel: Images = { shape: [1, 1, pixels.height, pixels.width], data: plane }
    data.set(resize(channel, height, width).data, c * height * width)
  }
  return { shape: [1, 3, height, width], data }
}

/** One picture of a batch, rounded and clipped to 0..255. */
export function toPixels({ shape, data }: Images, index = 0): Pixels {
  const [, , height, width] = shape
  const plane = width * height
  const pixels = new Uint8ClampedArray(3 * plane)
  const first = index * 3 * plane
  for (let i = 0; i < plane; i++) for (let c = 0; c < 3; c++) pixels[i * 3 + c] = data[first + c * plane + i]!
  return { width, height, data: new Uint8Array(pixels.buffer) }
}

/** The batch whose picture i is `pictures[i]`; all of one size. */
export function stack(pictures: readonly Images[]): Images {
  const [first] = pictures
  if (!first) throw new Error('a batch needs at least one picture')
  const [, channels, height, width] = first.shape
  const data = new Float32Array(pictures.reduce((sum, picture) => sum + picture.data.length, 0))
  let offset = 0
  for (const picture of pictures) {
    data.set(picture.data, offset)
    offset += picture.data.length
  }
  return { shape: [data.length / (channels * height * width), channels, height, width], data }
}

/** The pictures of `indices`, in that order. */
export function selectImages({ shape, data }: Images, indices: readonly number[]): Images {
  const [, channels, height, width] = shape
  const size = channels * height * width
  return stack(
    indices.map((i) => ({ shape: [1, channels, height, width], data: data.subarray(i * size, (i + 1) * size) })),
  )
}

/** [height, width] with the given longer side and the proportions of the given size; no side under 1. */
export function fit(height: number, width: number, longer: number): readonly [height: number, width: number] {
  const scale = longer / Math.max(height, width)
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))]
}

/** Enlarges pictures of few pixels without blur. Pure. */
import type { Pixels } from '../../core/pixels.ts'

/** Enlarges by nearest neighbour, to `height` x `width` pixels: each pixel becomes a rectangle of its colour. */
export function enlargeNearest(picture: Pixels, height: number, width: number): Pixels {
  const { width: across, height: down, data } = picture
  const large = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * down) / height) * across
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(((x + 0.5) * across) / width)) * 3
      large.set(data.subarray(from, from + 3), (y * width + x) * 3)
    }
  }
  return { width, height, data: large }
}

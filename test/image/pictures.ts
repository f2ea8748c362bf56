/** Small pictures for the tests of this folder, made of plain arithmetic. */
import sharp, { type Sharp } from 'sharp'
import type { Pixels } from '../../src/core/pixels.ts'

/** A smooth picture in which every pixel differs from its neighbours and no two corners look alike. */
export function gradient(width: number, height: number): Pixels {
  return paint(width, height, (x, y) => [
    Math.round((x / (width - 1)) * 255),
    Math.round((y / (height - 1)) * 255),
    Math.round(200 - (x / (width - 1)) * 100),
  ])
}

/** Noise in every channel; the same `seed` gives the same picture. */
export function noise(width: number, height: number, seed = 1): Pixels {
  let state = seed
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }
  return paint(width, height, () => [next(), next(), next()])
}

export function flat(width: number, height: number, colour: readonly number[]): Pixels {
  return paint(width, height, () => colour)
}

export function paint(width: number, height: number, colour: (x: number, y: number) => readonly number[]): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3)
  }
  return { width, height, data }
}

/** The pixel at (x, y) as [r, g, b]. */
export function pixel({ width, data }: Pixels, x: number, y: number): number[] {
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
}

/** The picture as sharp's input. Tests write it in the formats and colour spaces that uploads have. */
export function open({ width, height, data }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } })
}

/** The largest difference between two pictures of the same size, 0..255. */
export function difference(a: Pixels, b: Pixels): number {
  if (a.width !== b.width || a.height !== b.height) return Number.POSITIVE_INFINITY
  return a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - (b.data[i] as number))), 0)
}

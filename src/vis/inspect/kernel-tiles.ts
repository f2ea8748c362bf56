/** Raw weights as pictures, one pixel a weight: zero is middle grey, white the largest weight, black its negative. */

import type { Pixels } from '../../core/pixels.ts'
import { colourize, grey } from '../../image/draw/colormap.ts'
import type { Kernels } from '../../network/graph/kernels.ts'

export interface KernelOptions {
  /** Which input channel of each filter's group; default the mean over all, or their colours where they are the picture's. */
  readonly channel?: number | undefined
  /** White is each filter's own largest weight, or that of all filters drawn. */
  readonly range: 'own' | 'common'
}

/** Of each filter that is drawn. */
interface KernelTile {
  readonly picture: Pixels
  /** Its largest weight, without the sign. */
  readonly largest: number
}

/** The kernels of `filters`, [height, width] of the layer's kernel each, in grey or in the picture's own colours. */
export function kernelTiles(
  kernels: Kernels,
  filters: readonly number[],
  { channel, range }: KernelOptions,
): KernelTile[] {
  const planes = filters.map((filter) => planesOf(kernels, filter, channel))
  return drawFilters(planes, range, ([plane, ...others], share) => {
    const [, , height = 1, width = 1] = kernels.weights.shape
    const shades = [plane, ...others].map((values = []) => colourize({ width, height, values }, grey, share))
    return interleave(shades as [Pixels, ...Pixels[]])
  })
}

/** Weights of a layer of 1x1 kernels: a row for each filter, a column for each of the first `width` channels that it reads. */
export function kernelMatrix(
  { weights }: Kernels,
  filters: readonly number[],
  width: number,
  range: 'own' | 'common',
): KernelTile {
  const [, inputs = 0] = weights.shape
  const weightsOf = (filter: number) => weights.data.subarray(filter * inputs, filter * inputs + width)
  const rows = drawFilters(
    filters.map((filter) => [weightsOf(filter)]),
    range,
    ([values = []], share) => colourize({ width, height: 1, values }, grey, share),
  )
  const data = new Uint8Array(3 * width * rows.length)
  rows.forEach(({ picture }, row) => {
    data.set(picture.data, 3 * width * row)
  })
  const largest = Math.max(0, ...rows.map((row) => row.largest))
  return { picture: { width, height: rows.length, data }, largest }
}

type Planes = readonly ArrayLike<number>[]

/** Draws each filter's planes with its own range or the common one. */
function drawFilters(
  filters: readonly Planes[],
  range: 'own' | 'common',
  draw: (planes: Planes, share: (weight: number) => number) => Pixels,
): KernelTile[] {
  const sizes = filters.map((planes) => planes.reduce((most, plane) => Math.max(most, largestOf(plane)), 0))
  const common = Math.max(0, ...sizes)
  return filters.map((planes, i) => {
    const largest = sizes[i]!
    const most = (range === 'own' ? largest : common) || 1
    return { picture: draw(planes, (weight) => 0.5 + weight / (2 * most)), largest }
  })
}

function largestOf(plane: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i < plane.length; i++) most = Math.max(most, Math.abs(plane[i]!))
  return most
}

/** One plane to be drawn in grey, or those of red, green and blue. */
function planesOf({ weights, colours }: Kernels, filter: number, channel: number | undefined): Planes {
  const [, inputs = 0, height = 1, width = 1] = weights.shape
  const area = height * width
  const plane = (input: number) => {
    const start = (filter * inputs + input) * area
    return weights.data.subarray(start, start + area)
  }
  if (channel !== undefined) return [plane(channel)]
  const all = Array.from({ length: inputs }, (_, input) => plane(input))
  if (colours) return all
  return [Float64Array.from({ length: area }, (_, i) => all.reduce((sum, each) => sum + each[i]!, 0) / inputs)]
}

/** One grey picture as it is, three as the channels of one. */
function interleave([first, ...others]: readonly [Pixels, ...Pixels[]]): Pixels {
  if (others.length === 0) return first
  const shades = [first, ...others]
  return { ...first, data: first.data.map((_, i) => shades[i % 3]?.data[i] ?? 0) }
}

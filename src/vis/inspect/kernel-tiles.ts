/** Raw weights as pictures, one pixel a weight: zero is mid-grey, the largest weight white, its negative black. */

import type { Pixels } from '../../core/pixels.ts'
import { colourize, grey } from '../../image/draw/colormap.ts'
import type { Kernels } from '../../network/graph/kernels.ts'

export interface KernelOptions {
  /**
   * The input channel that is drawn, within each filter's group. Default: the mean over all channels, or for a layer
   * that reads the picture its red, green and blue.
   */
  readonly channel?: number | undefined
  /** Whether white is each filter's own largest weight, or the largest of all drawn filters. */
  readonly range: 'own' | 'common'
}

interface KernelTile {
  readonly picture: Pixels
  /** The largest absolute weight. */
  readonly largest: number
}

/** Draws the kernels of `filters`, one tile of [height, width] of the kernel each, in grey or RGB. */
export function kernelTiles(
  kernels: Kernels,
  filters: readonly number[],
  { channel, range }: KernelOptions,
): KernelTile[] {
  const { height, width } = sizesOf(kernels)
  const planes = filters.map((filter) => planesOf(kernels, filter, channel))
  return drawFilters(planes, range, (plane, brightness) =>
    interleave(plane.map((values) => colourize({ width, height, values }, grey, brightness))),
  )
}

interface MatrixOptions {
  /** Columns: the first input channels. */
  readonly width: number
  readonly range: KernelOptions['range']
}

/**
 * Draws a layer of 1x1 kernels as one matrix: a row for each filter, a column for each of the first `width` channels.
 */
export function kernelMatrix(
  kernels: Kernels,
  filters: readonly number[],
  { width, range }: MatrixOptions,
): KernelTile {
  const { inputs } = sizesOf(kernels)
  const { data: weights } = kernels.weights
  const rows = drawFilters(
    filters.map((filter) => [weights.subarray(filter * inputs, filter * inputs + width)]),
    range,
    ([values], brightness) => colourize({ width, height: 1, values }, grey, brightness),
  )
  const data = new Uint8Array(3 * width * rows.length)
  rows.forEach(({ picture }, row) => {
    data.set(picture.data, 3 * width * row)
  })
  const largest = Math.max(0, ...rows.map((row) => row.largest))
  return { picture: { width, height: rows.length, data }, largest }
}

/** Planes of one filter: one to be drawn in grey, or those of red, green and blue. */
type Planes = readonly [ArrayLike<number>, ...ArrayLike<number>[]]

/** Draws each filter's planes; `brightness` maps a weight to 0..1 in the filter's range. */
function drawFilters(
  filters: readonly Planes[],
  range: 'own' | 'common',
  draw: (planes: Planes, brightness: (weight: number) => number) => Pixels,
): KernelTile[] {
  const largest = filters.map((planes) => Math.max(0, ...planes.map(largestOf)))
  const common = Math.max(0, ...largest)
  return filters.map((planes, i) => {
    const own = largest[i]!
    // A kernel of zeros has no range: all of it is mid-grey.
    const white = (range === 'own' ? own : common) || 1
    return { picture: draw(planes, (weight) => 0.5 + weight / (2 * white)), largest: own }
  })
}

function largestOf(plane: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < plane.length; i++) largest = Math.max(largest, Math.abs(plane[i]!))
  return largest
}

function planesOf(kernels: Kernels, filter: number, channel: number | undefined): Planes {
  const { inputs, height, width } = sizesOf(kernels)
  const area = height * width
  const plane = (input: number) => {
    const start = (filter * inputs + input) * area
    return kernels.weights.data.subarray(start, start + area)
  }
  if (channel !== undefined) return [plane(channel)]
  if (kernels.colours) return [plane(0), plane(1), plane(2)]
  const all = Array.from({ length: inputs }, (_, input) => plane(input))
  return [Float64Array.from({ length: area }, (_, i) => all.reduce((sum, values) => sum + values[i]!, 0) / inputs)]
}

/** `inputs` are the channels that one filter reads. */
function sizesOf({ weights }: Kernels): { inputs: number; height: number; width: number } {
  const [, inputs, height, width] = weights.shape as readonly [number, number, number, number]
  return { inputs, height, width }
}

/** Returns one grey picture as it is, and merges three into the channels of one. */
function interleave(shades: readonly Pixels[]): Pixels {
  const first = shades[0]!
  if (shades.length === 1) return first
  return { ...first, data: first.data.map((_, i) => shades[i % 3]!.data[i]!) }
}

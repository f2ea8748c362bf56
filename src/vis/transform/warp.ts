/** Pictures sampled along a grid of their own: zoomed, turned, cropped; and the exact adjoint of it. */
import { createBuffer, type Differentiable } from '../differentiable.ts'

/** Where the sample at row i and column j of the result lies: the place [y, x] = start + i * down + j * right, in pixels. */
interface Grid {
  readonly height: number
  readonly width: number
  readonly start: Place
  readonly down: Place
  readonly right: Place
}

type Place = readonly [y: number, x: number]

/** Bilinear samples; beyond the edges are the edges. Every call may have another grid. */
export function createWarp(): (grid: Grid) => Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  let taps = createTaps(0)
  return (grid) => (x) => {
    const [n, channels, height, width] = x.shape
    const plane = height * width
    const count = grid.height * grid.width
    if (taps.places.length < count) taps = createTaps(count)
    fillTaps(taps, grid, height, width)
    const { places, low, far } = taps
    const y = forward([n, channels, grid.height, grid.width])
    const [to, from] = [y.data, x.data]
    for (let i = 0; i < count; i++) {
      const bottom = low[i]!
      const right = far[i]!
      const top = 1 - bottom
      const left = 1 - right
      // All planes at once: what is known of a place serves them all.
      for (let k = i, p = places[i]!; k < to.length; k += count, p += plane)
        to[k] =
          top * (left * from[p]! + right * from[p + 1]!) +
          bottom * (left * from[p + width]! + right * from[p + width + 1]!)
    }
    return {
      y,
      back: ({ data }) => {
        const g = backward(x.shape)
        const sums = g.data.fill(0)
        for (let i = 0; i < count; i++) {
          const bottom = low[i]!
          const right = far[i]!
          const top = 1 - bottom
          const left = 1 - right
          for (let k = i, p = places[i]!; k < data.length; k += count, p += plane) {
            const value = data[k]!
            sums[p] = sums[p]! + top * left * value
            sums[p + 1] = sums[p + 1]! + top * right * value
            sums[p + width] = sums[p + width]! + bottom * left * value
            sums[p + width + 1] = sums[p + width + 1]! + bottom * right * value
          }
        }
        return g
      },
    }
  }
}

/** Of each sample the place of its top left pixel in a plane, and how far below and right of that it lies, 0..1. */
interface Taps {
  readonly places: Int32Array
  readonly low: Float64Array
  readonly far: Float64Array
}

function createTaps(count: number): Taps {
  return { places: new Int32Array(count), low: new Float64Array(count), far: new Float64Array(count) }
}

function fillTaps(
  { places, low, far }: Taps,
  { start, down, right, ...grid }: Grid,
  height: number,
  width: number,
): void {
  for (let i = 0, k = 0; i < grid.height; i++)
    for (let j = 0; j < grid.width; j++, k++) {
      const y = clamp(start[0] + i * down[0] + j * right[0], height - 1)
      const x = clamp(start[1] + i * down[1] + j * right[1], width - 1)
      const top = Math.min(Math.floor(y), height - 2)
      const left = Math.min(Math.floor(x), width - 2)
      places[k] = top * width + left
      low[k] = y - top
      far[k] = x - left
    }
}

function clamp(value: number, last: number): number {
  return Math.min(last, Math.max(0, value))
}

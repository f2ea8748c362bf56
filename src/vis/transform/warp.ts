/** Bilinear sampling of pictures along an affine grid (zoom, rotation, crop), with its exact adjoint. */
import { createBuffer, type Differentiable } from '../differentiable.ts'

/** The sample at row i and column j lies at [y, x] = start + i * down + j * right, in pixels of the source. */
interface SampleGrid {
  readonly height: number
  readonly width: number
  readonly start: Point
  readonly down: Point
  readonly right: Point
}

type Point = readonly [y: number, x: number]

/** Creates a sampler; every call may have another grid. Samples outside the picture take the nearest edge. */
export function createWarp(): (grid: SampleGrid) => Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  let taps = createTaps(0)
  return (grid) => (x) => {
    const [n, channels, height, width] = x.shape
    const plane = height * width
    const count = grid.height * grid.width
    if (taps.corners.length < count) taps = createTaps(count)
    fillTaps(taps, grid, height, width)
    const { corners, below, beside } = taps
    // The distance from a sample's top left pixel to the one below and the one beside it. A side of one pixel has none.
    const [row, column] = [height > 1 ? width : 0, width > 1 ? 1 : 0]
    const y = forward([n, channels, grid.height, grid.width])
    const [to, from] = [y.data, x.data]
    for (let i = 0; i < count; i++) {
      const bottom = below[i]!
      const right = beside[i]!
      const top = 1 - bottom
      const left = 1 - right
      // One sample in all planes: they share its weights.
      for (let k = i, p = corners[i]!; k < to.length; k += count, p += plane)
        to[k] =
          top * (left * from[p]! + right * from[p + column]!) +
          bottom * (left * from[p + row]! + right * from[p + row + column]!)
    }
    return {
      y,
      pullback: ({ data }) => {
        const g = backward(x.shape)
        const sums = g.data.fill(0)
        for (let i = 0; i < count; i++) {
          const bottom = below[i]!
          const right = beside[i]!
          const top = 1 - bottom
          const left = 1 - right
          for (let k = i, p = corners[i]!; k < data.length; k += count, p += plane) {
            const value = data[k]!
            sums[p] = sums[p]! + top * left * value
            sums[p + column] = sums[p + column]! + top * right * value
            sums[p + row] = sums[p + row]! + bottom * left * value
            sums[p + row + column] = sums[p + row + column]! + bottom * right * value
          }
        }
        return g
      },
    }
  }
}

/**
 * For each sample the index of its top left pixel in a plane, and how far below and beside that pixel it lies, 0..1.
 */
interface BilinearTaps {
  readonly corners: Int32Array
  readonly below: Float64Array
  readonly beside: Float64Array
}

function createTaps(count: number): BilinearTaps {
  return { corners: new Int32Array(count), below: new Float64Array(count), beside: new Float64Array(count) }
}

function fillTaps(
  { corners, below, beside }: BilinearTaps,
  { start, down, right, ...grid }: SampleGrid,
  height: number,
  width: number,
): void {
  const [lastTop, lastLeft] = [Math.max(0, height - 2), Math.max(0, width - 2)]
  for (let i = 0, k = 0; i < grid.height; i++)
    for (let j = 0; j < grid.width; j++, k++) {
      const y = clamp(start[0] + i * down[0] + j * right[0], height - 1)
      const x = clamp(start[1] + i * down[1] + j * right[1], width - 1)
      const top = Math.min(Math.floor(y), lastTop)
      const left = Math.min(Math.floor(x), lastLeft)
      corners[k] = top * width + left
      below[k] = y - top
      beside[k] = x - left
    }
}

function clamp(value: number, last: number): number {
  return Math.min(last, Math.max(0, value))
}

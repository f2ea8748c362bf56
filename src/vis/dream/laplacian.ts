/** Gradients whose coarse and fine parts are equally strong: forms of every size grow, and not the grain alone. */
import type { Images } from '../../engine/engine.ts'

/** Of the 5 x 5 blur, one side: 1 4 6 4 1. */
const KERNEL = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const
/** Below this a level is silent and stays so. */
const EPSILON = 1e-10

/**
 * The pictures taken apart into `levels` bands of halving resolution and what is left, each over all of one picture
 * divided by its root mean square, and put together again. 0 levels normalize the picture as it is. What lies beyond an
 * edge is 0.
 * Source: lap_normalize in the DeepDream tutorial of TensorFlow 1, tensorflow/examples/tutorials/deepdream.
 */
export function normalizeLevels(images: Images, levels: number): Images {
  const [n] = images.shape
  if (n !== 1) throw new Error('levels are normalized one picture at a time')
  const bands: Images[] = []
  let low = images
  for (let level = 0; level < levels && Math.min(low.shape[2], low.shape[3]) > 1; level++) {
    const smaller = shrink(low)
    bands.push(minus(low, grow(smaller, low.shape)))
    low = smaller
  }
  let merged = normalized(low)
  for (const band of bands.reverse()) merged = plus(normalized(band), grow(merged, band.shape))
  return merged
}

/** Blurred, and every second row and column of it, from the first on: [.., ceil(h / 2), ceil(w / 2)]. */
function shrink({ shape: [n, channels, height, width], data }: Images): Images {
  const [rows, columns] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  const result = new Float32Array(n * channels * rows * columns)
  const line = new Float64Array(width + 4)
  for (let row = 0; row < n * channels * rows; row++) {
    const [plane, y] = [Math.floor(row / rows), row % rows]
    line.fill(0)
    for (const [k, weight] of KERNEL.entries()) {
      const place = origin(height) + 2 * y + k - 2
      if (place < 0 || place >= height) continue
      const from = (plane * height + place) * width
      for (let x = 0; x < width; x++) line[x + 2] = line[x + 2]! + weight * data[from + x]!
    }
    for (let x = 0; x < columns; x++) {
      let sum = 0
      for (let k = 0; k < 5; k++) sum += KERNEL[k]! * line[origin(width) + 2 * x + k]!
      result[row * columns + x] = sum
    }
  }
  return { shape: [n, channels, rows, columns], data: result }
}

/** The adjoint of `shrink`, four times: where each pixel came from, its blur. */
function grow({ shape: [, , rows, columns], data }: Images, shape: Images['shape']): Images {
  const [n, channels, height, width] = shape
  const result = new Float32Array(n * channels * height * width)
  const line = new Float64Array(width + 6)
  for (let row = 0; row < n * channels * height; row++) {
    const [plane, y] = [Math.floor(row / height), row % height]
    line.fill(0)
    const centre = y - origin(height)
    for (let i = Math.max(0, Math.ceil(centre / 2 - 1)); i <= Math.min(rows - 1, centre / 2 + 1); i++) {
      const weight = KERNEL[centre - 2 * i + 2]!
      const from = (plane * rows + i) * columns
      for (let x = 0; x < columns; x++)
        for (let k = 0; k < 5; k++) {
          const to = origin(width) + 2 * x + k
          line[to] = line[to]! + 4 * weight * KERNEL[k]! * data[from + x]!
        }
    }
    for (let x = 0; x < width; x++) result[row * width + x] = line[x + 2]!
  }
  return { shape, data: result }
}

/** Where the first window of stride 2 has its middle: TensorFlow pads even sides one less at their beginning. */
function origin(side: number): 0 | 1 {
  return side % 2 === 0 ? 1 : 0
}

function normalized(images: Images): Images {
  const square = images.data.reduce((sum, value) => sum + value * value, 0) / images.data.length
  const factor = 1 / Math.max(Math.sqrt(square), EPSILON)
  return { shape: images.shape, data: images.data.map((value) => factor * value) }
}

function plus(a: Images, b: Images): Images {
  return { shape: a.shape, data: a.data.map((value, i) => value + b.data[i]!) }
}

function minus(a: Images, b: Images): Images {
  return { shape: a.shape, data: a.data.map((value, i) => value - b.data[i]!) }
}

/**
 * Laplacian pyramid normalization of gradients: all frequency bands become equally strong, so that forms of every size
 * grow.
 */
import type { Images } from '../../engine/engine.ts'

/** The separable 5 x 5 binomial kernel, along one axis: 1 4 6 4 1. Source: Burt and Adelson, 1983. */
const KERNEL = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const
/** The smallest root mean square that a band is divided by. */
const EPSILON = 1e-10

/**
 * Splits one picture [1, c, h, w] into a Laplacian pyramid of `levels` bands and a rest, divides each by its root mean
 * square, and merges them again. With 0 levels, the picture as a whole is normalized. Pixels beyond an edge are 0.
 * Source: lap_normalize in the DeepDream tutorial of TensorFlow 1, tensorflow/examples/tutorials/deepdream; the pyramid
 * is that of Burt and Adelson, "The Laplacian Pyramid as a Compact Image Code", 1983.
 */
export function normalizeLaplacian(images: Images, levels: number): Images {
  const [n] = images.shape
  if (n !== 1) throw new Error('the Laplacian pyramid takes one picture at a time')
  const bands: Images[] = []
  let low = images
  for (let level = 0; level < levels && Math.min(low.shape[2], low.shape[3]) > 1; level++) {
    const smaller = downsample(low)
    bands.push(subtract(low, upsample(smaller, low.shape)))
    low = smaller
  }
  let merged = normalized(low)
  for (const band of bands.reverse()) merged = add(normalized(band), upsample(merged, band.shape))
  return merged
}

/** A convolution with the kernel at stride 2, padded as TensorFlow's SAME: [.., ceil(h / 2), ceil(w / 2)]. */
function downsample({ shape: [n, channels, height, width], data }: Images): Images {
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

/** The transposed convolution to `downsample`, times 4, to the given shape. */
function upsample({ shape: [, , rows, columns], data }: Images, shape: Images['shape']): Images {
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

/** The centre of the first window. With TensorFlow's SAME padding, it is the second pixel of even sides. */
function origin(side: number): 0 | 1 {
  return side % 2 === 0 ? 1 : 0
}

function normalized(images: Images): Images {
  const square = images.data.reduce((sum, value) => sum + value * value, 0) / images.data.length
  const factor = 1 / Math.max(Math.sqrt(square), EPSILON)
  return { shape: images.shape, data: images.data.map((value) => factor * value) }
}

function add(a: Images, b: Images): Images {
  return { shape: a.shape, data: a.data.map((value, i) => value + b.data[i]!) }
}

function subtract(a: Images, b: Images): Images {
  return { shape: a.shape, data: a.data.map((value, i) => value - b.data[i]!) }
}

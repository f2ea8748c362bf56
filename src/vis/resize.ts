/** Bicubic resampling of float pictures. */
import type { Images } from '../engine/engine.ts'

/**
 * Resamples to [n, c, height, width] with a bicubic (Catmull-Rom) kernel. When shrinking, the kernel is widened by the
 * scale, which prevents aliasing. Pixels beyond an edge repeat the edge. Values may overshoot a little.
 */
export function resize(images: Images, height: number, width: number): Images {
  const [, , oldHeight, oldWidth] = images.shape
  if (height === oldHeight && width === oldWidth) return images
  return resample(images, wholeLine(oldHeight, height), wholeLine(oldWidth, width))
}

/**
 * Sample positions along one axis: `count` of them, the i-th at `first + i * step`, in pixels of the source, whose
 * centres are at 0, 1, 2 ...
 */
export interface SampleLine {
  readonly count: number
  readonly first: number
  readonly step: number
}

/** Samples as `resize` does, at any positions. Those outside the picture take the nearest edge. */
export function resample(images: Images, rows: SampleLine, columns: SampleLine): Images {
  const [n, channels, oldHeight, oldWidth] = images.shape
  const [height, width] = [rows.count, columns.count]
  const rowTaps = filterTaps(oldHeight, rows)
  const columnTaps = filterTaps(oldWidth, columns)
  const line = new Float64Array(oldWidth)
  const data = new Float32Array(n * channels * height * width)
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < height; y++) {
      line.fill(0)
      for (let k = y * rowTaps.count; k < (y + 1) * rowTaps.count; k++)
        addRow(images.data, (plane * oldHeight + rowTaps.indices[k]!) * oldWidth, rowTaps.weights[k]!, line)
      resampleRow(line, columnTaps, data, (plane * height + y) * width)
    }
  return { shape: [n, channels, height, width], data }
}

/** Filter taps along one axis: for each sample `count` source indices and as many weights, which sum to 1. */
interface FilterTaps {
  readonly count: number
  readonly indices: Int32Array
  readonly weights: Float64Array
}

/** The centres of `to` equal parts of a line of `from` pixels. */
function wholeLine(from: number, to: number): SampleLine {
  const step = from / to
  return { count: to, first: 0.5 * step - 0.5, step }
}

/** Taps of a line of `length` source pixels; indices beyond an edge are clamped to it. */
function filterTaps(length: number, { count: samples, first: start, step }: SampleLine): FilterTaps {
  const widening = Math.max(1, step)
  const count = Math.ceil(4 * widening)
  const indices = new Int32Array(samples * count)
  const weights = new Float64Array(samples * count)
  for (let i = 0; i < samples; i++) {
    const centre = start + i * step
    const first = Math.floor(centre - 2 * widening) + 1
    const own = weights.subarray(i * count, (i + 1) * count)
    for (let k = 0; k < count; k++) {
      indices[i * count + k] = Math.min(length - 1, Math.max(0, first + k))
      own[k] = catmullRom((first + k - centre) / widening)
    }
    const sum = own.reduce((total, weight) => total + weight)
    own.set(own.map((weight) => weight / sum))
  }
  return { count, indices, weights }
}

/**
 * The cubic convolution kernel with a = -0.5 (Catmull-Rom), zero from |x| = 2 on.
 * Source: Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981.
 */
export function catmullRom(x: number): number {
  const t = Math.abs(x)
  if (t >= 2) return 0
  return t < 1 ? 1 + t * t * (1.5 * t - 2.5) : 2 + t * (-4 + t * (2.5 - 0.5 * t))
}

/** Adds `weight` times the row of `from` that begins at `start` to `line`. */
function addRow(from: Float32Array, start: number, weight: number, line: Float64Array): void {
  for (let x = 0; x < line.length; x++) line[x] = line[x]! + weight * from[start + x]!
}

/** Fills the row of `to` that begins at `start`. */
function resampleRow(
  line: Float64Array,
  { count, indices, weights }: FilterTaps,
  to: Float32Array,
  start: number,
): void {
  const width = indices.length / count
  for (let x = 0, k = 0; x < width; x++) {
    let sum = 0
    for (const end = k + count; k < end; k++) sum += weights[k]! * line[indices[k]!]!
    to[start + x] = sum
  }
}

/** Smooth resampling of float pictures. */
import type { Images } from '../engine/engine.ts'

/**
 * Bicubic (Catmull-Rom) resampling to [n, c, height, width]; the kernel widens when shrinking, so nothing aliases.
 * Edges are extended. Values may overshoot by a little.
 */
export function resize(images: Images, height: number, width: number): Images {
  const [, , oldHeight, oldWidth] = images.shape
  if (height === oldHeight && width === oldWidth) return images
  return resample(images, stretched(oldHeight, height), stretched(oldWidth, width))
}

/** Where the places of a resampled line lie in the old one: place i at `first + i * step`, whose own are 0, 1, 2 ... */
export interface Grid {
  readonly count: number
  readonly first: number
  readonly step: number
}

/** As `resize`, with the new places anywhere: what lies outside is taken from the nearest edge. */
export function resample(images: Images, { count: height, ...down }: Grid, { count: width, ...across }: Grid): Images {
  const [n, channels, oldHeight, oldWidth] = images.shape
  const rows = taps(oldHeight, { count: height, ...down })
  const columns = taps(oldWidth, { count: width, ...across })
  const line = new Float64Array(oldWidth)
  const data = new Float32Array(n * channels * height * width)
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < height; y++) {
      line.fill(0)
      for (let k = y * rows.count; k < (y + 1) * rows.count; k++)
        addRow(images.data, (plane * oldHeight + rows.places[k]!) * oldWidth, rows.weights[k]!, line)
      resampleRow(line, columns, data, (plane * height + y) * width)
    }
  return { shape: [n, channels, height, width], data }
}

/** What each place of a resampled line takes: `count` weights, which sum to 1, of as many places of the old one. */
interface Taps {
  readonly count: number
  readonly places: Int32Array
  readonly weights: Float64Array
}

/** All of a line of `from` places in one of `to`. */
function stretched(from: number, to: number): Grid {
  const step = from / to
  return { count: to, first: 0.5 * step - 0.5, step }
}

/** From a line of `from` places; neighbours beyond an edge are the edge. */
function taps(from: number, { count: to, first: start, step }: Grid): Taps {
  const widening = Math.max(1, step)
  const count = Math.ceil(4 * widening)
  const places = new Int32Array(to * count)
  const weights = new Float64Array(to * count)
  for (let i = 0; i < to; i++) {
    const centre = start + i * step
    const first = Math.floor(centre - 2 * widening) + 1
    const own = weights.subarray(i * count, (i + 1) * count)
    for (let k = 0; k < count; k++) {
      places[i * count + k] = Math.min(from - 1, Math.max(0, first + k))
      own[k] = catmullRom((first + k - centre) / widening)
    }
    const sum = own.reduce((total, weight) => total + weight)
    own.set(own.map((weight) => weight / sum))
  }
  return { count, places, weights }
}

/** Keys' cubic kernel with a = -0.5. */
export function catmullRom(x: number): number {
  const t = Math.abs(x)
  if (t >= 2) return 0
  return t < 1 ? 1 + t * t * (1.5 * t - 2.5) : 2 + t * (-4 + t * (2.5 - 0.5 * t))
}

function addRow(from: Float32Array, start: number, weight: number, line: Float64Array): void {
  for (let x = 0; x < line.length; x++) line[x] = line[x]! + weight * from[start + x]!
}

/** Fills the row of `to` that begins at `start`. */
function resampleRow(line: Float64Array, { count, places, weights }: Taps, to: Float32Array, start: number): void {
  const width = places.length / count
  for (let x = 0, k = 0; x < width; x++) {
    let sum = 0
    for (const end = k + count; k < end; k++) sum += weights[k]! * line[places[k]!]!
    to[start + x] = sum
  }
}

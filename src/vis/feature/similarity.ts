/**
 * The style similarity of the pictures of a batch in one layer, and its gradient: the penalty of the diversity
 * objective.
 */
import type { Gradient, Images, Maps, OpenNetwork } from '../../engine/engine.ts'
import type { Random } from '../random.ts'

/**
 * Positions of a map that are compared, drawn anew in each step. All pairs of all positions would cost more than the
 * network.
 */
const POSITIONS = 64

/** Returns the score and the gradient of `similarity` in a layer. Every picture has the score of the batch. */
export function createSimilarity(
  network: OpenNetwork,
  layer: string,
  random: Random,
): (x: Images) => Promise<Gradient> {
  return async (x) => {
    const [maps] = await network.activations(x, [layer])
    if (!maps) throw new Error(`no maps of ${layer}`)
    const [n, channels, height, width] = maps.shape
    const { value, gradient } = similarity(maps, sample(height * width, POSITIONS, random))
    // A tap takes the mean over all values, which this factor undoes.
    const size = channels * height * width
    const linear = { shape: gradient.shape, data: gradient.data.map((g) => g * size) }
    const { gradient: ofImages } = await network.gradient(x, [{ layer, linear }])
    return { score: new Float32Array(n).fill(value), gradient: ofImages }
  }
}

/**
 * The mean over the pictures i of the sum of the cosine similarities of their Gram matrices to those of all others,
 * sum_{j != i} <G_i, G_j> / (|G_i| |G_j|), and its gradient with respect to the maps. G = sum_p a_p a_p^T, over the
 * given positions p of the maps a, [n, C, h, w].
 * Source: diversity in Lucid, optvis/objectives.py.
 *
 * <G_i, G_j> is computed as the sum of squares of the dot products of all a_p of i with all a_q of j, which takes less
 * work than G itself. A picture that excites nothing resembles no other.
 */
export function similarity(maps: Maps, positions: readonly number[]): { value: number; gradient: Maps } {
  const [n, channels, height, width] = maps.shape
  const plane = height * width
  const pictures = Array.from({ length: n }, (_, i) => vectorsOf(maps, i, positions))
  const products = pictures.map((a) => pictures.map((b) => dotProducts(a, b)))
  const inner = products.map((row) => row.map((product) => product.reduce((sum, value) => sum + value * value, 0)))
  const norms = inner.map((row, i) => Math.sqrt(row[i]!))
  const gradient = { shape: maps.shape, data: new Float32Array(maps.data.length) }
  let value = 0
  for (let i = 0; i < n; i++) {
    const slopes = pictures[i]!.map((vector) => new Float64Array(vector.length))
    let cosines = 0
    for (let j = 0; j < n; j++) {
      const size = norms[i]! * norms[j]!
      if (j === i || size === 0) continue
      const cosine = inner[i]![j]! / size
      value += cosine / n
      cosines += cosine
      addProducts(slopes, { products: products[i]![j]!, vectors: pictures[j]!, factor: 4 / (n * size) })
    }
    if (cosines > 0)
      addProducts(slopes, {
        products: products[i]![i]!,
        vectors: pictures[i]!,
        factor: (-4 * cosines) / (n * inner[i]![i]!),
      })
    positions.forEach((position, p) => {
      for (let c = 0; c < channels; c++) gradient.data[(i * channels + c) * plane + position] = slopes[p]![c]!
    })
  }
  return { value, gradient }
}

/** Draws `count` different numbers below `size`, or all of them if there are fewer. */
function sample(size: number, count: number, random: Random): number[] {
  const numbers = [...Array(size).keys()]
  for (let i = 0; i < Math.min(count, size); i++) {
    const j = random.integer(i, size - 1)
    ;[numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!]
  }
  return numbers.slice(0, count)
}

/** The activation vectors of picture `i`, over all channels, at the given positions. */
function vectorsOf({ shape: [, channels, height, width], data }: Maps, i: number, positions: readonly number[]) {
  const plane = height * width
  return positions.map((position) =>
    Float64Array.from({ length: channels }, (_, c) => data[(i * channels + c) * plane + position]!),
  )
}

/** The dot products of each vector of `a` with each of `b`, row by row. */
function dotProducts(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(a.length * b.length)
  let k = 0
  for (const v of a)
    for (const w of b) {
      let sum = 0
      for (let c = 0; c < v.length; c++) sum += v[c]! * w[c]!
      result[k++] = sum
    }
  return result
}

interface WeightedVectors {
  readonly vectors: readonly Float64Array[]
  /** For each sum one weight of each vector, row by row. */
  readonly products: Float64Array
  readonly factor: number
}

/** sums[p] += factor * sum_q products[p, q] vectors[q] */
function addProducts(sums: readonly Float64Array[], { vectors, products, factor }: WeightedVectors): void {
  let k = 0
  for (const sum of sums)
    for (const vector of vectors) {
      const weight = factor * products[k++]!
      if (weight !== 0) for (let c = 0; c < vector.length; c++) sum[c] = sum[c]! + weight * vector[c]!
    }
}

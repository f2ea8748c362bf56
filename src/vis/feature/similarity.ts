/** How alike the pictures of a batch are to a layer, and the way to make them less so: several faces of one filter. */
import type { Gradient, Images, Maps, OpenNetwork } from '../../engine/engine.ts'
import type { Random } from '../random.ts'

/** Positions of a map that count, drawn anew each time: the sum over all pairs of them would outlast the network. */
const POSITIONS = 64

/** Score and gradient of `similarity` at the layer. The score of each picture is that of the batch. */
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
    // A tap is a mean.
    const size = channels * height * width
    const linear = { shape: gradient.shape, data: gradient.data.map((g) => g * size) }
    const { gradient: ofImages } = await network.gradient(x, [{ layer, linear }])
    return { score: new Float32Array(n).fill(value), gradient: ofImages }
  }
}

/**
 * The mean over the pictures i of the cosines of their Gram matrices' angles to all others', sum_{j != i} <G_i, G_j> /
 * (|G_i| |G_j|), G = sum_p a_p a_p^T over some positions p of the maps a, [n, C, h, w]; and its gradient by the maps.
 * Source: Lucid, objectives.diversity.
 *
 * <G_i, G_j> is the sum of squares of the products of all a_p of i with all a_q of j, which is less work than G itself.
 */
export function similarity(maps: Maps, positions: readonly number[]): { value: number; gradient: Maps } {
  const [n, channels, height, width] = maps.shape
  const plane = height * width
  const pictures = Array.from({ length: n }, (_, i) => vectorsOf(maps, i, positions))
  const products = pictures.map((a) => pictures.map((b) => productsOf(a, b)))
  const inner = products.map((row) => row.map((product) => product.reduce((sum, value) => sum + value * value, 0)))
  const norms = inner.map((row, i) => Math.sqrt(row[i]!))
  const gradient = { shape: maps.shape, data: new Float32Array(maps.data.length) }
  let value = 0
  for (let i = 0; i < n; i++) {
    const slopes = (pictures[i] ?? []).map((vector) => new Float64Array(vector.length))
    let own = 0
    for (let j = 0; j < n; j++) {
      const size = norms[i]! * norms[j]!
      // One that excites nothing is like no other.
      if (j === i || size === 0) continue
      const cosine = (inner[i]?.[j] ?? 0) / size
      value += cosine / n
      own += cosine
      addProducts(slopes, products[i]?.[j], pictures[j] ?? [], 4 / (n * size))
    }
    if (own > 0) addProducts(slopes, products[i]?.[i], pictures[i] ?? [], (-4 * own) / (n * (inner[i]?.[i] ?? 1)))
    positions.forEach((position, p) => {
      for (let c = 0; c < channels; c++) gradient.data[(i * channels + c) * plane + position] = slopes[p]?.[c] ?? 0
    })
  }
  return { value, gradient }
}

/** `count` different numbers below `size`, or all of them. */
function sample(size: number, count: number, random: Random): number[] {
  const places = [...Array(size).keys()]
  for (let i = 0; i < Math.min(count, size); i++) {
    const j = random.integer(i, size - 1)
    ;[places[i], places[j]] = [places[j]!, places[i]!]
  }
  return places.slice(0, count)
}

/** What picture i has at each position, over all channels. */
function vectorsOf({ shape: [, channels, height, width], data }: Maps, i: number, positions: readonly number[]) {
  const plane = height * width
  return positions.map((position) =>
    Float64Array.from({ length: channels }, (_, c) => data[(i * channels + c) * plane + position]!),
  )
}

/** Of each vector of `a` with each of `b`, row by row. */
function productsOf(a: readonly Float64Array[], b: readonly Float64Array[]): Float64Array {
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

/** to[p] += factor * sum_q products[p, q] vectors[q] */
function addProducts(
  to: readonly Float64Array[],
  products: Float64Array | undefined,
  vectors: readonly Float64Array[],
  factor: number,
): void {
  let k = 0
  for (const sum of to)
    for (const vector of vectors) {
      const share = factor * (products?.[k++] ?? 0)
      if (share !== 0) for (let c = 0; c < vector.length; c++) sum[c] = sum[c]! + share * vector[c]!
    }
}

/** Guided dreams: the photo grows towards those features of a second picture, the guide, that it already resembles. */

import { UserError } from '../../core/errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { FeatureMaps, Images, Maps, OpenNetwork, Tap } from '../../engine/engine.ts'
import { phrase } from '../../i18n/phrase.ts'
import { toImages } from '../images.ts'

/** A guide is scaled to the pixels of a square of this side, the size of the pictures that networks are trained on. */
const GUIDE_SIZE = 224
/** Positions of the guide that are compared, evenly spread. Comparing more would take longer than the network. */
const MOST_FEATURES = 256
/**
 * Multiply-adds of all comparisons in one step. Large maps are compared with fewer features, but not below the least.
 */
const MOST_MULTIPLY_ADDS = 4e8
const LEAST_FEATURES = 16

/**
 * Returns the guide at the size at which it is compared, in its own proportions.
 * Throws `UserError` too-small for a guide that is too elongated for the layer.
 */
export function guideImages(guide: Pixels, { layer, minimum }: { layer: string; minimum: number }): Images {
  const scale = GUIDE_SIZE / Math.sqrt(guide.width * guide.height)
  const [height, width] = [Math.round(guide.height * scale), Math.round(guide.width * scale)]
  if (Math.min(height, width) < minimum)
    throw new UserError(
      'too-small',
      phrase`The guide becomes ${width} x ${height}, and ${layer} needs ${minimum} x ${minimum}.`,
      phrase`Choose a less elongated guide, or a layer nearer to the input.`,
    )
  return toImages(guide, height, width)
}

/**
 * Returns the same network, with guided objectives in `layers`. At each position the target is no longer the activation
 * vector A itself, but the guide's feature a that matches it best, with the largest dot product <a, A>:
 * weight * mean(quadratic * A^2 / 2) of a tap becomes weight * mean(quadratic * a * A), whose derivative by A is a.
 * If a tap names filters, only these are compared.
 * Source: objective_guide in google/deepdream.
 */
export async function guideNetwork(
  network: OpenNetwork,
  guide: Images,
  layers: readonly string[],
): Promise<OpenNetwork> {
  const distinct = [...new Set(layers)]
  const maps = await network.activations(guide, distinct)
  const features = new Map(distinct.map((layer, i) => [layer, featuresOf(maps[i]!)]))
  return {
    ...network,
    async gradient(images, objective) {
      const found = await network.activations(
        images,
        objective.map(({ layer }) => layer),
      )
      const taps = objective.map((tap, i) => {
        const candidates = features.get(tap.layer)
        if (!candidates) throw new Error(`the guide was not shown to ${tap.layer}`)
        return guidedTap(tap, found[i]!, candidates)
      })
      return network.gradient(images, taps)
    },
  }
}

/**
 * Returns maps shaped as `maps`, [n, C, h, w], with the feature at each position that has the largest dot product with
 * the activations there, over `filters`. Needs at least one feature.
 */
export function bestMatches(maps: FeatureMaps, features: readonly Float32Array[], filters: readonly number[]): Maps {
  const [n, channels, height, width] = maps.shape
  const plane = height * width
  const data = new Float32Array(maps.data.length)
  const products = new Float32Array(plane)
  const [largest, best] = [new Float32Array(plane), new Int32Array(plane)]
  for (let image = 0; image < n; image++) {
    const first = image * channels * plane
    largest.fill(Number.NEGATIVE_INFINITY)
    features.forEach((feature, k) => {
      products.fill(0)
      for (const c of filters) {
        const value = feature[c]!
        if (value !== 0) addMap(products, maps.data, first + c * plane, value)
      }
      for (let p = 0; p < plane; p++)
        if (products[p]! > largest[p]!) {
          largest[p] = products[p]!
          best[p] = k
        }
    })
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < plane; p++) data[first + c * plane + p] = features[best[p]!]![c]!
  }
  return { shape: maps.shape, data }
}

/** The tap with the best matches as its linear coefficients. Its filters, if any, must be one list for all images. */
function guidedTap({ quadratic = 0, ...tap }: Tap, maps: FeatureMaps, features: readonly Float32Array[]): Tap {
  const all = Array.from({ length: maps.shape[1] }, (_, c) => c)
  const filters = (tap.filters as readonly number[] | undefined) ?? all
  const target = bestMatches(maps, limitFeatures(features, maps), filters)
  return { ...tap, linear: scaleMaps(target, quadratic) }
}

/** Thins out the features evenly, so that comparing them with these maps stays affordable. */
export function limitFeatures(
  features: readonly Float32Array[],
  { data }: Pick<Maps, 'data'>,
): readonly Float32Array[] {
  const every = features.length / Math.max(LEAST_FEATURES, Math.floor(MOST_MULTIPLY_ADDS / data.length))
  return every <= 1 ? features : features.filter((_, i) => i % every < 1)
}

/** Multiplies `maps` by a number, or by the maps of one image, in place. */
function scaleMaps(maps: Maps, factor: number | Maps): Maps {
  if (factor === 1) return maps
  const factors = typeof factor === 'number' ? Float32Array.of(factor) : factor.data
  for (let i = 0; i < maps.data.length; i++) maps.data[i] = maps.data[i]! * factors[i % factors.length]!
  return maps
}

/** The activation vectors at positions of the first image's maps, over all filters, evenly thinned out. */
function featuresOf({ shape: [, channels, height, width], data }: FeatureMaps): Float32Array[] {
  const plane = height * width
  const step = Math.max(1, Math.sqrt(plane / MOST_FEATURES))
  const positions = (size: number) => Array.from({ length: Math.ceil(size / step) }, (_, i) => Math.floor(i * step))
  return positions(height).flatMap((y) =>
    positions(width).map((x) => Float32Array.from({ length: channels }, (_, c) => data[c * plane + y * width + x]!)),
  )
}

/** Adds `factor` times the map that begins at `start` to `sums`. */
function addMap(sums: Float32Array, from: Float32Array, start: number, factor: number): void {
  for (let p = 0; p < sums.length; p++) sums[p] = sums[p]! + factor * from[start + p]!
}

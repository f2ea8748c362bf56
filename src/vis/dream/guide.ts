/** Dreams led by a second picture: the photo grows towards what it already shares with the guide. */

import { UserError } from '../../core/errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { FeatureMaps, Images, Maps, OpenNetwork, Tap } from '../../engine/engine.ts'
import { phrase } from '../../i18n/phrase.ts'
import { toImages } from '../images.ts'

/** A guide has as many pixels as a square of this side: what it shows is as large as what networks are trained on. */
const GUIDE_SIZE = 224
/** Of a layer, its positions in the guide that are compared: more of them, evenly spread, would take longer than the network. */
const MOST_FEATURES = 256
/** Of all comparisons of a step, in multiply-adds: large maps of early layers are compared with fewer of the guide's features. */
const MOST_COMPARED = 4e8
const LEAST_FEATURES = 16

/**
 * The guide as it is compared: in its own proportions, of GUIDE_SIZE squared pixels, whatever its size.
 * Throws `UserError` too-small for one that is too long and thin for the layer.
 */
export function guideImages(guide: Pixels, { layer, minimum }: { layer: string; minimum: number }): Images {
  const scale = GUIDE_SIZE / Math.sqrt(guide.width * guide.height)
  const [height, width] = [Math.round(guide.height * scale), Math.round(guide.width * scale)]
  if (Math.min(height, width) < minimum)
    throw new UserError(
      'too-small',
      phrase`The guide becomes ${width} x ${height}, and ${layer} needs ${minimum} x ${minimum}.`,
      phrase`Choose a guide that is less long, or a layer nearer to the input.`,
    )
  return toImages(guide, height, width)
}

/**
 * The network, with its objectives led by a guide: at each position, of all features a of the guide the one that matches
 * best, the largest <a, A>, takes the place of A as the target. So a tap's weight * mean(quadratic * A^2 / 2) becomes
 * weight * mean(quadratic * a * A), and d/dA of that is a. With a tap's filters only these are compared.
 * Source: google/deepdream, objective_guide.
 */
export async function guided(network: OpenNetwork, guide: Images, layers: readonly string[]): Promise<OpenNetwork> {
  const distinct = [...new Set(layers)]
  const maps = await network.activations(guide, distinct)
  const features = new Map(distinct.map((layer, i) => [layer, featuresOf(maps[i] as FeatureMaps)]))
  return {
    ...network,
    async gradient(images, objective) {
      const found = await network.activations(
        images,
        objective.map(({ layer }) => layer),
      )
      const led = objective.map((tap, i) => lead(tap, found[i] as FeatureMaps, features.get(tap.layer) ?? []))
      return network.gradient(images, led)
    },
  }
}

/** At each position of `maps`, [n, C, h, w], the one of `features` with the largest dot product over `filters`. */
export function bestMatches(maps: FeatureMaps, features: readonly Float32Array[], filters: readonly number[]): Maps {
  const [n, channels, height, width] = maps.shape
  const plane = height * width
  const data = new Float32Array(maps.data.length)
  const products = new Float32Array(plane)
  const [most, which] = [new Float32Array(plane), new Int32Array(plane)]
  for (let image = 0; image < n; image++) {
    const first = image * channels * plane
    most.fill(Number.NEGATIVE_INFINITY)
    features.forEach((feature, k) => {
      products.fill(0)
      for (const c of filters) {
        const value = feature[c]!
        if (value !== 0) addRow(products, maps.data, first + c * plane, value)
      }
      for (let p = 0; p < plane; p++)
        if (products[p]! > most[p]!) {
          most[p] = products[p]!
          which[p] = k
        }
    })
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < plane; p++) data[first + c * plane + p] = features[which[p]!]?.[c] ?? 0
  }
  return { shape: maps.shape, data }
}

function lead({ quadratic = 0, ...tap }: Tap, maps: FeatureMaps, features: readonly Float32Array[]): Tap {
  const all = Array.from({ length: maps.shape[1] }, (_, c) => c)
  const target = bestMatches(
    maps,
    affordableSize(features, maps),
    (tap.filters as readonly number[] | undefined) ?? all,
  )
  return { ...tap, linear: times(target, quadratic) }
}

/** Evenly thinned out. */
export function affordableSize(
  features: readonly Float32Array[],
  { data }: Pick<Maps, 'data'>,
): readonly Float32Array[] {
  const every = features.length / Math.max(LEAST_FEATURES, Math.floor(MOST_COMPARED / data.length))
  return every <= 1 ? features : features.filter((_, i) => i % every < 1)
}

/** Changes `target`, whose maps are as large as those of `factor` or larger. */
function times(target: Maps, factor: number | Maps): Maps {
  if (factor === 1) return target
  const numbers = typeof factor === 'number' ? Float32Array.of(factor) : factor.data
  for (let i = 0; i < target.data.length; i++) target.data[i] = target.data[i]! * numbers[i % numbers.length]!
  return target
}

/** Of all filters at each position, evenly thinned out. */
function featuresOf({ shape: [, channels, height, width], data }: FeatureMaps): Float32Array[] {
  const plane = height * width
  const step = Math.max(1, Math.sqrt(plane / MOST_FEATURES))
  const places = (size: number) => Array.from({ length: Math.ceil(size / step) }, (_, i) => Math.floor(i * step))
  return places(height).flatMap((y) =>
    places(width).map((x) => Float32Array.from({ length: channels }, (_, c) => data[c * plane + y * width + x]!)),
  )
}

function addRow(to: Float32Array, from: Float32Array, start: number, factor: number): void {
  for (let p = 0; p < to.length; p++) to[p] = to[p]! + factor * from[start + p]!
}

/**
 * Objectives, as every engine reads them: checks an objective against the network, and turns each tap into two small
 * tensors of coefficients. With the activation A, for each image,
 *
 *   score = sum(linear * A + 0.5 * quadratic * A^2)   over all channels and positions
 *   d score / dA = linear + quadratic * A
 *
 * The coefficients include the tap's weight, its choice of filters, and the division by the numbers of filters and
 * positions.
 */

import { unknownFilter, unknownLayer } from '../core/common-errors.ts'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { beforeRelu } from '../network/graph/before-relu.ts'
import type { Graph, Layer, Network } from '../network/graph/graph.ts'
import type { Shape } from '../network/graph/shapes.ts'
import type { Maps, Objective, Tap } from './engine.ts'

/** The layer called `name`. Throws `UserError` unknown-layer, with the nearest names. */
export function findLayer(network: Network, name: string): Layer {
  const layer = network.layers.get(name)
  if (layer) return layer
  throw unknownLayer(name, { network: network.name, layers: network.layers.keys() })
}

/**
 * Checks `objective` against the network, for a batch of `n` images. Throws `UserError` unknown-layer; and bad-input
 * for an empty objective, an empty list of filters, a filter that the layer lacks, lists of filters for another number
 * of images than `n`, or a coefficient that is not finite.
 */
export function checkObjective(network: Network, objective: Objective, n: number): void {
  if (objective.length === 0)
    throw new UserError('bad-input', phrase`The objective is empty: it needs at least one layer.`)
  for (const tap of objective) checkTap(tap, findLayer(network, tap.layer), n)
}

/**
 * Finds the tensor that each tap reads, one for each tap of `objective`, and a graph that has all of these tensors: the
 * network's own, with a few more nodes where a tap reads before a ReLU. Throws `UserError` unknown-layer.
 */
export function resolveTaps(network: Network, objective: Objective): { graph: Graph; tensors: string[] } {
  let graph: Graph = network
  const tensors = objective.map((tap) => {
    const { tensor } = findLayer(network, tap.layer)
    if (!tap.beforeRelu) return tensor
    const before = beforeRelu(graph, tensor)
    graph = before.graph
    return before.tensor
  })
  return { graph, tensors }
}

/** An activation as an engine holds it. */
interface Activation {
  /** [n, C, h, w] of the whole layer. */
  readonly shape: Shape
  /**
   * The layer's channels that the activation holds, in that order, when it was cut down to some of them. Default all.
   */
  readonly channels?: readonly number[] | undefined
}

/**
 * The coefficients of `tap` for an activation, each [n or 1, C or 1, h or 1, w or 1], where C counts the channels that
 * the activation holds. They are no larger than the tap needs: one number for all filters stays one number. The tap
 * must have passed `checkObjective`. Throws a plain `Error` for maps that don't broadcast to the layer's shape, and
 * where the activation lacks a chosen filter.
 */
export function coefficients(tap: Tap, activation: Activation): { linear: Maps; quadratic: Maps } {
  const weights = filterWeights(tap, activation)
  const maps = (value: number | Maps = 0) =>
    multiplyBroadcast(weights, typeof value === 'number' ? scalar(value) : selectChannels(value, activation))
  return { linear: maps(tap.linear), quadratic: maps(tap.quadratic) }
}

/**
 * The lists of filters of `tap`: one for each image of a batch, or a single one for all images; undefined for all
 * filters.
 */
export function filterLists(tap: Tap): readonly (readonly number[])[] | undefined {
  const { filters } = tap
  if (!filters) return undefined
  return isPerImage(filters) ? filters : [filters]
}

export function isPerImage(
  filters: readonly number[] | readonly (readonly number[])[],
): filters is readonly (readonly number[])[] {
  return Array.isArray(filters[0])
}

function checkTap(tap: Tap, layer: Layer, n: number): void {
  const { filters } = tap
  if (filters && isPerImage(filters) && filters.length !== n)
    throw new UserError(
      'bad-input',
      phrase`${layer.name} has filters listed for ${filters.length} images, and there are ${n}.`,
    )
  for (const list of filterLists(tap) ?? []) {
    if (list.length === 0)
      throw new UserError('bad-input', phrase`No filter of ${layer.name} is chosen: name at least one.`)
    const wrong = list.find((filter) => !(Number.isInteger(filter) && filter >= 0 && filter < layer.channels))
    if (wrong !== undefined) throw unknownFilter(wrong, { layer: layer.name, filters: layer.channels })
  }
  for (const key of ['weight', 'linear', 'quadratic'] as const) {
    const value = tap[key] ?? 0
    const numbers = typeof value === 'number' ? [value] : value.data
    const wrong = numbers.find((number) => !Number.isFinite(number))
    if (wrong !== undefined)
      throw new UserError('bad-input', phrase`The ${key} of ${layer.name} is ${wrong}; it must be a finite number.`)
  }
}

/**
 * The factor of each filter in the mean: weight / (chosen filters * positions) for a chosen filter, 0 for another.
 * [n or 1, C or 1, 1, 1]
 */
function filterWeights(tap: Tap, { shape: [, all, height, width], channels }: Activation): Maps {
  const lists = filterLists(tap)?.map((list) => new Set(list)) ?? [new Set(Array(all).keys())]
  const present = channels ?? [...Array(all).keys()]
  const weight = (chosen: Set<number>) => (tap.weight ?? 1) / (chosen.size * height * width)
  if (lists.some((chosen) => present.filter((c) => chosen.has(c)).length !== chosen.size))
    throw new Error(`${tap.layer} was cut down to channels that lack a chosen filter`)
  if (lists.every((chosen) => chosen.size === present.length)) return scalar(weight(lists[0]!))
  const rows = lists.map((chosen) => present.map((c) => (chosen.has(c) ? weight(chosen) : 0)))
  return { shape: [lists.length, present.length, 1, 1], data: Float32Array.from(rows.flat()) }
}

/**
 * The activation's channels of `maps`, which broadcast to the layer's shape. Maps with a single channel stay as they
 * are.
 */
function selectChannels(maps: Maps, { shape, channels }: Activation): Maps {
  if (maps.shape.some((size, axis) => size !== 1 && size !== shape[axis]))
    throw new Error(`Maps of ${maps.shape.join(' x ')} don't broadcast to ${shape.join(' x ')}`)
  const [n, all, height, width] = maps.shape
  if (maps.data.length !== n * all * height * width)
    throw new Error(`Maps of ${maps.shape.join(' x ')} have ${maps.data.length} numbers`)
  if (!channels || all === 1) return maps
  const plane = height * width
  const data = new Float32Array(n * channels.length * plane)
  for (let i = 0; i < n; i++)
    channels.forEach((c, k) => {
      data.set(maps.data.subarray((i * all + c) * plane, (i * all + c + 1) * plane), (i * channels.length + k) * plane)
    })
  return { shape: [n, channels.length, height, width], data }
}

function scalar(value: number): Maps {
  return { shape: [1, 1, 1, 1], data: Float32Array.of(value) }
}

/** The product of `weights` [a, b, 1, 1] and `maps` [c, d, h, w], broadcast over images and channels. */
function multiplyBroadcast(weights: Maps, maps: Maps): Maps {
  if (maps.data.length === 1 && maps.data[0] === 0) return maps
  const [, , height, width] = maps.shape
  const n = Math.max(weights.shape[0], maps.shape[0])
  const channels = Math.max(weights.shape[1], maps.shape[1])
  const plane = height * width
  const data = new Float32Array(n * channels * plane)
  const at = ({ shape }: Maps, i: number, c: number) => (shape[0] === 1 ? 0 : i) * shape[1] + (shape[1] === 1 ? 0 : c)
  for (let i = 0; i < n; i++)
    for (let c = 0; c < channels; c++) {
      const factor = weights.data[at(weights, i, c)]!
      const from = at(maps, i, c) * plane
      const to = (i * channels + c) * plane
      for (let p = 0; p < plane; p++) data[to + p] = factor * maps.data[from + p]!
    }
  return { shape: [n, channels, height, width], data }
}

/**
 * What every engine does with an objective before it computes: check it against the network, and turn each tap into two
 * small tensors of coefficients, so that with the activation A
 *
 *   score = sum(linear * A + 0.5 * quadratic * A^2)   over channels and positions, per image
 *   d score / dA = linear + quadratic * A
 *
 * The tap's weight, its choice of filters and the division by their count and by the positions are all in them.
 */

import { unknownFilter, unknownLayer } from '../core/common-errors.ts'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { beforeRelu } from '../network/graph/before-relu.ts'
import type { Graph, Layer, Network } from '../network/graph/graph.ts'
import type { Shape } from '../network/graph/shapes.ts'
import type { Maps, Objective, Tap } from './engine.ts'

/** The layer called `name`. Throws `UserError` unknown-layer with the nearest names. */
export function findLayer(network: Network, name: string): Layer {
  const layer = network.layers.get(name)
  if (layer) return layer
  throw unknownLayer(network.name, name, network.layers.keys())
}

/**
 * Checks `objective` against the network for a batch of `n` images.
 * Throws `UserError`: unknown-layer; bad-input for an empty objective, an empty list of filters, a filter that the layer
 * lacks, lists for another number of images, or a number that is not finite.
 */
export function checkObjective(network: Network, objective: Objective, n: number): void {
  if (objective.length === 0)
    throw new UserError('bad-input', phrase`The objective is empty: it needs at least one layer.`)
  for (const tap of objective) checkTap(tap, findLayer(network, tap.layer), n)
}

/**
 * The tensor that each tap of `objective` reads, and the graph that has them all: the network's own, with a few nodes
 * more where a tap reads before a ReLU. Throws `UserError` unknown-layer.
 */
export function tapped(network: Network, objective: Objective): { graph: Graph; tensors: string[] } {
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

/**
 * The coefficients of `tap` for an activation of `shape` [n, C, h, w], each [n or 1, C or 1, h or 1, w or 1]: no larger
 * than the tap asks for, so a number for all filters stays one number. The tap must have passed `checkObjective`.
 *
 * With `channels` the activation at hand holds only those of the C filters, in that order, and so do the coefficients;
 * `shape` is still the whole layer's. Every filter that the tap chooses must be among them.
 * Throws a plain `Error` for maps that don't broadcast to `shape`.
 */
export function coefficients(tap: Tap, shape: Shape, channels?: readonly number[]): { linear: Maps; quadratic: Maps } {
  const share = shares(tap, shape, channels)
  const maps = (value: number | Maps = 0) =>
    times(share, typeof value === 'number' ? scalar(value) : pick(value, shape, channels))
  return { linear: maps(tap.linear), quadratic: maps(tap.quadratic) }
}

/** The filters of `tap` for each image of a batch, or one list for all of them; undefined if it takes all filters. */
export function filterLists(tap: Tap): readonly (readonly number[])[] | undefined {
  const { filters } = tap
  if (!filters) return undefined
  return isPerImage(filters) ? filters : [filters]
}

function isPerImage(
  filters: readonly number[] | readonly (readonly number[])[],
): filters is readonly (readonly number[])[] {
  return Array.isArray(filters[0])
}

function checkTap(tap: Tap, layer: Layer, n: number): void {
  const lists = filterLists(tap)
  if (lists && isPerImage(tap.filters ?? []) && lists.length !== n)
    throw new UserError(
      'bad-input',
      phrase`${layer.name} has filters listed for ${lists.length} images, and there are ${n}.`,
    )
  for (const list of lists ?? []) {
    if (list.length === 0)
      throw new UserError('bad-input', phrase`No filter of ${layer.name} is chosen: name at least one.`)
    const wrong = list.find((filter) => !(Number.isInteger(filter) && filter >= 0 && filter < layer.channels))
    if (wrong !== undefined) throw unknownFilter(layer.name, wrong, layer.channels)
  }
  for (const key of ['weight', 'linear', 'quadratic'] as const) {
    const value = tap[key] ?? 0
    const numbers = typeof value === 'number' ? [value] : value.data
    const wrong = numbers.find((number) => !Number.isFinite(number))
    if (wrong !== undefined)
      throw new UserError('bad-input', phrase`The ${key} of ${layer.name} is ${wrong}; it must be a finite number.`)
  }
}

/** weight / (chosen filters * positions) where a filter is chosen, else 0: [1 or n, 1 or C, 1, 1]. */
function shares(tap: Tap, [, all, height, width]: Shape, channels: readonly number[] | undefined): Maps {
  const lists = filterLists(tap)?.map((list) => new Set(list)) ?? [new Set(Array(all).keys())]
  const present = channels ?? [...Array(all).keys()]
  const value = (chosen: Set<number>) => (tap.weight ?? 1) / (chosen.size * height * width)
  if (lists.some((chosen) => present.filter((c) => chosen.has(c)).length !== chosen.size))
    throw new Error(`${tap.layer} was cut down to channels that lack a chosen filter`)
  if (lists.every((chosen) => chosen.size === present.length)) return scalar(value(lists[0] ?? new Set()))
  const rows = lists.map((chosen) => present.map((c) => (chosen.has(c) ? value(chosen) : 0)))
  return { shape: [lists.length, present.length, 1, 1], data: Float32Array.from(rows.flat()) }
}

/** The given channels of maps that broadcast to `shape`; all of them, or maps with one for all channels, as they are. */
function pick(maps: Maps, shape: Shape, channels: readonly number[] | undefined): Maps {
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

/** The product of `share` [a, b, 1, 1] and `maps` [c, d, h, w], broadcast over images and channels. */
function times(share: Maps, maps: Maps): Maps {
  if (maps.data.length === 1 && maps.data[0] === 0) return maps
  const [, , height, width] = maps.shape
  const n = Math.max(share.shape[0], maps.shape[0])
  const channels = Math.max(share.shape[1], maps.shape[1])
  const plane = height * width
  const data = new Float32Array(n * channels * plane)
  const at = ({ shape }: Maps, i: number, c: number) => (shape[0] === 1 ? 0 : i) * shape[1] + (shape[1] === 1 ? 0 : c)
  for (let i = 0; i < n; i++)
    for (let c = 0; c < channels; c++) {
      const factor = share.data[at(share, i, c)] ?? 0
      const from = at(maps, i, c) * plane
      const to = (i * channels + c) * plane
      for (let p = 0; p < plane; p++) data[to + p] = factor * (maps.data[from + p] ?? 0)
    }
  return { shape: [n, channels, height, width], data }
}

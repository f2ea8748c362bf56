/** Networks whose files hold weights alone (Keras .h5, safetensors): the plan is data in `models/`, filled in here. */

import { phrase, type Text } from '../../i18n/phrase.ts'
import type { ConvNode, Network, Node, Pads, Pair, PoolNode } from '../graph/graph.ts'
import { findLayers } from '../graph/layers.ts'
import {
  affineOf,
  type BatchNorm,
  depthwise,
  foldBatchNorm,
  kernelOf,
  type LayerTensors,
} from './architecture-weights.ts'
import { BadWeights } from './bad-weights.ts'
import type { ReadOptions } from './input.ts'
import { inputRange } from './input.ts'

/** One layer of a plan. */
export type PlannedLayer = {
  readonly name: string
  /** The layers that it reads; default the one before it. */
  readonly from?: string | readonly string[]
} & Operation

type Operation =
  | (Convolution & { readonly filters: number })
  /** Each channel by itself. */
  | (Convolution & { readonly depthwise: true })
  | ({ readonly batchNorm: BatchNorm } & Activated)
  | ({ readonly maxPool: Size } & Steps)
  /** Its padding does not count, as in TensorFlow. */
  | ({ readonly averagePool: Size } & Steps)
  | { readonly globalAverage: true }
  /** Zeros around the maps, for layers where they are not the same as padding: a max pool's padding never wins. */
  | { readonly zeroPad: Pads }
  | ({ readonly add: true } & Activated)
  | { readonly concat: true }

interface Convolution extends Steps, Activated {
  readonly kernel: Size
  /** Default true. */
  readonly bias?: boolean
  /** Follows it, and is folded into it; `name` is its own name in the file. */
  readonly batchNorm?: BatchNorm & { readonly name: string }
}

interface Steps {
  /** Default 1 for convolutions; a pool's own size for pools. */
  readonly stride?: number
  /**
   * Default 'same' for convolutions, 'valid' for pools. As in TensorFlow, 'same' gives ceil(size / stride) positions, and
   * an odd row or column of padding is at the bottom or right; how much there is with a stride depends on the size, and
   * here it is always as for sizes that the stride divides (so 3x3 with stride 2 has 0 before and 1 after). For other
   * sizes TensorFlow's maps are moved by a pixel, or have one more row.
   */
  readonly pad?: 'same' | 'valid' | Pads
}

interface Activated {
  /** ReLU; 6 is ReLU6. */
  readonly relu?: true | number
}

/** Both sides alike, or [height, width]. */
type Size = number | Pair

/**
 * What a file holds for a planned layer, which is asked for once and may then be changed; undefined if the file lacks the
 * layer. `place` is given where the layers with weights
 * are a chain, so that there is but one order in which a file can have them: files that call them otherwise can be read.
 */
export type LayerWeights = (layer: string, place?: Place) => LayerTensors | undefined

interface Place {
  readonly index: number
  /** Of all layers with weights. */
  readonly count: number
}

/** VGG's plan: blocks of 3x3 convolutions with ReLU, a 2x2 max pool after each but, without `lastPool`, the last. */
export function vgg(blocks: readonly (readonly number[])[], { lastPool = true } = {}): PlannedLayer[] {
  return blocks.flatMap((widths, i) => {
    const block = `block${i + 1}`
    const convolutions = widths.map(
      (filters, k) => ({ name: `${block}_conv${k + 1}`, filters, kernel: 3, relu: true }) as const,
    )
    const pool = { name: `${block}_pool`, maxPool: 2 }
    return lastPool || i < blocks.length - 1 ? [...convolutions, pool] : convolutions
  })
}

/** The number of channels of every planned layer, in order. Throws a plain `Error` where a plan contradicts itself. */
export function plannedChannels(plan: readonly PlannedLayer[]): Record<string, number> {
  const channels = new Map<string, number>()
  plan.forEach((layer, i) => {
    if (channels.has(layer.name)) throw new Error(`two planned layers are called ${layer.name}`)
    const inputs = sources(plan, i).map((source) => (source === undefined ? 3 : channels.get(source)))
    if (inputs.includes(undefined)) throw new Error(`${layer.name} reads a layer that is not planned before it`)
    const counts = inputs.map((count) => count ?? 0)
    if ('add' in layer && new Set(counts).size > 1)
      throw new Error(`${layer.name} adds ${counts.join(' and ')} channels`)
    const [first = 0] = counts
    const sum = counts.reduce((total, count) => total + count, 0)
    channels.set(layer.name, 'filters' in layer ? layer.filters : 'concat' in layer ? sum : first)
  })
  return Object.fromEntries(channels)
}

/**
 * The network of `plan` with the weights of a file. A file may end early: it gives the layers that need no others.
 * Throws `BadWeights` where a shape is not the planned one, or no layer has weights.
 */
export function fillPlan(plan: readonly PlannedLayer[], weights: LayerWeights, options: ReadOptions): Network {
  const nodes: Node[] = [inputRange(options.input, 'images', 'range')]
  const channels: Readonly<Record<string, number>> = { ...plannedChannels(plan), range: 3 }
  const place = places(plan)
  const find = (name: string) => weights(name, place(name))
  const written = new Set(['range'])
  for (const [i, layer] of plan.entries()) {
    const inputs = sources(plan, i).map((source) => source ?? 'range')
    if (!inputs.every((input) => written.has(input))) continue
    const operation = operationOf(layer, channels[inputs[0] ?? ''] ?? 0, find)
    if (!operation) continue
    const relu = 'relu' in layer && layer.relu
    const output = relu ? `${layer.name}/before-relu` : layer.name
    nodes.push({ ...operation, inputs, output })
    if (relu) nodes.push({ op: 'relu', inputs: [output], output: layer.name, ...(relu === true ? {} : { max: relu }) })
    written.add(layer.name)
  }
  const graph = { input: 'images', nodes }
  const layers = findLayers(graph, ({ output }) => output.replace(/\/before-relu$/, ''))
  if (layers.size === 0)
    throw new BadWeights(phrase`it has none of the layers of ${options.name}`, firstOf(plan.map(({ name }) => name)))
  return { name: options.name, hash: options.hash, ...graph, layers }
}

function firstOf(names: readonly string[]): Text {
  const rest = names.length - 6
  return rest > 0 ? phrase`${names.slice(0, 6).join(', ')} and ${rest} more` : names.join(', ')
}

type Bare<N> = N extends Node ? Omit<N, 'inputs' | 'output'> : never

/** The operation of a layer that reads `channels` channels; undefined where its weights are not in the file. */
function operationOf(
  layer: PlannedLayer,
  channels: number,
  find: (name: string) => LayerTensors | undefined,
): Bare<Node> | undefined {
  if ('kernel' in layer) {
    const group = 'depthwise' in layer ? channels : 1
    const shape = ['filters' in layer ? layer.filters : channels, channels / group, ...pair(layer.kernel)]
    const tensors = find(layer.name)
    const norm = layer.batchNorm && find(layer.batchNorm.name)
    if (!tensors || (layer.batchNorm && !norm)) return undefined
    const kernel = kernelOf(layer.name, tensors, shape, layer.bias ?? true)
    const { batchNorm } = layer
    const both =
      batchNorm && norm ? foldBatchNorm(kernel, affineOf(batchNorm.name, norm, batchNorm, shape[0] ?? 0)) : kernel
    return convolution(both, { ...window(layer.kernel, layer.stride ?? 1, layer.pad ?? 'same'), group })
  }
  if ('batchNorm' in layer) {
    const tensors = find(layer.name)
    if (!tensors) return undefined
    return convolution(depthwise(affineOf(layer.name, tensors, layer.batchNorm, channels)), { group: channels })
  }
  if ('zeroPad' in layer) {
    const [factor, offset] = [new Float64Array(channels).fill(1), new Float64Array(channels)]
    return convolution(depthwise({ factor, offset }), { group: channels, pads: layer.zeroPad })
  }
  if ('maxPool' in layer) return pool('maxPool', layer.maxPool, layer)
  if ('averagePool' in layer) return pool('averagePool', layer.averagePool, layer)
  return { op: 'globalAverage' in layer ? 'globalAverage' : 'add' in layer ? 'add' : 'concat' }
}

function convolution(
  kernel: Pick<ConvNode, 'weight' | 'bias'>,
  { strides = [1, 1], pads = [0, 0, 0, 0], group }: { strides?: Pair; pads?: Pads; group: number },
): Bare<ConvNode> {
  return { op: 'conv', ...kernel, strides, pads, dilations: [1, 1], group }
}

function pool(op: PoolNode['op'], size: Size, { stride, pad = 'valid' }: Steps): Bare<PoolNode> {
  return { op, kernel: pair(size), ...window(size, stride ?? size, pad), ceil: false }
}

function window(kernel: Size, stride: Size, pad: 'same' | 'valid' | Pads): { strides: Pair; pads: Pads } {
  const strides = pair(stride)
  if (pad === 'valid') return { strides, pads: [0, 0, 0, 0] }
  if (pad !== 'same') return { strides, pads: pad }
  const [down = 0, right = 0] = pair(kernel).map((size, axis) => Math.max(0, size - (strides[axis] ?? 1)))
  const [top, left] = [down >> 1, right >> 1]
  return { strides, pads: [top, left, down - top, right - left] }
}

function pair(size: Size): Pair {
  return typeof size === 'number' ? [size, size] : size
}

/** The names of the layers that the `i`-th reads; undefined for the pictures. */
function sources(plan: readonly PlannedLayer[], i: number): (string | undefined)[] {
  const from = plan[i]?.from ?? plan[i - 1]?.name
  return typeof from === 'object' ? [...from] : [from]
}

/** See `LayerWeights`: no two layers with weights read the same, so each but the first has one before it. */
function places(plan: readonly PlannedLayer[]): (name: string) => Place | undefined {
  const weighted = [...plan.entries()].filter(([, layer]) => 'kernel' in layer || 'batchNorm' in layer)
  const read = weighted.map(([i]) => sources(plan, i).join())
  if (new Set(read).size < read.length) return () => undefined
  const names = weighted.flatMap(([, layer]) =>
    'kernel' in layer && layer.batchNorm ? [layer.name, layer.batchNorm.name] : [layer.name],
  )
  const places = new Map(names.map((name, index) => [name, { index, count: names.length }]))
  return (name) => places.get(name)
}

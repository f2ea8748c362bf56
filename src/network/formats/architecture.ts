/** Networks whose files hold weights alone (Keras .h5, safetensors): a plan filled with a file's weights. */
import { defined } from '../../core/defined.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import type { ConvNode, Network, Node, Pads, Pair, PoolNode } from '../graph/graph.ts'
import { findLayers } from '../graph/layers.ts'
import { affineOf, depthwise, foldBatchNorm, kernelOf, type LayerTensors } from './architecture-weights.ts'
import { BadWeights } from './bad-weights.ts'
import type { ReadOptions } from './input.ts'
import { inputRange } from './input.ts'
import {
  type Padding,
  type Place,
  type PlannedLayer,
  placesOf,
  plannedChannels,
  plannedInputs,
  type Size,
} from './plan.ts'

/**
 * The tensors that a file holds for a planned layer; undefined if it lacks the layer. The caller asks once for each layer
 * and may change the tensors. `place`, if known, lets a reader find layers that a file calls by other names.
 */
export type LayerWeights = (layer: string, place?: Place) => LayerTensors | undefined

/** The tensors of the pictures and of the same in the network's range. */
const PICTURES = 'images'
const RANGED = 'range'

const BEFORE_RELU = '/before-relu'

/**
 * The network of `plan` with the weights of a file. A file may hold only the first layers: layers whose weights are missing
 * are left out, with all that need them.
 * Throws `BadWeights` where a tensor's shape is not the planned one, or the file has none of the layers.
 */
export function fillPlan(plan: readonly PlannedLayer[], weights: LayerWeights, options: ReadOptions): Network {
  const nodes: Node[] = [inputRange(options.input, PICTURES, RANGED)]
  const channels = new Map([[RANGED, 3], ...Object.entries(plannedChannels(plan))])
  const placeOf = placesOf(plan)
  const find: FindTensors = (name) => weights(name, placeOf(name))
  const written = new Set([RANGED])
  for (const [i, layer] of plan.entries()) {
    const inputs = plannedInputs(plan, i).map((source) => source ?? RANGED)
    if (!inputs.every((input) => written.has(input))) continue
    const operation = operationOf(layer, channels.get(inputs[0]!)!, find)
    if (!operation) continue
    const relu = 'relu' in layer ? layer.relu : undefined
    const output = relu === undefined ? layer.name : `${layer.name}${BEFORE_RELU}`
    nodes.push({ ...operation, inputs, output })
    const max = relu === true ? undefined : relu
    if (relu !== undefined) nodes.push({ op: 'relu', inputs: [output], output: layer.name, ...defined({ max }) })
    written.add(layer.name)
  }
  const graph = { input: PICTURES, nodes }
  const layers = findLayers(graph, ({ output }) => output.replace(BEFORE_RELU, ''))
  if (layers.size === 0)
    throw new BadWeights(phrase`it has none of the layers of ${options.name}`, listed(plan.map(({ name }) => name)))
  return { name: options.name, hash: options.hash, ...graph, layers }
}

function listed(names: readonly string[]): Text {
  const rest = names.length - 6
  return rest > 0 ? phrase`${names.slice(0, 6).join(', ')} and ${rest} more` : names.join(', ')
}

type FindTensors = (name: string) => LayerTensors | undefined

/** A node without its place in the graph. */
type Unplaced<N> = N extends Node ? Omit<N, 'inputs' | 'output'> : never

/** The operation of a layer that reads `channels` channels; undefined where its weights are not in the file. */
function operationOf(layer: PlannedLayer, channels: number, find: FindTensors): Unplaced<Node> | undefined {
  if ('kernel' in layer) return plannedConvolution(layer, channels, find)
  if ('batchNorm' in layer) {
    const tensors = find(layer.name)
    if (!tensors) return undefined
    const affine = affineOf(layer.name, tensors, { ...layer.batchNorm, channels })
    return convolution(depthwise(affine), { group: channels })
  }
  if ('zeroPad' in layer) {
    const [factor, offset] = [new Float64Array(channels).fill(1), new Float64Array(channels)]
    return convolution(depthwise({ factor, offset }), { group: channels, pads: layer.zeroPad })
  }
  if ('maxPool' in layer) return pool('maxPool', layer.maxPool, layer)
  if ('averagePool' in layer) return pool('averagePool', layer.averagePool, layer)
  return { op: 'globalAverage' in layer ? 'globalAverage' : 'add' in layer ? 'add' : 'concat' }
}

function plannedConvolution(
  layer: Extract<PlannedLayer, { kernel: Size }>,
  channels: number,
  find: FindTensors,
): Unplaced<ConvNode> | undefined {
  const { name, batchNorm, bias = true, stride = 1, pad = 'same' } = layer
  const filters = 'filters' in layer ? layer.filters : channels
  const group = 'depthwise' in layer ? channels : 1
  const tensors = find(name)
  const norm = batchNorm && find(batchNorm.name)
  if (!tensors || (batchNorm && !norm)) return undefined
  const shape = [filters, channels / group, ...pair(layer.kernel)]
  const kernel = kernelOf(name, tensors, { shape, hasBias: bias })
  const folded =
    batchNorm && norm
      ? foldBatchNorm(kernel, affineOf(batchNorm.name, norm, { ...batchNorm, channels: filters }))
      : kernel
  return convolution(folded, { ...window(layer.kernel, stride, pad), group })
}

function convolution(
  kernel: Pick<ConvNode, 'weight' | 'bias'>,
  { strides = [1, 1], pads = [0, 0, 0, 0], group }: { strides?: Pair; pads?: Pads; group: number },
): Unplaced<ConvNode> {
  return { op: 'conv', ...kernel, strides, pads, dilations: [1, 1], group }
}

function pool(
  op: PoolNode['op'],
  size: Size,
  { stride, pad = 'valid' }: { readonly stride?: number; readonly pad?: Padding },
): Unplaced<PoolNode> {
  return { op, kernel: pair(size), ...window(size, stride ?? size, pad), ceil: false }
}

function window(kernel: Size, stride: Size, pad: Padding): { strides: Pair; pads: Pads } {
  const strides = pair(stride)
  if (pad === 'valid') return { strides, pads: [0, 0, 0, 0] }
  if (pad !== 'same') return { strides, pads: pad }
  const [height, width] = pair(kernel)
  const [down, across] = [Math.max(0, height - strides[0]), Math.max(0, width - strides[1])]
  const [top, left] = [down >> 1, across >> 1]
  return { strides, pads: [top, left, down - top, across - left] }
}

function pair(size: Size): Pair {
  return typeof size === 'number' ? [size, size] : size
}

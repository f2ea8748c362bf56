/**
 * A network of a few thousand random weights with every operation, and with every case in which an engine was wrong
 * once: strided convolutions with a remainder of pixels, a pool that rounds up and overlaps, a pool over the ties of
 * that pool, a padded pool over negative numbers, asymmetric kernels and pads, dilation, groups, an even LRN window,
 * averages with and without padding, a ReLU with an upper end.
 */
import type { ConvNode, Layer, Network, Node, Pads, Pair, PoolNode } from '../../src/network/graph/graph.ts'
import { channelCounts } from '../../src/network/graph/layers.ts'
import { random } from './random.ts'

interface ConvOptions {
  readonly strides?: Pair
  readonly pads?: Pads
  readonly dilations?: Pair
  readonly group?: number
}

/** Every tensor is a layer of the same name. The ReLU behind `x/conv` is called `x`. */
export function tinyNetwork(seed = 1): Network {
  const { normal, uniform } = random(seed)

  const conv = (
    output: string,
    input: string,
    from: number,
    to: number,
    kernel: Pair,
    options: ConvOptions = {},
  ): ConvNode => {
    const { strides = [1, 1], pads = [0, 0, 0, 0], dilations = [1, 1], group = 1 } = options
    const size = (from / group) * kernel[0] * kernel[1]
    const data = Float32Array.from({ length: to * size }, () => normal() * Math.sqrt(2 / size))
    const bias = Float32Array.from({ length: to }, () => uniform(-0.2, 0.2))
    const weight = { shape: [to, from / group, ...kernel], data }
    return { op: 'conv', inputs: [input], output, weight, bias, strides, pads, dilations, group }
  }
  const relu = (output: string, input: string, end: { max?: number } = {}): Node => ({
    op: 'relu',
    inputs: [input],
    output,
    ...end,
  })
  const pool = (
    op: PoolNode['op'],
    output: string,
    input: string,
    kernel: Pair,
    options: { strides?: Pair; pads?: Pads; ceil?: boolean; countPadding?: boolean } = {},
  ): PoolNode => ({ op, inputs: [input], output, kernel, strides: [1, 1], pads: [0, 0, 0, 0], ceil: false, ...options })

  const nodes: Node[] = [
    inputRange('input/range', 'images'),
    conv('stem/conv', 'input/range', 3, 8, [7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] }),
    relu('stem', 'stem/conv'),
    pool('maxPool', 'pool', 'stem', [3, 3], { strides: [2, 2], ceil: true }),
    { op: 'lrn', inputs: ['pool'], output: 'norm', size: 5, alpha: 0.5, beta: 0.75, bias: 1 },

    conv('block/dilated/conv', 'norm', 8, 6, [3, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }),
    relu('block/dilated', 'block/dilated/conv', { max: 0.5 }),
    conv('block/grouped/conv', 'norm', 8, 6, [2, 4], { group: 2, pads: [1, 2, 0, 1] }),
    relu('block/grouped', 'block/grouped/conv'),
    pool('maxPool', 'block/pool', 'pool', [3, 3], { pads: [1, 1, 1, 1] }),
    conv('block/project/conv', 'block/pool', 8, 4, [1, 1]),
    relu('block/project', 'block/project/conv'),
    { op: 'concat', inputs: ['block/dilated', 'block/grouped', 'block/project'], output: 'block' },

    { op: 'lrn', inputs: ['block'], output: 'norm/even', size: 4, alpha: 0.3, beta: 0.5, bias: 2 },
    conv('depthwise', 'norm/even', 16, 32, [3, 3], { group: 16, strides: [1, 2], pads: [1, 0, 1, 1] }),
    pool('maxPool', 'pool/signed', 'depthwise', [2, 3], { pads: [1, 1, 0, 1] }),
    conv('strided/conv', 'pool/signed', 32, 8, [3, 2], { strides: [2, 1], dilations: [1, 2] }),
    relu('strided', 'strided/conv'),
    conv('residual/conv', 'strided', 8, 8, [1, 3], { pads: [0, 1, 0, 1] }),
    { op: 'add', inputs: ['residual/conv', 'strided'], output: 'residual/sum' },
    relu('residual', 'residual/sum'),

    pool('averagePool', 'average/padded', 'residual', [3, 2], { pads: [1, 1, 1, 0], countPadding: true }),
    pool('averagePool', 'average', 'residual', [2, 3], { strides: [2, 2], pads: [0, 1, 1, 1], ceil: true }),
    pool('maxPool', 'pool/even', 'average/padded', [2, 2], { strides: [2, 2] }),
    { op: 'concat', inputs: ['residual', 'average/padded'], output: 'wide' },
    pool('averagePool', 'wide/average', 'wide', [2, 2], { strides: [2, 2] }),
    { op: 'concat', inputs: ['wide/average', 'pool/even'], output: 'head' },

    { op: 'globalAverage', inputs: ['head'], output: 'global' },
    conv('classes', 'global', 24, 10, [1, 1]),
    { op: 'softmax', inputs: ['classes'], output: 'probabilities' },
  ]
  return makeNetwork('tiny', nodes)
}

/** A network whose layers are all its tensors. */
export function makeNetwork(name: string, nodes: readonly Node[]): Network {
  const graph = { input: 'images', nodes }
  const counts = channelCounts(graph)
  const layers = nodes.map(({ output }): [string, Layer] => [
    output,
    { name: output, tensor: output, channels: counts.get(output) ?? 0 },
  ])
  return { ...graph, name, hash: '0'.repeat(64), layers: new Map(layers) }
}

/** Reverses the colours to BGR, and maps 0..255 to about -2..2, as a 1x1 convolution. */
export function inputRange(output: string, input: string): ConvNode {
  return {
    op: 'conv',
    inputs: [input],
    output,
    weight: { shape: [3, 3, 1, 1], data: Float32Array.of(0, 0, 1 / 64, 0, 1 / 64, 0, 1 / 64, 0, 0) },
    bias: Float32Array.of(-1.7, -1.8, -1.9),
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: 1,
  }
}

/**
 * The operations of a graph in TensorFlow.js, on tensors [n, height, width, channels]. Padding is an operation of its
 * own, so that every convolution and pool runs without pads: this gives asymmetric pads, rounding up, and their
 * gradients.
 */
import type * as Tf from '@tensorflow/tfjs'
import type { ConvNode, Graph, LrnNode, Node, Pads, PoolNode, Relu } from '../../network/graph/graph.ts'
import { outputSize } from '../../network/graph/shapes.ts'
import { must, walk } from '../../network/graph/walk.ts'
import type { TensorKernel } from './kernels.ts'

interface GraphRun {
  readonly graph: Graph
  /** The weights of each convolution, by the name of its output. */
  readonly kernels: ReadonlyMap<string, TensorKernel>
  /** The pictures: [n, height, width, 3]. */
  readonly input: Tf.Tensor4D
}

/** Every tensor of `graph`, by name, for the pictures `input`. Call it within `tf.tidy`. */
export function runGraph(tf: typeof Tf, { graph, kernels, input }: GraphRun): Map<string, Tf.Tensor4D> {
  return walk(graph, input, (node, inputs) =>
    node.op === 'conv'
      ? conv(tf, node, { kernel: must(kernels, node.output), x: inputs[0] })
      : (OPERATIONS[node.op] as Compute)(tf, node, inputs),
  )
}

type Inputs = readonly [Tf.Tensor4D, ...Tf.Tensor4D[]]
type Compute<N extends Node = Node> = (tf: typeof Tf, node: N, inputs: Inputs) => Tf.Tensor4D

/** Every operation but the convolution, which needs its weights. */
const OPERATIONS: { readonly [Op in Exclude<Node['op'], 'conv'>]: Compute<Extract<Node, { op: Op }>> } = {
  relu,
  maxPool,
  averagePool,
  globalAverage: (tf, _node, [x]) => tf.mean(x, [1, 2], true),
  lrn,
  concat: (tf, _node, inputs) => tf.concat([...inputs], 3),
  add: (tf, _node, inputs) => tf.addN([...inputs]),
  softmax: (tf, _node, [x]) => tf.softmax(x, 3),
}

function conv(
  tf: typeof Tf,
  node: ConvNode,
  { kernel, x }: { readonly kernel: TensorKernel; readonly x: Tf.Tensor4D },
): Tf.Tensor4D {
  const { parts, depthwise, bias } = kernel
  const padded = pad(tf, x, { pads: node.pads, value: 0 })
  const strides: [number, number] = [...node.strides]
  const groups: Tf.Tensor4D[] = parts.length > 1 ? tf.split(padded, parts.length, 3) : [padded]
  const outputs = parts.map((part, i) =>
    depthwise ? tf.depthwiseConv2d(groups[i]!, part, strides, 'valid') : tf.conv2d(groups[i]!, part, strides, 'valid'),
  )
  return tf.add(tf.concat(outputs, 3), bias)
}

function relu(tf: typeof Tf, { max }: Relu, [x]: Inputs): Tf.Tensor4D {
  // max - relu(max - relu(x)): each of the two passes no gradient where it is zero, so neither end passes a gradient.
  return max === undefined ? tf.relu(x) : tf.sub(max, tf.relu(tf.sub(max, tf.relu(x))))
}

/** The JavaScript backend's maximum among equal numbers is the first in scan order, which takes the whole gradient. */
function maxPool(tf: typeof Tf, node: PoolNode, [x]: Inputs): Tf.Tensor4D {
  const padded = pad(tf, x, { pads: poolPads(node, x), value: Number.NEGATIVE_INFINITY })
  return tf.maxPool(padded, [...node.kernel], [...node.strides], 'valid')
}

/**
 * The average over the counted pixels of each window: the average over all of them, times their number / the counted
 * ones.
 */
function averagePool(tf: typeof Tf, node: PoolNode, [x]: Inputs): Tf.Tensor4D {
  const padded = pad(tf, x, { pads: poolPads(node, x), value: 0 })
  const mean = tf.avgPool(padded, [...node.kernel], [...node.strides], 'valid')
  const rows = countedPixels(node, 0, x.shape[1])
  const columns = countedPixels(node, 1, x.shape[2])
  const area = node.kernel[0] * node.kernel[1]
  const scale = rows.flatMap((row) => columns.map((column) => area / (row * column)))
  return tf.mul(mean, tf.tensor4d(scale, [1, rows.length, columns.length, 1]))
}

/** For each window along an axis, how many of its pixels count. Pixels that rounding up added never count. */
function countedPixels(node: PoolNode, axis: 0 | 1, size: number): number[] {
  const before = node.pads[axis]
  const [from, to] = node.countPadding ? [-before, size + node.pads[2 + axis]!] : [0, size]
  return Array.from({ length: outputSize(node, axis, size) }, (_, i) => {
    const start = i * node.strides[axis] - before
    return Math.min(start + node.kernel[axis], to) - Math.max(start, from)
  })
}

/**
 * The pads with which a pool without pads has the same windows, including the last one where the size is rounded up.
 */
function poolPads(node: PoolNode, x: Tf.Tensor4D): Pads {
  const [top, left] = node.pads
  const after = (axis: 0 | 1, size: number) =>
    Math.max(0, (outputSize(node, axis, size) - 1) * node.strides[axis] + node.kernel[axis] - node.pads[axis] - size)
  return [top, left, after(0, x.shape[1]), after(1, x.shape[2])]
}

function pad(
  tf: typeof Tf,
  x: Tf.Tensor4D,
  { pads: [top, left, bottom, right], value }: { readonly pads: Pads; readonly value: number },
): Tf.Tensor4D {
  if (top + left + bottom + right === 0) return x
  return tf.pad4d(
    x,
    [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
    value,
  )
}

/** The formula of `LrnNode`. An even window reaches one channel further up than down, as ONNX defines it. */
function lrn(tf: typeof Tf, node: LrnNode, [x]: Inputs): Tf.Tensor4D {
  const below = Math.floor((node.size - 1) / 2)
  const squares = tf.pad4d(tf.square(x), [
    [0, 0],
    [0, 0],
    [0, 0],
    [below, node.size - 1 - below],
  ])
  const shifted = Array.from({ length: node.size }, (_, i) => tf.slice4d(squares, [0, 0, 0, i], x.shape))
  const scale = tf.add(tf.mul(tf.addN(shifted), node.alpha / node.size), node.bias)
  return tf.mul(x, tf.pow(scale, -node.beta))
}

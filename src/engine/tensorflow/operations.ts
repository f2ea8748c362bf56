/**
 * The operations of a graph in TensorFlow.js, on tensors [n, height, width, channels]. Every pad is its own operation,
 * so that each convolution and pool runs unpadded: asymmetric pads, ceil rounding and gradients all follow from that.
 */
import type * as Tf from '@tensorflow/tfjs'
import type { ConvNode, Graph, LrnNode, Node, Pads, PoolNode } from '../../network/graph/graph.ts'
import { outputSize } from '../../network/graph/shapes.ts'
import { must, walk } from '../../network/graph/walk.ts'
import type { TensorKernel } from './kernels.ts'

/** Every tensor of `graph`, by name, for the pictures `input`; call it within `tf.tidy`. */
export function runNodes(
  tf: typeof Tf,
  graph: Graph,
  kernels: ReadonlyMap<string, TensorKernel>,
  input: Tf.Tensor4D,
): Map<string, Tf.Tensor4D> {
  return walk(graph, input, (node, inputs) => run(tf, node, inputs, kernels))
}

function run(
  tf: typeof Tf,
  node: Node,
  inputs: readonly [Tf.Tensor4D, ...Tf.Tensor4D[]],
  kernels: ReadonlyMap<string, TensorKernel>,
): Tf.Tensor4D {
  const [x] = inputs
  switch (node.op) {
    case 'conv':
      return conv(tf, node, must(kernels, node.output), x)
    case 'relu':
      // The second passes no gradient where the first is zero, so the ends agree with those of a plain ReLU.
      return node.max === undefined ? tf.relu(x) : tf.sub(node.max, tf.relu(tf.sub(node.max, tf.relu(x))))
    case 'maxPool':
      // Of equal numbers this backend's maximum is the first in scan order, and it alone takes the gradient.
      return tf.maxPool(
        pad(tf, x, poolPads(node, x), Number.NEGATIVE_INFINITY),
        [...node.kernel],
        [...node.strides],
        'valid',
      )
    case 'averagePool':
      return averagePool(tf, node, x)
    case 'globalAverage':
      return tf.mean(x, [1, 2], true)
    case 'lrn':
      return lrn(tf, node, x)
    case 'concat':
      return tf.concat([...inputs], 3)
    case 'add':
      return tf.addN([...inputs])
    case 'softmax':
      return tf.softmax(x, 3)
  }
}

function conv(tf: typeof Tf, node: ConvNode, { parts, depthwise, bias }: TensorKernel, x: Tf.Tensor4D): Tf.Tensor4D {
  const padded = pad(tf, x, node.pads, 0)
  const strides: [number, number] = [...node.strides]
  const groups: Tf.Tensor4D[] = parts.length > 1 ? tf.split(padded, parts.length, 3) : [padded]
  const outputs = parts.map((part, i) => {
    const group = groups[i] ?? padded
    return depthwise ? tf.depthwiseConv2d(group, part, strides, 'valid') : tf.conv2d(group, part, strides, 'valid')
  })
  return tf.add(tf.concat(outputs, 3), bias)
}

/** The average over a window's pixels that count: the kernel's own average, scaled by its area over their number. */
function averagePool(tf: typeof Tf, node: PoolNode, x: Tf.Tensor4D): Tf.Tensor4D {
  const padded = pad(tf, x, poolPads(node, x), 0)
  const mean = tf.avgPool(padded, [...node.kernel], [...node.strides], 'valid')
  const rows = counted(node, 0, x.shape[1])
  const columns = counted(node, 1, x.shape[2])
  const area = node.kernel[0] * node.kernel[1]
  const scale = rows.flatMap((row) => columns.map((column) => area / (row * column)))
  return tf.mul(mean, tf.tensor4d(scale, [1, rows.length, columns.length, 1]))
}

/** How many pixels count in each window along an axis; those that rounding up added never do. */
function counted(node: PoolNode, axis: 0 | 1, size: number): number[] {
  const before = node.pads[axis]
  const [from, to] = node.countPadding ? [-before, size + node.pads[axis === 0 ? 2 : 3]] : [0, size]
  return Array.from({ length: outputSize(node, axis, size) }, (_, i) => {
    const start = i * node.strides[axis] - before
    return Math.min(start + node.kernel[axis], to) - Math.max(start, from)
  })
}

/** The pads with which an unpadded pool sees all its windows whole, the last of them too when it rounds up. */
function poolPads(node: PoolNode, x: Tf.Tensor4D): Pads {
  const [top, left] = node.pads
  const after = (axis: 0 | 1, before: number, size: number) =>
    Math.max(0, (outputSize(node, axis, size) - 1) * node.strides[axis] + node.kernel[axis] - before - size)
  return [top, left, after(0, top, x.shape[1]), after(1, left, x.shape[2])]
}

function pad(tf: typeof Tf, x: Tf.Tensor4D, [top, left, bottom, right]: Pads, value: number): Tf.Tensor4D {
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

/** As graph.ts defines it; an even window reaches one channel further up than down, as ONNX has it. */
function lrn(tf: typeof Tf, node: LrnNode, x: Tf.Tensor4D): Tf.Tensor4D {
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

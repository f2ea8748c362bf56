/**
 * Convolution weights as TensorFlow.js wants them: [height, width, in, out] tensors that live as long as the network is
 * open. Dilation is written out as zeros between the weights, because TensorFlow.js has no gradient of a dilated
 * convolution.
 */
import type * as Tf from '@tensorflow/tfjs'
import type { ConvNode, Graph } from '../../network/graph/graph.ts'

export interface TensorKernel {
  /** One for each group; or, for a depthwise convolution, one of [height, width, in, out / in]. */
  readonly parts: readonly Tf.Tensor4D[]
  readonly depthwise: boolean
  /** [out] */
  readonly bias: Tf.Tensor1D
}

/** The kernels of all convolutions of `graph`, by the name of their output. */
export function loadKernels(tf: typeof Tf, graph: Graph): Map<string, TensorKernel> {
  const convolutions = graph.nodes.filter((node) => node.op === 'conv')
  return new Map(convolutions.map((node) => [node.output, loadKernel(tf, node)]))
}

function loadKernel(tf: typeof Tf, node: ConvNode): TensorKernel {
  const [out = 0, perGroup = 0] = node.weight.shape
  const depthwise = node.group > 1 && perGroup === 1
  const size = out / node.group
  const groups = Array.from({ length: node.group }, (_, group) => channelsLast(tf, node, group * size, size))
  if (!depthwise) return { parts: groups, depthwise, bias: tf.tensor1d(node.bias) }
  const joined = tf.tidy(() => tf.concat(groups, 2))
  tf.dispose(groups)
  return { parts: [joined], depthwise, bias: tf.tensor1d(node.bias) }
}

/** The filters from `first` on, `count` of them, with their dilation written out. */
function channelsLast(tf: typeof Tf, node: ConvNode, first: number, count: number): Tf.Tensor4D {
  const [, depth = 0, height = 0, width = 0] = node.weight.shape
  const [down, right] = node.dilations
  const tall = (height - 1) * down + 1
  const wide = (width - 1) * right + 1
  const data = new Float32Array(tall * wide * depth * count)
  for (let o = 0; o < count; o++)
    for (let c = 0; c < depth; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          data[((y * down * wide + x * right) * depth + c) * count + o] =
            node.weight.data[(((first + o) * depth + c) * height + y) * width + x] ?? 0
  return tf.tensor4d(data, [tall, wide, depth, count])
}

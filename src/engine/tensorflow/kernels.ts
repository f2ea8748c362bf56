/**
 * Convolution weights in TensorFlow.js's layout: [height, width, in, out] tensors, which live until the network is
 * closed. Dilation becomes zeros between the weights, because TensorFlow.js has no gradient of a dilated convolution.
 */
import type * as Tf from '@tensorflow/tfjs'
import type { ConvNode, Graph } from '../../network/graph/graph.ts'

export interface TensorKernel {
  /**
   * One [height, width, in / group, out / group] for each group.
   * Of a depthwise convolution a single [height, width, in, out / in].
   */
  readonly parts: readonly Tf.Tensor4D[]
  readonly depthwise: boolean
  /** [out] */
  readonly bias: Tf.Tensor1D
}

/**
 * The kernels of all convolutions of `graph`, by the name of the convolution's output. The caller disposes of the
 * tensors.
 */
export function loadKernels(tf: typeof Tf, graph: Graph): Map<string, TensorKernel> {
  const convolutions = graph.nodes.filter((node) => node.op === 'conv')
  return new Map(convolutions.map((node) => [node.output, loadKernel(tf, node)]))
}

function loadKernel(tf: typeof Tf, node: ConvNode): TensorKernel {
  const [out, inPerGroup] = node.weight.shape
  const depthwise = node.group > 1 && inPerGroup === 1
  const count = out! / node.group
  const groups = Array.from({ length: node.group }, (_, group) =>
    channelsLast(tf, node, { first: group * count, count }),
  )
  if (!depthwise) return { parts: groups, depthwise, bias: tf.tensor1d(node.bias) }
  const joined = tf.tidy(() => tf.concat(groups, 2))
  tf.dispose(groups)
  return { parts: [joined], depthwise, bias: tf.tensor1d(node.bias) }
}

/** The filters from `first` on, `count` of them, with zeros between their weights where the node has a dilation. */
function channelsLast(
  tf: typeof Tf,
  node: ConvNode,
  { first, count }: { readonly first: number; readonly count: number },
): Tf.Tensor4D {
  const [, depth, height, width] = node.weight.shape as [out: number, depth: number, height: number, width: number]
  const [down, right] = node.dilations
  const tall = (height - 1) * down + 1
  const wide = (width - 1) * right + 1
  const data = new Float32Array(tall * wide * depth * count)
  for (let o = 0; o < count; o++)
    for (let c = 0; c < depth; c++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          data[((y * down * wide + x * right) * depth + c) * count + o] =
            node.weight.data[(((first + o) * depth + c) * height + y) * width + x]!
  return tf.tensor4d(data, [tall, wide, depth, count])
}

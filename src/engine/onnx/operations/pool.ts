/** Average pools, which are convolutions. */
import type { GlobalAverageNode, Node, Pads, Pair, PoolNode } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import { convBackward, type Window } from './conv.ts'
import { convolution } from './convolution.ts'
import type { Emit } from './operation.ts'

/**
 * A depthwise convolution with equal weights; where padding does not count, divided by the share of a window inside.
 * A size rounded up is the size rounded down of an input with one stride less one more of padding, but never so much that
 * a window lies outside.
 */
export const averagePool: Emit<PoolNode> = (builder, node, [x = ''], [channels = 0]) => {
  const { kernel, strides, pads, ceil, countPadding } = node
  const end = (axis: 0 | 1, pad: number) => (ceil ? Math.min(pad + strides[axis] - 1, kernel[axis] - 1) : pad)
  const around: Pads = [pads[0], pads[1], end(0, pads[2]), end(1, pads[3])]
  const counted: Pads = countPadding ? pads : [0, 0, 0, 0]
  const uncounted: Pads = [
    around[0] - counted[0],
    around[1] - counted[1],
    around[2] - counted[2],
    around[3] - counted[3],
  ]

  const window = averageWindow(kernel, strides, around, channels)
  const average = (tensor: string, { weight, ...attributes }: Window) =>
    convolution(builder, tensor, weight, attributes)
  const share = uncounted.some((pad) => pad > 0)
    ? average(ones(builder, node, counted), averageWindow(kernel, strides, uncounted, 1))
    : undefined
  const divided = (tensor: string) => (share ? builder.node('Div', [tensor, share]) : tensor)
  return {
    output: divided(average(x, window)),
    backward: (gradient) => [convBackward(builder, window, node, divided(gradient))],
  }
}

export const globalAverage: Emit<GlobalAverageNode> = (builder, node, [x = '']) => ({
  output: builder.node('ReduceMean', [x, builder.ints(2, 3)], { keepdims: 1 }),
  backward(gradient) {
    const whole = ones(builder, node, [0, 0, 0, 0])
    const area = builder.node('ReduceSum', [whole, builder.ints(2, 3)], { keepdims: 1 })
    return [builder.node('Mul', [builder.node('Div', [gradient, area]), whole])]
  },
})

function averageWindow(kernel: Pair, strides: Pair, pads: Pads, channels: number): Window {
  const area = kernel[0] * kernel[1]
  const data = new Float32Array(channels * area).fill(1 / area)
  return { weight: { shape: [channels, 1, ...kernel], data }, strides, pads, dilations: [1, 1], group: channels }
}

/** Ones [1, 1, h, w] of the height and width of the node's input with the pads added. */
function ones(builder: GraphBuilder, node: Node, [top, left, bottom, right]: Pads): string {
  const shape = builder.sizes(4, (shapeOf) => {
    const [, , height, width] = shapeOf(node.inputs[0] ?? '')
    return [1, 1, top + height + bottom, left + width + right]
  })
  return builder.node('Expand', [builder.float(1), shape])
}

/** Average pools: a convolution with equal weights, or the mean of a whole map. */
import type { GlobalAverageNode, Node, Pads, Pair, PoolNode } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import { emitInputGradient, type Window } from './conv-gradient.ts'
import { type ConvKernel, emitConvolution } from './convolution-forms.ts'
import { type Emit, firstInput } from './operation.ts'

/**
 * A depthwise convolution with equal weights. Where padding does not count, its output is divided by the share of each
 * window that lies inside.
 *
 * With `ceil` the output size is rounded up: that is the size, rounded down, of an input with `stride - 1` more pads at
 * its end, but with no more pads than leave a part of every window inside.
 */
export const averagePool: Emit<PoolNode> = (builder, { node, inputs: [x], channels: [channels] }) => {
  const { kernel, strides, pads, ceil, countPadding } = node
  const end = (axis: 0 | 1) => {
    const pad = pads[2 + axis]!
    return ceil ? Math.min(pad + strides[axis] - 1, kernel[axis] - 1) : pad
  }
  const all: Pads = [pads[0], pads[1], end(0), end(1)]
  const counted: Pads = countPadding ? pads : [0, 0, 0, 0]
  const uncounted: Pads = [all[0] - counted[0], all[1] - counted[1], all[2] - counted[2], all[3] - counted[3]]

  const window = averageWindow(kernel, { strides, pads: all, channels: channels! })
  const share = uncounted.some((pad) => pad > 0)
    ? emitAverage(
        builder,
        emitOnes(builder, node, counted),
        averageWindow(kernel, { strides, pads: uncounted, channels: 1 }),
      )
    : undefined
  const divided = (tensor: string) => (share ? builder.node('Div', [tensor, share]) : tensor)
  return {
    output: divided(emitAverage(builder, x, window)),
    backward: (gradient) => [emitInputGradient(builder, { window, node, gradient: divided(gradient) })],
  }
}

/** y = mean(x) over all positions; gx = gy / positions, at every position. */
export const globalAverage: Emit<GlobalAverageNode> = (builder, { node, inputs: [x] }) => ({
  output: builder.node('ReduceMean', [x, builder.ints(2, 3)], { keepdims: 1 }),
  backward(gradient) {
    const ones = emitOnes(builder, node, [0, 0, 0, 0])
    const positions = builder.node('ReduceSum', [ones, builder.ints(2, 3)], { keepdims: 1 })
    return [builder.node('Mul', [builder.node('Div', [gradient, positions]), ones])]
  },
})

function averageWindow(
  kernel: Pair,
  { strides, pads, channels }: { readonly strides: Pair; readonly pads: Pads; readonly channels: number },
): Window {
  const area = kernel[0] * kernel[1]
  const data = new Float32Array(channels * area).fill(1 / area)
  return { weight: { shape: [channels, 1, ...kernel], data }, strides, pads, dilations: [1, 1], group: channels }
}

function emitAverage(builder: GraphBuilder, x: string, { weight, ...attributes }: Window): string {
  const kernel = { shape: weight.shape as ConvKernel['shape'], data: weight.data }
  return emitConvolution(builder, { x, kernel, ...attributes })
}

/** Ones [1, 1, h, w], as high and wide as the node's input with the pads. */
function emitOnes(builder: GraphBuilder, node: Node, [top, left, bottom, right]: Pads): string {
  const shape = builder.sizes(4, (shapeOf) => {
    const [, , height, width] = shapeOf(firstInput(node))
    return [1, 1, top + height + bottom, left + width + right]
  })
  return builder.node('Expand', [builder.float(1), shape])
}

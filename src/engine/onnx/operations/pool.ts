/** Pools. Max pooling gives its gradient to the first maximum of each window in scan order, as all frameworks do. */
import type { GlobalAverage, Pads, Pair, Pool } from '../../../network/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import { convBackward, type Window } from './conv.ts'
import type { Emit } from './operation.ts'

/** The runtime's own indices of the maxima say where the gradient goes; where windows overlap, it adds up. */
export const maxPool: Emit<Pool> = (builder, node, [x = '']) => {
  const { kernel, strides, pads, ceil } = node
  const attributes = { kernel_shape: kernel, strides, pads, ceil_mode: ceil ? 1 : 0 }
  const [output = '', indices = ''] = builder.nodes('MaxPool', [x], 2, attributes)
  const overlapping = kernel[0] > strides[0] || kernel[1] > strides[1]
  return {
    output,
    backward(gradient) {
      const shape = builder.node('Shape', [x])
      const size = builder.node('ReduceProd', [shape], { keepdims: 1 })
      const flat = (tensor: string) => builder.node('Reshape', [tensor, builder.ints(-1)])
      const zeros = builder.node('ConstantOfShape', [size])
      const scattered = builder.node('ScatterElements', [zeros, flat(indices), flat(gradient)], {
        axis: 0,
        reduction: overlapping ? 'add' : 'none',
      })
      return [builder.node('Reshape', [scattered, shape])]
    },
  }
}

/**
 * A depthwise convolution with equal weights; where padding does not count, divided by the share of a window inside.
 * A size rounded up is the size rounded down of an input with one stride less one more of padding, but never so much that
 * a window lies outside.
 */
export const averagePool: Emit<Pool> = (
  builder,
  { kernel, strides, pads, ceil, countPadding },
  [x = ''],
  [channels = 0],
) => {
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
    builder.node('Conv', [tensor, builder.floats(weight.data, weight.shape)], attributes)
  const share = uncounted.some((pad) => pad > 0)
    ? average(ones(builder, x, counted), averageWindow(kernel, strides, uncounted, 1))
    : undefined
  const divided = (tensor: string) => (share ? builder.node('Div', [tensor, share]) : tensor)
  return {
    output: divided(average(x, window)),
    backward: (gradient) => [convBackward(builder, window, x, divided(gradient))],
  }
}

export const globalAverage: Emit<GlobalAverage> = (builder, _node, [x = '']) => ({
  output: builder.node('ReduceMean', [x, builder.ints(2, 3)], { keepdims: 1 }),
  backward(gradient) {
    const shape = builder.node('Shape', [x])
    const area = builder.node('ReduceProd', [builder.node('Shape', [x], { start: 2 })], { keepdims: 0 })
    const share = builder.node('Div', [gradient, builder.node('Cast', [area], { to: 1 })])
    return [builder.node('Expand', [share, shape])]
  },
})

function averageWindow(kernel: Pair, strides: Pair, pads: Pads, channels: number): Window {
  const area = kernel[0] * kernel[1]
  const data = new Float32Array(channels * area).fill(1 / area)
  return { weight: { shape: [channels, 1, ...kernel], data }, strides, pads, dilations: [1, 1], group: channels }
}

/** Ones [1, 1, h, w] of x's height and width with the pads added. */
function ones(builder: GraphBuilder, x: string, [top, left, bottom, right]: Pads): string {
  const size = builder.node('Add', [builder.node('Shape', [x], { start: 2 }), builder.ints(top + bottom, left + right)])
  const shape = builder.node('Concat', [builder.ints(1, 1), size], { axis: 0 })
  return builder.node('Expand', [builder.float(1), shape])
}

/** Max pooling gives its gradient to the first maximum of each window in scan order, as all frameworks do. */
import type { PoolNode } from '../../../network/graph/graph.ts'
import { linePool } from './line-pool.ts'
import type { Emit } from './operation.ts'

export const maxPool: Emit<PoolNode> = (builder, ...rest) =>
  builder.has.indices ? byIndices(builder, ...rest) : byComparison(builder, ...rest)

/** The runtime's own indices of the maxima say where the gradient goes; where windows overlap, it adds up. */
const byIndices: Emit<PoolNode> = (builder, node, [x = '']) => {
  const { kernel, strides, pads, ceil } = node
  const attributes = { kernel_shape: kernel, strides, pads, ceil_mode: ceil ? 1 : 0 }
  const [output = '', indices = ''] = builder.nodes('MaxPool', [x], 2, attributes)
  const overlapping = kernel[0] > strides[0] || kernel[1] > strides[1]
  return {
    output,
    backward(gradient) {
      const shape = builder.sizes(4, (shapeOf) => shapeOf(node.inputs[0] ?? ''))
      const size = builder.sizes(1, (shapeOf) => [shapeOf(node.inputs[0] ?? '').reduce((product, n) => product * n, 1)])
      const flat = (tensor: string) => builder.node('Reshape', [tensor, builder.ints(-1)])
      const zeros = builder.node('ConstantOfShape', [size])
      const scattered = builder.node('ScatterElements', [zeros, flat(indices), flat(gradient)], {
        axis: 0,
        reduction: overlapping ? 'add' : 'none',
      })
      return [builder.reshape(scattered, shape, 4)]
    },
  }
}

/**
 * Along rows, then along columns. On the way back the first row whose maximum is the window's takes the gradient, and in it
 * the first column: that is the first in scan order. The other way round it would be the first column's.
 */
const byComparison: Emit<PoolNode> = (builder, node, [x = '']) => {
  const across = linePool(builder, node, 1, x)
  const down = linePool(builder, node, 0, across.output)
  return {
    output: down.output,
    backward: (gradient) => down.backward(gradient).flatMap(across.backward),
  }
}

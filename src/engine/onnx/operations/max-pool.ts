/**
 * Max pooling. The first maximum of each window in scan order takes the whole gradient, as in PyTorch, TensorFlow and
 * Caffe.
 */
import type { PoolNode } from '../../../network/graph/graph.ts'
import { emitLinePool } from './line-pool.ts'
import { type Emit, firstInput } from './operation.ts'

export const maxPool: Emit<PoolNode> = (builder, place) =>
  builder.capabilities.maxPoolIndices ? byIndices(builder, place) : byComparison(builder, place)

/** Scatters the gradient to the indices of the maxima that the runtime returns; where windows overlap, it adds up. */
const byIndices: Emit<PoolNode> = (builder, { node, inputs: [x] }) => {
  const { kernel, strides, pads, ceil } = node
  const attributes = { kernel_shape: kernel, strides, pads, ceil_mode: ceil ? 1 : 0 }
  const [output, indices] = builder.nodes('MaxPool', [x], { outputs: 2, attributes })
  const overlap = kernel[0] > strides[0] || kernel[1] > strides[1]
  return {
    output: output!,
    backward(gradient) {
      const shape = builder.sizes(4, (shapeOf) => shapeOf(firstInput(node)))
      const size = builder.sizes(1, (shapeOf) => [shapeOf(firstInput(node)).reduce((product, n) => product * n, 1)])
      const flat = (tensor: string) => builder.node('Reshape', [tensor, builder.ints(-1)])
      const zeros = builder.node('ConstantOfShape', [size])
      const scattered = builder.node('ScatterElements', [zeros, flat(indices!), flat(gradient)], {
        axis: 0,
        reduction: overlap ? 'add' : 'none',
      })
      return [builder.reshape(scattered, shape, 4)]
    },
  }
}

/**
 * Pools within rows, then over rows. In the backward pass the first row whose maximum is the window's takes the
 * gradient, and in that row the first column: this is the first maximum in scan order. The other order of pools would
 * choose the first column instead.
 */
const byComparison: Emit<PoolNode> = (builder, { node, inputs: [x] }) => {
  const columns = emitLinePool(builder, { node, axis: 1, x })
  const rows = emitLinePool(builder, { node, axis: 0, x: columns.output })
  return {
    output: rows.output,
    backward: (gradient) => rows.backward(gradient).flatMap(columns.backward),
  }
}

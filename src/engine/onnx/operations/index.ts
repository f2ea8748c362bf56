/** The operations of a graph in ONNX, each with its backward pass. */
import type { AddNode, ConcatNode, Node, SoftmaxNode } from '../../../network/graph/graph.ts'
import { conv } from './conv.ts'
import { lrn } from './lrn.ts'
import { maxPool } from './max-pool.ts'
import type { Emit } from './operation.ts'
import { averagePool, globalAverage } from './pool.ts'
import { relu } from './relu.ts'

/** The gradient of each input is its own part of the channels. */
const concat: Emit<ConcatNode> = (builder, { inputs, channels }) => ({
  output: builder.node('Concat', inputs, { axis: 1 }),
  backward: (gradient) =>
    builder.nodes('Split', [gradient, builder.ints(...channels)], { outputs: inputs.length, attributes: { axis: 1 } }),
})

const add: Emit<AddNode> = (builder, { inputs }) => ({
  output: builder.node('Add', inputs),
  backward: (gradient) => [gradient, gradient],
})

/** y = softmax(x), gx = y * (gy - sum(gy * y)), the sum over the channels. */
const softmax: Emit<SoftmaxNode> = (builder, { inputs: [x] }) => {
  const output = builder.node('Softmax', [x], { axis: 1 })
  return {
    output,
    backward(gradient) {
      const products = builder.node('Mul', [gradient, output])
      const sum = builder.node('ReduceSum', [products, builder.ints(1)], { keepdims: 1 })
      return [builder.node('Mul', [output, builder.node('Sub', [gradient, sum])])]
    },
  }
}

export const operations: { readonly [Op in Node['op']]: Emit<Extract<Node, { op: Op }>> } = {
  conv,
  relu,
  maxPool,
  averagePool,
  globalAverage,
  lrn,
  concat,
  add,
  softmax,
}

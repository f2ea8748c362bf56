/** Every operation of `graph.ts` with its forward and backward pass. */
import type { AddNode, ConcatNode, Node, SoftmaxNode } from '../../../network/graph/graph.ts'
import { conv } from './conv.ts'
import { lrn } from './lrn.ts'
import { maxPool } from './max-pool.ts'
import type { Emit } from './operation.ts'
import { averagePool, globalAverage } from './pool.ts'
import { relu } from './relu.ts'

export const operations: { readonly [Op in Node['op']]: Emit<Extract<Node, { op: Op }>> } = {
  conv,
  relu,
  maxPool,
  averagePool,
  globalAverage,
  lrn,
  concat: ((builder, _node, inputs, channels) => ({
    output: builder.node('Concat', inputs, { axis: 1 }),
    backward: (gradient) => builder.nodes('Split', [gradient, builder.ints(...channels)], inputs.length, { axis: 1 }),
  })) satisfies Emit<ConcatNode>,
  add: ((builder, _node, inputs) => ({
    output: builder.node('Add', inputs),
    backward: (gradient) => [gradient, gradient],
  })) satisfies Emit<AddNode>,
  softmax: ((builder, _node, [x = '']) => {
    const output = builder.node('Softmax', [x], { axis: 1 })
    return {
      output,
      backward(gradient) {
        const mean = builder.node('ReduceSum', [builder.node('Mul', [gradient, output]), builder.ints(1)], {
          keepdims: 1,
        })
        return [builder.node('Mul', [output, builder.node('Sub', [gradient, mean])])]
      },
    }
  }) satisfies Emit<SoftmaxNode>,
}

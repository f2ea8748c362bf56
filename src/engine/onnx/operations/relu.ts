/** ReLU, and ReLU6 and its kind. */
import type { Relu } from '../../../network/graph.ts'
import type { Emit } from './operation.ts'

export const relu: Emit<Relu> = (builder, { max }, [x = '']) => {
  const output =
    max === undefined ? builder.node('Relu', [x]) : builder.node('Clip', [x, builder.float(0), builder.float(max)])
  return {
    output,
    backward(gradient) {
      const zero = builder.float(0)
      const positive = builder.node('Greater', [output, zero])
      const passes =
        max === undefined
          ? positive
          : builder.node('And', [positive, builder.node('Less', [output, builder.float(max)])])
      return [builder.node('Where', [passes, gradient, zero])]
    },
  }
}

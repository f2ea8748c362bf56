/** ReLU, and ReLU6 and its kind. */
import type { Relu } from '../../../network/graph/graph.ts'
import type { Emit } from './operation.ts'

export const relu: Emit<Relu> = (builder, { max }, [x = '']) => {
  const output =
    max === undefined ? builder.node('Relu', [x]) : builder.node('Clip', [x, builder.float(0), builder.float(max)])
  return {
    output,
    backward(gradient) {
      if (max === undefined) return [builder.node('Mul', [gradient, step(output)])]
      const zero = builder.float(0)
      const inside = [builder.node('Greater', [output, zero]), builder.node('Less', [output, builder.float(max)])]
      return [builder.node('Where', [builder.node('And', inside), gradient, zero])]
    },
  }

  /** 0 at 0 and 1 above it, for numbers that are not negative. A choice by condition takes the runtime twice as long. */
  function step(tensor: string): string {
    return builder.node('HardSigmoid', [tensor], { alpha: { float: STEEP }, beta: { float: 0 } })
  }
}

/** Nothing that counts lies between 0 and its inverse, and no activation times this is infinite. */
const STEEP = 1e30

/** ReLU, also with an upper end, as ReLU6 has. */
import type { Relu } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import type { Emit } from './operation.ts'

/** y = min(max(x, 0), max); gx = gy where 0 < y < max, else 0. */
export const relu: Emit<Relu> = (builder, { node: { max }, inputs: [x] }) => {
  const output =
    max === undefined ? builder.node('Relu', [x]) : builder.node('Clip', [x, builder.float(0), builder.float(max)])
  return {
    output,
    backward(gradient) {
      if (max === undefined) return [builder.node('Mul', [gradient, emitStep(builder, output)])]
      const zero = builder.float(0)
      const inside = [builder.node('Greater', [output, zero]), builder.node('Less', [output, builder.float(max)])]
      return [builder.node('Where', [builder.node('And', inside), gradient, zero])]
    },
  }
}

/** 0 at 0, and 1 above it, for numbers that are not negative. A Where takes the runtime twice as long. */
function emitStep(builder: GraphBuilder, x: string): string {
  return builder.node('HardSigmoid', [x], { alpha: { float: STEEPNESS }, beta: { float: 0 } })
}

/** Activations below its inverse are negligible, and no activation times it is infinite. */
const STEEPNESS = 1e30

/** Local response normalization (Krizhevsky et al. 2012), forward and backward from the same few tensors. */
import type { LrnNode } from '../../../network/graph/graph.ts'
import type { Emit } from './operation.ts'

/**
 * With s = bias + alpha / size * window(x^2) and r = s^-beta: y = x * r, and
 * gx = gy * r - (2 alpha beta / size) * x * window'(gy * x * r / s).
 *
 * The window over channels is a 1x1 convolution with a band matrix, and its adjoint window' is the convolution with the
 * transposed matrix. The runtime's own LRN and Pow are scalar code. Its square root is vectorized, so for the usual
 * beta of 3/4, r is computed from square roots.
 */
export const lrn: Emit<LrnNode> = (builder, { node, inputs: [x], channels: [count] }) => {
  const { size, alpha, beta, bias } = node
  const channels = count!
  const square = builder.node('Mul', [x, x])
  const offset = builder.floats(new Float32Array(channels).fill(bias), [channels])
  const s = builder.node('Conv', [square, band(alpha / size, false), offset])
  const r = builder.node('Reciprocal', [
    beta === 0.75 ? threeQuarters() : builder.node('Pow', [s, builder.float(beta)]),
  ])
  const output = builder.node('Mul', [x, r])
  return {
    output,
    backward(gradient) {
      const direct = builder.node('Mul', [gradient, r])
      const spread = builder.node('Conv', [
        builder.node('Mul', [direct, builder.node('Div', [x, s])]),
        band((2 * alpha * beta) / size, true),
      ])
      return [builder.node('Sub', [direct, builder.node('Mul', [x, spread])])]
    },
  }

  /** s^(3/4) */
  function threeQuarters(): string {
    const root = builder.node('Sqrt', [s])
    return builder.node('Mul', [root, builder.node('Sqrt', [root])])
  }

  /** Row c holds `value` at the channels of c's window or, transposed, at the channels whose windows include c. */
  function band(value: number, transposed: boolean): string {
    const data = new Float32Array(channels * channels)
    for (let c = 0; c < channels; c++) {
      const first = Math.max(0, c - Math.floor((size - 1) / 2))
      const last = Math.min(channels - 1, c + Math.ceil((size - 1) / 2))
      for (let k = first; k <= last; k++) data[transposed ? k * channels + c : c * channels + k] = value
    }
    return builder.floats(data, [channels, channels, 1, 1])
  }
}

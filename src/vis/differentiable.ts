/** Functions of tensors with their exact gradients, and how they compose: what every sharp picture is made of. */
import type { Maps } from '../engine/engine.ts'

/**
 * The value y at x, and the pullback at x: it takes d score / dy to d score / dx. Both live in buffers of the function,
 * valid until it is called again, and the pullback may overwrite the gradient that it is given.
 */
export type Differentiable = (x: Maps) => { readonly y: Maps; readonly back: (gradient: Maps) => Maps }

/** The functions in turn, the first one first. */
export function chain(functions: readonly Differentiable[]): Differentiable {
  return (x) => {
    let y = x
    const backs = functions.map((apply) => {
      const step = apply(y)
      y = step.y
      return step.back
    })
    return { y, back: (gradient) => backs.reduceRight((g, back) => back(g), gradient) }
  }
}

/**
 * A buffer for tensors of changing shapes, all zeros or as it was left. A new one in every step would keep the garbage
 * collector as busy as the steps themselves.
 */
export function createBuffer(): (shape: Maps['shape']) => Maps {
  let data = new Float32Array(0)
  return (shape) => {
    const length = shape.reduce((product, size) => product * size, 1)
    if (data.length < length) data = new Float32Array(length)
    return { shape, data: data.subarray(0, length) }
  }
}

/** Differentiable functions of tensors with hand-written pullbacks, and their composition by the chain rule. */
import type { Maps } from '../engine/engine.ts'

/**
 * A function with its vector-Jacobian product: returns the value y at x, and the pullback, which takes d score / dy to
 * d score / dx. Both results lie in buffers of the function that are valid until its next call. The pullback may
 * overwrite the gradient that it is given.
 */
export type Differentiable = (x: Maps) => { readonly y: Maps; readonly pullback: (gradient: Maps) => Maps }

/** Composes functions, the first one applied first. */
export function chain(functions: readonly Differentiable[]): Differentiable {
  return (x) => {
    let y = x
    const pullbacks = functions.map((apply) => {
      const step = apply(y)
      y = step.y
      return step.pullback
    })
    return { y, pullback: (gradient) => pullbacks.reduceRight((g, pullback) => pullback(g), gradient) }
  }
}

/**
 * Returns a function that gives a tensor of the shape that it is asked for, always in the same memory, with whatever
 * values were left there. New memory in every step would keep the garbage collector as busy as the steps themselves.
 */
export function createBuffer(): (shape: Maps['shape']) => Maps {
  let data = new Float32Array(0)
  return (shape) => {
    const length = shape.reduce((product, size) => product * size, 1)
    if (data.length < length) data = new Float32Array(length)
    return { shape, data: data.subarray(0, length) }
  }
}

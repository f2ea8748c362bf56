/** Optimizers for gradient ascent: Adam and Nadam. Each is a closure over the moments of one ascent. */

/** Changes `parameters` by one step up `gradient`, which has the same length in every call. */
export type Optimizer = (parameters: Float32Array, gradient: Float32Array) => void

const BETA1 = 0.9
const BETA2 = 0.999
/**
 * Far below the usual 1e-8: the gradients of spectra with respect to a mean activation can be as small as that, and the
 * step would then depend on the scale of a network's activations.
 */
const EPSILON = 1e-16

/**
 * x += rate * m' / (sqrt(v') + epsilon), where m and v are the moving averages of g and g^2, and m' and v' the same
 * with their bias towards 0 corrected.
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015.
 */
export function adam(rate: number): Optimizer {
  return withMoments(rate, (step) => ({ momentum: 1 / (1 - BETA1 ** step), gradient: 0 }))
}

/**
 * Adam with Nesterov momentum: the gradient is applied once more, as if the momentum step had been taken already.
 * Source: Dozat, "Incorporating Nesterov Momentum into Adam", 2016, with its momentum schedule of 0.96^(t / 250).
 */
export function nadam(rate: number): Optimizer {
  const beta = (step: number) => BETA1 * (1 - 0.5 * 0.96 ** (step / 250))
  let product = 1
  return withMoments(rate, (step) => {
    product *= beta(step)
    const next = beta(step + 1)
    return { momentum: next / (1 - product * next), gradient: (1 - beta(step)) / (1 - product) }
  })
}

/** The factors of the first moment and of the gradient itself in the direction of one step. */
interface StepFactors {
  readonly momentum: number
  readonly gradient: number
}

/** An optimizer of Adam's kind with the given learning rate; steps count from 1. */
function withMoments(rate: number, factorsOf: (step: number) => StepFactors): Optimizer {
  let step = 0
  let [first, second] = [new Float32Array(0), new Float32Array(0)]
  return (parameters, gradient) => {
    if (step === 0) [first, second] = [new Float32Array(gradient.length), new Float32Array(gradient.length)]
    step++
    const factors = factorsOf(step)
    const correction = 1 / (1 - BETA2 ** step)
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]!
      const m = BETA1 * first[i]! + (1 - BETA1) * g
      const v = BETA2 * second[i]! + (1 - BETA2) * g * g
      first[i] = m
      second[i] = v
      const direction = factors.momentum * m + factors.gradient * g
      parameters[i] = parameters[i]! + (rate * direction) / (Math.sqrt(correction * v) + EPSILON)
    }
  }
}

/** Step rules of gradient ascent with a memory of the steps before. Each is a closure over the state of one ascent. */

/** Changes `parameters` by one step up `gradient`, of the same length in every call. */
export type Optimizer = (parameters: Float32Array, gradient: Float32Array) => void

const BETA1 = 0.9
const BETA2 = 0.999
/**
 * Far below the usual 1e-8: the gradients of spectra with respect to a mean activation can be that small themselves, and
 * what is added to them would tell networks of different scales apart.
 */
const EPSILON = 1e-16

/**
 * x += rate * m' / (sqrt(v') + epsilon), with m and v the running means of g and g^2, m' and v' without their start at 0.
 * Source: Kingma and Ba, Adam, 2015.
 */
export function adam(rate: number): Optimizer {
  return withMoments((step) => {
    const momentum = 1 / (1 - BETA1 ** step)
    return { rate, momentum, gradient: 0 }
  })
}

/**
 * Adam with Nesterov's momentum: g counts once more, as if the step were taken already.
 * Source: Dozat, Incorporating Nesterov Momentum into Adam, 2016, with its schedule of 0.96^(t / 250).
 */
export function nadam(rate: number): Optimizer {
  const beta = (step: number) => BETA1 * (1 - 0.5 * 0.96 ** (step / 250))
  let product = 1
  return withMoments((step) => {
    product *= beta(step)
    const next = beta(step + 1)
    return { rate, momentum: next / (1 - product * next), gradient: (1 - beta(step)) / (1 - product) }
  })
}

/** What a step of Adam's kind takes of the momentum and of the gradient; `step` counts from 1. */
function withMoments(
  shares: (step: number) => { readonly rate: number; readonly momentum: number; readonly gradient: number },
): Optimizer {
  let step = 0
  let [first, second] = [new Float32Array(0), new Float32Array(0)]
  return (parameters, gradient) => {
    if (step === 0) [first, second] = [new Float32Array(gradient.length), new Float32Array(gradient.length)]
    step++
    const share = shares(step)
    const square = 1 / (1 - BETA2 ** step)
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]!
      const m = BETA1 * first[i]! + (1 - BETA1) * g
      const v = BETA2 * second[i]! + (1 - BETA2) * g * g
      first[i] = m
      second[i] = v
      const direction = share.momentum * m + share.gradient * g
      parameters[i] = parameters[i]! + (share.rate * direction) / (Math.sqrt(square * v) + EPSILON)
    }
  }
}

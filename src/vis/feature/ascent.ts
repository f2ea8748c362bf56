/** The loop of gradient ascent on a parameterization of pictures, shared by the sharp method and MACO. */
import type { Gradient, Images, Maps } from '../../engine/engine.ts'
import type { Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import type { Transform } from '../transform/random-transforms.ts'
import { type BatchStep, meanScore, pixelsOf } from './batch-objective.ts'
import type { Optimizer } from './optimizers.ts'

interface AscentOptions {
  /** The initial parameters; changed in place. */
  readonly parameters: Maps
  /** Maps parameters to pictures, [n, 3, h, w], 0..255. */
  readonly image: Differentiable
  /** Applied to the pictures before the network sees them, drawn anew in each step. */
  readonly transform: Transform
  /** The objective's gradient; `done` is the share of steps before this one, 0..1. */
  readonly gradient: (x: Images, done: number) => Promise<Gradient>
  readonly optimizer: Optimizer
  readonly iterations: number
  readonly random: Random
}

/** Returns the pictures after the last step. Yields once per step, before its change. */
export async function* ascend({
  parameters,
  image,
  transform,
  gradient,
  optimizer,
  iterations,
  random,
}: AscentOptions): AsyncGenerator<BatchStep, Images> {
  for (let iteration = 0; iteration < iterations; iteration++) {
    const done = iteration / iterations
    const { y, pullback } = image(parameters)
    const transformed = transform(random, done)(y)
    const { score, gradient: g } = await gradient(transformed.y, done)
    yield {
      score: meanScore(score),
      done,
      at: { step: [iteration + 1, iterations] },
      pictures: () => pixelsOf(y),
    }
    optimizer(parameters.data, pullback(transformed.pullback(g)).data)
  }
  const { shape, data } = image(parameters).y
  return { shape, data: data.slice() }
}

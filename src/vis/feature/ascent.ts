/** Gradient ascent on what pictures are made of: the loop that all sharp methods share. */
import type { Gradient, Images, Maps } from '../../engine/engine.ts'
import type { Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import type { Transform } from '../transform/random-transforms.ts'
import type { Optimizer } from './optimizers.ts'
import { type BatchStep, pixelsOf } from './subjects.ts'

interface Ascent {
  /** Where it begins. Is changed. */
  readonly parameters: Maps
  /** From parameters to pictures, [n, 3, h, w], 0..255. */
  readonly image: Differentiable
  /** What is done to the pictures before the network sees them, drawn anew for each step. */
  readonly transform: Transform
  /** `done` is the share of the steps before this one, 0..1. */
  readonly gradient: (x: Images, done: number) => Promise<Gradient>
  readonly optimizer: Optimizer
  readonly iterations: number
  readonly random: Random
}

/** Returns the pictures that the last step leads to. Yields once per step, before its change. */
export async function* ascend({
  parameters,
  image,
  transform,
  gradient,
  optimizer,
  iterations,
  random,
}: Ascent): AsyncGenerator<BatchStep, Images> {
  for (let iteration = 0; iteration < iterations; iteration++) {
    const done = iteration / iterations
    const { y, back } = image(parameters)
    const seen = transform(random, done)(y)
    const { score, gradient: g } = await gradient(seen.y, done)
    yield {
      score: score.reduce((sum, value) => sum + value, 0) / score.length,
      done,
      at: { step: [iteration + 1, iterations] },
      pictures: () => pixelsOf(y),
    }
    optimizer(parameters.data, back(seen.back(g)).data)
  }
  const { shape, data } = image(parameters).y
  return { shape, data: data.slice() }
}

/**
 * The sharp method: gradient ascent on the Fourier parameterization in decorrelated colours, robust to transforms. It
 * draws forms where an ascent on pixels draws high-frequency noise.
 */
import type { Images, Maps } from '../../engine/engine.ts'
import type { Differentiable } from '../differentiable.ts'
import { selectImages } from '../images.ts'
import { createRandom } from '../random.ts'
import { settlingTransforms, type Transform } from '../transform/random-transforms.ts'
import { ascend } from './ascent.ts'
import type { BatchStep, DrawnFilter } from './batch-objective.ts'
import { adam } from './optimizers.ts'
import type { PastReluGradient } from './past-relu-gradient.ts'

export interface SharpOptions {
  /** Adam's learning rate. */
  readonly step: number
  readonly iterations: number
  /** The seed of the transforms, 0..2^32-1; they are the same in every batch. */
  readonly seed: number
  /** Default `settlingTransforms`. */
  readonly transform?: Transform
  /** The gradient of all pictures; `done` is the share of steps before this one, 0..1. */
  readonly gradient: (x: Images, done: number) => Promise<PastReluGradient>
}

/** A batch of pictures by the parameters they are made of. */
export interface ParameterizedBatch {
  /** Changed in place by an ascent. */
  readonly parameters: Maps
  /** Maps parameters to pictures, [n, 3, h, w], 0..255. */
  readonly image: Differentiable
}

/**
 * `iterations` steps of Adam on the parameters of all pictures, which are transformed at random before the network sees
 * them. Yields once per step, before its change.
 * Source: Olah, Mordvintsev and Schubert, "Feature Visualization", Distill 2017, as implemented in Lucid's optvis.
 */
export async function* sharp(
  { parameters, image }: ParameterizedBatch,
  { step, iterations, seed, gradient, transform = settlingTransforms() }: SharpOptions,
): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const fired = new Set<number>()
  const images = yield* ascend({
    parameters,
    image,
    transform,
    iterations,
    gradient: async (x, done) => {
      const found = await gradient(x, done)
      for (let i = 0; i < found.score.length; i++) if (!found.closed.includes(i)) fired.add(i)
      return found
    },
    optimizer: adam(step),
    random: createRandom(seed),
  })
  return Array.from({ length: images.shape[0] }, (_, i) => ({ image: selectImages(images, [i]), fired: fired.has(i) }))
}

/**
 * The sharp filter: gradient ascent on the spectra of pictures in decorrelated colours, robust to small moves. What an
 * ascent in pixels covers with grain becomes forms.
 */
import type { Images, Maps } from '../../engine/engine.ts'
import type { Differentiable } from '../differentiable.ts'
import { selectImages } from '../images.ts'
import { createRandom } from '../random.ts'
import { settlingTransforms, type Transform } from '../transform/random-transforms.ts'
import { ascend } from './ascent.ts'
import { adam } from './optimizers.ts'
import type { Opened } from './past-closed-relus.ts'
import type { BatchStep, DrawnFilter } from './subjects.ts'

export interface SharpOptions {
  /** Adam's rate. */
  readonly step: number
  readonly iterations: number
  /** Of the transforms, 0..2^32-1: the same in every batch. */
  readonly seed: number
  /** Default `settlingTransforms`. */
  readonly transform?: Transform
  /** Of all pictures, after this share of the steps, 0..1. */
  readonly gradient: (x: Images, done: number) => Promise<Opened>
}

/** What pictures begin as, and how they are made of it. `parameters` are changed. */
export interface Start {
  readonly parameters: Maps
  readonly image: Differentiable
}

/**
 * `iterations` steps of Adam on the parameters of all pictures, which the network sees moved a little, each time
 * otherwise. Yields once per step, before its change.
 * Source: Olah, Mordvintsev and Schubert, Feature Visualization, 2017, as in Lucid's optvis.
 */
export async function* sharp(
  { parameters, image }: Start,
  { step, iterations, seed, gradient, transform = settlingTransforms() }: SharpOptions,
): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const fired = new Set<number>()
  const images = yield* ascend({
    ...{ parameters, image, transform, iterations },
    gradient: async (x, done) => {
      const opened = await gradient(x, done)
      for (let i = 0; i < opened.score.length; i++) if (!opened.closed.includes(i)) fired.add(i)
      return opened
    },
    optimizer: adam(step),
    random: createRandom(seed),
  })
  return Array.from({ length: images.shape[0] }, (_, i) => ({ image: selectImages(images, [i]), fired: fired.has(i) }))
}

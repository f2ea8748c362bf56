/** The ways to draw filters, by name: the usual numbers of each, and what it makes of an order. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import type { AscentNumbers, MethodName } from '../../network/catalog/model.ts'
import { stack } from '../images.ts'
import { inMicroBatches } from '../micro-batches.ts'
import { createSpectrum } from '../param/spectrum.ts'
import { createRandom } from '../random.ts'
import { compose, jitter, scaleAndRotate, type Transform } from '../transform/random-transforms.ts'
import { type Coupling, couplings, randoms } from './batch-coupling.ts'
import { classic, greyNoise, stretchContrast } from './classic.ts'
import { CROPS, maco } from './maco.ts'
import { sharp } from './sharp.ts'
import type { BatchStep, DrawnFilter, Subjects } from './subjects.ts'

export interface MethodOrder extends AscentNumbers {
  readonly subjects: Subjects
  /** 0..2^32-1 */
  readonly seed: number
  /** What to draw into instead of noise: [1, 3, h, w]. */
  readonly photo?: Images
  readonly bond: Coupling
  /** The least height and width of pictures that the layer takes. */
  readonly minimum: number
}

export interface Method {
  /** For one picture. */
  readonly usual: AscentNumbers
  /** What differs for several. */
  readonly several?: Partial<AscentNumbers>
  /** How many filters a request that names none gets. */
  readonly filters: number
  /** What differs for drawing into photos, if it does that; a smaller photo keeps its size. */
  readonly intoPhoto?: Partial<AscentNumbers>
  /** Whether it knows bonds. */
  readonly bonds?: true
  /** Pixels that the network sees in one step, for each of a picture's. */
  readonly views: number
  prepare(order: MethodOrder, network: OpenNetwork): PreparedMethod
}

/** A method made ready for an order. */
export interface PreparedMethod {
  /** How many pictures go together. */
  readonly batch: number
  /** Draws some of the order's subjects, in their order; each the same in any company but where a bond holds. */
  draw(some: Subjects): AsyncGenerator<BatchStep, DrawnFilter[]>
}

/** A crop as MACO's network sees it, in units of the picture: the first ones are not resampled. */
const VIEW = 0.5

export const methods: Readonly<Record<MethodName, Method>> = {
  sharp: {
    usual: { step: 0.05, iterations: 256, size: 256 },
    // Longer steps, fewer of them: nearly as good for a grid in a quarter of the time.
    several: { step: 0.1, iterations: 64, size: 128 },
    filters: 25,
    intoPhoto: { step: 0.05, iterations: 24, size: 512 },
    views: 1,
    bonds: true,
    prepare({ subjects, photo, size, step, iterations, seed, bond }, network) {
      const [height, width] = photo ? [photo.shape[2], photo.shape[3]] : [size, size]
      const spectrum = createSpectrum(height, width)
      const { start, gradient } = couplings[bond]
      const few = batchOf(height * width)
      const draw = (some: Subjects) => {
        const options = { step, iterations, seed, gradient: gradient(inMicroBatches(network, few), some, seed) }
        if (!photo) return sharp(start(spectrum, some, seed), options)
        const parameters = stack(some.directions.map(() => spectrum.of(photo)))
        return sharp({ parameters, image: spectrum.free }, { ...options, transform: withoutPad() })
      }
      return { batch: bond === 'none' ? few : subjects.directions.length, draw }
    },
  },

  maco: {
    usual: { step: 1, iterations: 256, size: 256 },
    filters: 4,
    views: CROPS * VIEW ** 2,
    prepare: ({ size, step, iterations, seed, minimum }, network) => ({
      batch: 1,
      draw(one) {
        const [random = createRandom(seed)] = randoms(one, seed)
        const view = Math.max(Math.round(VIEW * size), minimum)
        return maco(one, { size, view, step, iterations, random }, network)
      },
    }),
  },

  classic: {
    usual: { step: 1, iterations: 20, size: 128 },
    filters: 25,
    intoPhoto: { size: 512 },
    views: 1,
    prepare({ photo, size, step, iterations, seed }, network) {
      const show = (image: Images) => (photo ? image : stretchContrast(image))
      return {
        batch: batchOf(photo ? photo.shape[2] * photo.shape[3] : size * size),
        async *draw(some) {
          const starts = randoms(some, seed).map((random) => photo ?? greyNoise(size, random))
          const drawn = yield* classic(stack(starts), some, { step, iterations, show }, network)
          return drawn.map(({ image, fired }) => ({ image: show(image), fired }))
        },
      }
    },
  },
}

/** How many pictures of so many pixels go together: four of 128 x 128. More gain nothing on a CPU and cost memory. */
function batchOf(pixels: number): number {
  return Math.max(1, Math.floor((4 * 128 * 128) / pixels))
}

/** A photo has no edge of grey to show. */
function withoutPad(): Transform {
  return compose([jitter(8), scaleAndRotate([0.9, 1.1], [-10, 10]), jitter(4)])
}

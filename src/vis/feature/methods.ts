/** The methods of drawing filters, by name: the defaults of each, and how it draws. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import type { AscentNumbers, MethodName } from '../../network/catalog/model.ts'
import { stack } from '../images.ts'
import { inMicroBatches } from '../micro-batches.ts'
import { createFourierParameterization } from '../param/fourier-parameterization.ts'
import { compose, jitter, scaleAndRotate, type Transform } from '../transform/random-transforms.ts'
import { type Coupling, couplings, createPictureRandoms } from './batch-coupling.ts'
import type { BatchObjective, BatchStep, DrawnFilter } from './batch-objective.ts'
import { classic, greyNoise, stretchContrast } from './classic.ts'
import { CROPS, maco } from './maco.ts'
import { sharp } from './sharp.ts'

/** An order to a method: the objective and the numbers of the ascent. */
export interface MethodOrder extends AscentNumbers {
  readonly objective: BatchObjective
  /** 0..2^32-1 */
  readonly seed: number
  /** Drawn into instead of noise: [1, 3, h, w]. */
  readonly photo?: Images
  readonly coupling: Coupling
  /** The smallest height and width of pictures that the layer takes, in pixels. */
  readonly minimum: number
}

export interface Method {
  /** Defaults for one picture. */
  readonly defaults: AscentNumbers
  /** Defaults that differ for several pictures. */
  readonly gridDefaults?: Partial<AscentNumbers>
  /** Defaults that differ for drawing into a photo; absent if the method does not do that. */
  readonly photoDefaults?: Partial<AscentNumbers>
  /** The number of filters that are drawn for a request that names none. */
  readonly defaultFilters: number
  /** Whether the pictures of a batch can be coupled. Default false. */
  readonly hasCoupling?: true
  /** Pixels that the network is fed in one step, for each pixel of the picture. */
  readonly costPerPixel: number
  prepare(order: MethodOrder, network: OpenNetwork): PreparedMethod
}

/** A method, prepared for one order. */
export interface PreparedMethod {
  /** The number of pictures that `draw` should be given at once. */
  readonly batch: number
  /** Draws some of the order's directions, in order. Without coupling, a picture does not depend on its batch. */
  draw(objective: BatchObjective): AsyncGenerator<BatchStep, DrawnFilter[]>
}

/** The side of MACO's crops as the network sees them, relative to the picture's: the first crops are not resampled. */
const CROP_SIZE = 0.5

export const methods: Readonly<Record<MethodName, Method>> = {
  sharp: {
    defaults: { step: 0.05, iterations: 256, size: 256 },
    // Fewer and larger steps are nearly as good for a grid, in a quarter of the time.
    gridDefaults: { step: 0.1, iterations: 64, size: 128 },
    photoDefaults: { step: 0.05, iterations: 24, size: 512 },
    defaultFilters: 25,
    costPerPixel: 1,
    hasCoupling: true,
    prepare({ objective, photo, size, step, iterations, seed, coupling }, network) {
      const [height, width] = photo ? [photo.shape[2], photo.shape[3]] : [size, size]
      const parameterization = createFourierParameterization(height, width)
      const { start, gradient } = couplings[coupling]
      const microBatch = batchSize(height * width)
      const split = inMicroBatches(network, microBatch)
      const draw = (part: BatchObjective) => {
        const options = { step, iterations, seed, gradient: gradient(split, part, seed) }
        if (!photo) return sharp(start(parameterization, part, seed), options)
        const parameters = stack(part.directions.map(() => parameterization.fromImage(photo)))
        const image = parameterization.unlimitedImage
        return sharp({ parameters, image }, { ...options, transform: photoTransforms() })
      }
      // Coupled pictures must be drawn together.
      return { batch: coupling === 'none' ? microBatch : objective.directions.length, draw }
    },
  },

  maco: {
    defaults: { step: 1, iterations: 256, size: 256 },
    defaultFilters: 4,
    costPerPixel: CROPS * CROP_SIZE ** 2,
    prepare: ({ size, step, iterations, seed, minimum }, network) => ({
      batch: 1,
      draw(objective) {
        const random = createPictureRandoms(objective, seed)[0]!
        const cropSize = Math.max(Math.round(CROP_SIZE * size), minimum)
        return maco({ objective, network, size, cropSize, step, iterations, random })
      },
    }),
  },

  classic: {
    defaults: { step: 1, iterations: 20, size: 128 },
    photoDefaults: { size: 512 },
    defaultFilters: 25,
    costPerPixel: 1,
    prepare({ photo, size, step, iterations, seed }, network) {
      const show = (image: Images) => (photo ? image : stretchContrast(image))
      return {
        batch: batchSize(photo ? photo.shape[2] * photo.shape[3] : size * size),
        async *draw(objective) {
          const randoms = createPictureRandoms(objective, seed)
          const start = stack(randoms.map((random) => photo ?? greyNoise(size, random)))
          const drawn = yield* classic(start, { objective, network, step, iterations, show })
          return drawn.map(({ image, fired }) => ({ image: show(image), fired }))
        },
      }
    },
  },
}

/**
 * Pictures in a batch: four of 128 x 128 pixels, or as many others as have their pixels. More gain nothing on a CPU.
 */
function batchSize(pixels: number): number {
  return Math.max(1, Math.floor((4 * 128 * 128) / pixels))
}

/** The standard transforms without padding: a photo has no grey border. */
function photoTransforms(): Transform {
  return compose([jitter(8), scaleAndRotate([0.9, 1.1], [-10, 10]), jitter(4)])
}

/**
 * MACO: gradient ascent on the phases of a spectrum whose magnitudes are those of photos. For deep layers it draws
 * pictures that look natural, where other methods draw noise.
 */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import { chain, type Differentiable } from '../differentiable.ts'
import { toRgb } from '../param/colour.ts'
import { createFourierTransform } from '../param/fourier.ts'
import { naturalMagnitudes, polar, standardize } from '../param/phases.ts'
import type { Random } from '../random.ts'
import { crops } from '../transform/crops.ts'
import { addNoise, compose } from '../transform/random-transforms.ts'
import { ascend } from './ascent.ts'
import type { BatchObjective, BatchStep, DrawnFilter } from './batch-objective.ts'
import { nadam } from './optimizers.ts'
import { createPastReluGradient } from './past-relu-gradient.ts'

interface MacoOptions {
  /** Its first direction is drawn. */
  readonly objective: BatchObjective
  readonly network: OpenNetwork
  /** The side of the square picture, in pixels. */
  readonly size: number
  /** The side of each crop as the network sees it, in pixels. */
  readonly cropSize: number
  /** Nadam's learning rate, in radians as long as the standard deviation of the phases is 1. */
  readonly step: number
  readonly iterations: number
  readonly random: Random
}

/** Crops in each step. Xplique takes 32; with fewer, pictures are a little less even. */
export const CROPS = 6
/** The standard deviation of the decorrelated colours, as in photos. Xplique has 1, and stretches the final picture. */
const CONTRAST = 2
/** The standard deviation of the noise: Xplique's 0.08 of a range of 2, in units of 0..255. */
const NOISE = 0.04 * 255

/**
 * Draws one picture of one direction; parts of it that the network hardly looked at fade to grey. Yields once per step,
 * before its change.
 * Source: Fel et al., "Unlocking Feature Visualization for Deeper Networks with MAgnitude Constrained Optimization",
 * NeurIPS 2023, with the defaults of Xplique and Horama.
 */
export async function* maco({
  objective,
  network,
  size,
  cropSize,
  step,
  iterations,
  random,
}: MacoOptions): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const { rows, columns, frequencies, toPlanes } = createFourierTransform(size, size)
  const phases = Float32Array.from({ length: 3 * rows * columns }, () => random.normal())
  const magnitudes = naturalMagnitudes(frequencies, 1 / size)
  const image = chain([standardize(), polar(magnitudes), toPlanes, standardize(CONTRAST), toRgb()])
  const importance = new Float32Array(size * size)
  const direction = objective.directions[0]!
  const gradient = createPastReluGradient(network, {
    ...objective,
    directions: Array.from({ length: CROPS }, () => direction),
  })
  let fired = false
  const result = yield* ascend({
    parameters: { shape: [1, 3, rows, columns], data: phases },
    image: accumulateGradients(image, importance),
    transform: compose([crops({ count: CROPS, size: cropSize, share: [0.5, 0.05] }), addNoise(NOISE)]),
    gradient: async (x) => {
      const found = await gradient(x)
      fired ||= found.closed.length < CROPS
      return found
    },
    optimizer: nadam(step),
    iterations,
    random,
  })
  return [{ image: fadeUnimportant(result, importance), fired }]
}

/**
 * Returns the same function; its pullback adds the absolute gradients of each pixel to `importance`, [height, width].
 */
function accumulateGradients(image: Differentiable, importance: Float32Array): Differentiable {
  return (x) => {
    const { y, pullback } = image(x)
    return {
      y,
      pullback: (gradient) => {
        const { data } = gradient
        for (let i = 0, pixel = 0; i < data.length; i++, pixel = (pixel + 1) % importance.length)
          importance[pixel] = importance[pixel]! + Math.abs(data[i]!)
        return pullback(gradient)
      },
    }
  }
}

/**
 * Blends a picture with grey: its opacity is the importance of each pixel relative to the 80th percentile, at most 1.
 * Source: plot_maco in Horama.
 */
function fadeUnimportant({ shape, data }: Images, importance: Float32Array): Images {
  const opaque = importance.toSorted()[Math.floor(0.8 * importance.length)] || 1
  const opacity = (i: number) => Math.min(1, importance[i % importance.length]! / opaque)
  return { shape, data: data.map((value, i) => GREY + opacity(i) * (value - GREY)) }
}

const GREY = 127.5

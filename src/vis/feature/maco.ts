/**
 * MACO: pictures with the magnitudes of photos' spectra, of which an ascent moves the phases alone. They look like photos
 * where other pictures of deep layers look like noise.
 */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import { chain, type Differentiable } from '../differentiable.ts'
import { toRgb } from '../param/colour.ts'
import { createFourier } from '../param/fourier.ts'
import { naturalMagnitudes, polar, standardized } from '../param/phases.ts'
import type { Random } from '../random.ts'
import { crops } from '../transform/crops.ts'
import { addNoise, compose } from '../transform/random-transforms.ts'
import { ascend } from './ascent.ts'
import { nadam } from './optimizers.ts'
import { createPastReluGradient } from './past-closed-relus.ts'
import type { BatchStep, DrawnFilter, Subjects } from './subjects.ts'

interface MacoOptions {
  /** Of the picture, in pixels: square. */
  readonly size: number
  /** Of each crop as the network sees it. */
  readonly view: number
  /** Nadam's rate, in radians while the phases' deviation is 1. */
  readonly step: number
  readonly iterations: number
  readonly random: Random
}

/** Xplique takes 32; fewer make a picture that is a little less even. */
export const CROPS = 6
/** The standard deviation of photos' decorrelated colours. Xplique's 1 is stretched only when it is shown. */
const CONTRAST = 2
/** 0.08 of a range of 2. */
const NOISE = 0.04 * 255

/**
 * One picture of one direction, in which what the network never looked at fades to grey. Yields once per step, before its
 * change. Source: Fel et al., Unlocking Feature Visualization for Deeper Networks with MAgnitude Constrained
 * Optimization, 2023; defaults of Xplique and Horama.
 */
export async function* maco(
  subjects: Subjects,
  { size, view, step, iterations, random }: MacoOptions,
  network: OpenNetwork,
): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const { rows, columns, frequencies, planes } = createFourier(size, size)
  const phases = Float32Array.from({ length: 3 * rows * columns }, () => random.normal())
  const magnitudes = naturalMagnitudes(frequencies, 1 / size)
  const picture = chain([standardized(), polar(magnitudes), planes, standardized(CONTRAST), toRgb()])
  const looked = new Float32Array(size * size)
  const [direction = []] = subjects.directions
  const directions = Array.from({ length: CROPS }, () => direction)
  const gradient = createPastReluGradient(network, { ...subjects, directions })
  let fired = false
  const image = yield* ascend({
    parameters: { shape: [1, 3, rows, columns], data: phases },
    image: watched(picture, looked),
    transform: compose([crops({ count: CROPS, size: view, share: [0.5, 0.05] }), addNoise(NOISE)]),
    gradient: async (x) => {
      const opened = await gradient(x)
      fired ||= opened.closed.length < CROPS
      return opened
    },
    optimizer: nadam(step),
    iterations,
    random,
  })
  return [{ image: faded(image, looked), fired }]
}

/** The same function, adding up the size of each pixel's gradients in `seen`, [height, width]. */
function watched(image: Differentiable, seen: Float32Array): Differentiable {
  return (x) => {
    const { y, back } = image(x)
    return {
      y,
      back: (gradient) => {
        const { data } = gradient
        for (let i = 0, pixel = 0; i < data.length; i++, pixel = (pixel + 1) % seen.length)
          seen[pixel] = seen[pixel]! + Math.abs(data[i]!)
        return back(gradient)
      },
    }
  }
}

/** Grey where the gradients were small; nothing less than the largest fifth is whole. Source: Horama, plot_maco. */
function faded({ shape, data }: Images, seen: Float32Array): Images {
  const whole = seen.toSorted()[Math.floor(0.8 * seen.length)] || 1
  const opacity = (i: number) => Math.min(1, seen[i % seen.length]! / whole)
  return { shape, data: data.map((value, i) => GREY + opacity(i) * (value - GREY)) }
}

const GREY = 127.5

/**
 * The Fourier parameterization of pictures: gradient ascent changes the scaled spectra of decorrelated colours instead
 * of pixels.
 */
import type { Images, Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import { fromRgb, toRgb } from './colour.ts'
import { limitContrast } from './contrast-limit.ts'
import { createFourierTransform } from './fourier.ts'

/** Pictures of one size, represented by scaled spectra [n, 6, rows, columns] of their three decorrelated planes. */
export interface FourierParameterization {
  /** The shape of the parameters of one picture. */
  readonly shape: readonly [n: 1, parts: 6, rows: number, columns: number]
  /** The frequencies of a plane's coefficients in cycles per pixel, from 0 to the square root of a half. */
  readonly frequencies: Float64Array
  /** Maps parameters to pictures [n, 3, height, width] whose contrast stays bounded however far an ascent goes. */
  readonly image: Differentiable
  /** Maps parameters to pictures of any contrast, as photos are. */
  readonly unlimitedImage: Differentiable
  /**
   * The inverse of `unlimitedImage`: parameters of pictures [n, 3, height, width]. Pure black and white are only
   * approached.
   */
  fromImage(picture: Images): Maps
  /** Initial parameters of one picture: grey with normal noise of this standard deviation, by default 0.01. */
  noise(random: Random, deviation?: number): Maps
}

/** Source: fft_image and to_valid_rgb in Lucid, optvis/param; the contrast limit is this project's own. */
export function createFourierParameterization(height: number, width: number): FourierParameterization {
  const { rows, columns, frequencies, toPlanes, toSpectra } = createFourierTransform(height, width)
  const shape = [1, 6, rows, columns] as const
  // The decay of Lucid with power 1: equal steps of the parameters change coarse and fine structure as much as photos
  // vary. The factor of a quarter is Lucid's too.
  const lowest = 1 / Math.max(height, width)
  const scale = frequencies.map((frequency) => 0.25 / Math.max(frequency, lowest))
  const scaled = scalePlanes(scale)
  return {
    shape,
    frequencies,
    image: chain([scaled, toPlanes, limitContrast(CONTRAST_LIMIT), toRgb()]),
    unlimitedImage: chain([scaled, toPlanes, toRgb()]),
    // A new function in every call: parameters are changed by an ascent, and must not lie in a shared buffer.
    fromImage: (picture) => scalePlanes(scale.map((factor) => 1 / factor))(toSpectra(fromRgb(picture, MARGIN))).y,
    noise(random, deviation = 0.01) {
      const length = shape.reduce((product, size) => product * size, 1)
      return { shape, data: Float32Array.from({ length }, () => deviation * random.normal()) }
    },
  }
}

/** The root mean square that planes of decorrelated colours approach; photos have about 2. */
const CONTRAST_LIMIT = 4
/**
 * The least distance of a photo's values from 0 and 255. On the flat ends of the sigmoid, no step would change them.
 */
const MARGIN = 4

/** Multiplies every plane by `factors`, elementwise. */
export function scalePlanes(factors: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  const product = ({ shape, data }: Maps, { data: to }: Maps) => {
    for (let start = 0; start < data.length; start += factors.length)
      for (let i = 0; i < factors.length; i++) to[start + i] = data[start + i]! * factors[i]!
    return { shape, data: to }
  }
  return (x) => ({ y: product(x, forward(x.shape)), pullback: (gradient) => product(gradient, backward(x.shape)) })
}

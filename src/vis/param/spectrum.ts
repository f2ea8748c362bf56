/** Spectra as what pictures are made of: their scale, the way to pictures and back, and where they begin. */
import type { Images, Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import type { Random } from '../random.ts'
import { fromRgb, toRgb } from './colour.ts'
import { limitContrast } from './contrast-limit.ts'
import { createFourier } from './fourier.ts'

/** Pictures of one size by the scaled spectra of their decorrelated colours, [n, 6, rows, columns]. */
export interface Spectrum {
  readonly shape: readonly [n: 1, parts: 6, rows: number, columns: number]
  /** Cycles per pixel of the coefficients of a plane, 0 to the square root of a half. */
  readonly frequencies: Float64Array
  /** To pictures whose contrast stays within bounds however far an ascent goes. */
  readonly image: Differentiable
  /** To pictures of any contrast. */
  readonly free: Differentiable
  /** That of which `free` makes `picture` again, [n, 3, height, width], but for black and white, which it has not quite. */
  of(picture: Images): Maps
  /** Where a picture begins that is to become anything: grey, but for normal noise of this standard deviation. */
  noise(random: Random, deviation?: number): Maps
}

/** Source: Lucid's fft_image and to_valid_rgb; the bound is this project's own. */
export function createSpectrum(height: number, width: number): Spectrum {
  const { rows, columns, frequencies, planes, spectra } = createFourier(height, width)
  const shape = [1, 6, rows, columns] as const
  // Steps of one size change coarse and fine alike as much as photos do; a quarter, as in Lucid.
  const lowest = 1 / Math.max(height, width)
  const scale = frequencies.map((frequency) => 0.25 / Math.max(frequency, lowest))
  const scaled = times(scale)
  return {
    shape,
    frequencies,
    image: chain([scaled, planes, limitContrast(MOST_CONTRAST), toRgb()]),
    free: chain([scaled, planes, toRgb()]),
    of: (picture) => times(scale.map((factor) => 1 / factor))(spectra(fromRgb(picture, MARGIN))).y,
    noise(random, deviation = 0.01) {
      const length = shape.reduce((product, size) => product * size, 1)
      return { shape, data: Float32Array.from({ length }, () => deviation * random.normal()) }
    },
  }
}

/** The root mean square that planes of decorrelated colours come near to; those of photos have about 2. */
const MOST_CONTRAST = 4
/** How near to 0 and 255 a photo's values come: on the flat ends of the sigmoid no step would change them. */
const MARGIN = 4

/** Every plane times `factors`. */
export function times(factors: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  const product = ({ shape, data }: Maps, { data: to }: Maps) => {
    for (let start = 0; start < data.length; start += factors.length)
      for (let i = 0; i < factors.length; i++) to[start + i] = data[start + i]! * factors[i]!
    return { shape, data: to }
  }
  return (x) => ({ y: product(x, forward(x.shape)), back: (gradient) => product(gradient, backward(x.shape)) })
}

/** Maps numbers to colours: planes of values in, `Pixels` out. */

import type { Pixels } from '../../core/pixels.ts'
import type { Colour } from './pen.ts'

/** Maps 0..1 to a colour. Values outside are clipped to that range. */
export type Colormap = (value: number) => Colour

/** Maps 0 to black, 0.5 to middle grey and 1 to white: for values with a sign, where middle grey is zero. */
export const grey: Colormap = (value) => {
  const level = Math.round(255 * Math.min(1, Math.max(0, value)))
  return [level, level, level]
}

/**
 * Interpolates linearly between colours at equal distances.
 *
 * @param colours Hexadecimal, such as `ff8c00`, from the colour of 0 to that of 1. At least two.
 */
export function ramp(colours: readonly string[]): Colormap {
  const stops = colours.map((hex) => Buffer.from(hex, 'hex'))
  const last = stops.length - 1
  return (value) => {
    const position = Math.min(1, Math.max(0, value)) * last
    const index = Math.min(last - 1, Math.floor(position))
    const [low, high] = [stops[index]!, stops[index + 1]!]
    const mix = (c: number) => Math.round(low[c]! + (high[c]! - low[c]!) * (position - index))
    return [mix(0), mix(1), mix(2)]
  }
}

// Every fifth of matplotlib's 256 colours; those between are within one level of the original.
const MAGMA =
  '000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079 52137c 5a167e 621980 ' +
  '6a1c81 721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b ba3878 c23b75 ca3e72 d2426f d9466b e04c67 ' +
  'e75263 ec5860 f1605d f4695c f7725c f97b5d fb8560 fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a ' +
  'fde2a3 fdebac fcf4b6 fcfdbf'

/**
 * The colour maps of feature maps, by the name that people choose. Each gets lighter from 0 to 1, so it also reads in
 * grey.
 */
export const COLORMAPS = {
  /**
   * Black, purple, orange, pale yellow, in perceptually even steps. Source: matplotlib's magma by van der Walt and
   * Smith, CC0.
   */
  magma: ramp(MAGMA.split(' ')),
  /** Black to white. */
  grey: ramp(['000000', 'ffffff']),
} as const satisfies Record<string, Colormap>

export type ColormapName = keyof typeof COLORMAPS

export const colormapNames = Object.keys(COLORMAPS) as ColormapName[]

/** Draws a plane of `width * height` values; `scale` maps each to 0..1. */
export function colourize(
  { width, height, values }: { readonly width: number; readonly height: number; readonly values: ArrayLike<number> },
  colormap: Colormap,
  scale: (value: number) => number,
): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set(colormap(scale(values[i]!)), i * 3)
  return { width, height, data }
}

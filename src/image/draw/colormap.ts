/** Numbers as colours: planes of values in, Pixels out. */

import type { Pixels } from '../../core/pixels.ts'
import type { Colour } from './pen.ts'

/** From a share of 0..1 to a colour; what is outside is taken to the nearer end. */
export type Colormap = (share: number) => Colour

/**
 * Black, purple, orange, pale yellow: each step as much lighter as the last to the eye, and in grey as well. matplotlib's
 * magma by Stefan van der Walt and Nathaniel Smith, CC0 (https://bids.github.io/colormap): every fifth of its 256 colours;
 * those between are within one level of the original.
 */
export const magma: Colormap = (share) => {
  const place = Math.min(1, Math.max(0, share)) * (MAGMA.length - 1)
  const index = Math.min(MAGMA.length - 2, Math.floor(place))
  const [low, high] = [MAGMA[index] ?? BLACK, MAGMA[index + 1] ?? BLACK]
  const mixed = (c: 0 | 1 | 2) => Math.round(low[c] + (high[c] - low[c]) * (place - index))
  return [mixed(0), mixed(1), mixed(2)]
}

/** From black over middle grey, which stands for zero, to white. */
export const grey: Colormap = (share) => {
  const level = Math.round(255 * Math.min(1, Math.max(0, share)))
  return [level, level, level]
}

/** A plane of `width * height` values, each as the colour of its share. */
export function colourize(
  { width, height, values }: { readonly width: number; readonly height: number; readonly values: ArrayLike<number> },
  colormap: Colormap,
  shareOf: (value: number) => number,
): Pixels {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set(colormap(shareOf(values[i] ?? 0)), i * 3)
  return { width, height, data }
}

const BLACK: Colour = [0, 0, 0]

const MAGMA: readonly Colour[] = (
  '000004 02020b 050416 090720 0e0b2b 140e36 1a1042 21114e 29115a 311165 390f6e 420f75 4a1079 52137c 5a167e 621980 ' +
  '6a1c81 721f81 792282 812581 892881 912b81 992d80 a1307e aa337d b2357b ba3878 c23b75 ca3e72 d2426f d9466b e04c67 ' +
  'e75263 ec5860 f1605d f4695c f7725c f97b5d fb8560 fc8e64 fd9869 fea16e feaa74 feb47b febd82 fec68a fecf92 fed89a ' +
  'fde2a3 fdebac fcf4b6 fcfdbf'
)
  .split(' ')
  .map((hex) => [0, 2, 4].map((i) => Number.parseInt(hex.slice(i, i + 2), 16)) as unknown as Colour)

/** The sizes that a dream goes through, from coarse to fine. */

import { UserError } from '../../core/errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { Images } from '../../engine/engine.ts'
import { count } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { fit } from '../images.ts'
import { resize } from '../resize.ts'

export interface Octaves {
  readonly octaves: number
  /** From one octave's size to the next. */
  readonly octaveScale: number
}

/** The photo at every octave's size, each made of the next larger one. */
export function pyramid(photo: Images, sizes: readonly (readonly [height: number, width: number])[]): Images[] {
  let base = photo
  const bases = sizes.toReversed().map(([height, width]) => {
    base = resize(base, height, width)
    return base
  })
  return bases.reverse()
}

/** [height, width] of every octave, smallest first; the last is the photo's own. */
export function octaveSizes(
  { shape: [, , height, width] }: Pick<Images, 'shape'>,
  { octaves, octaveScale }: Octaves,
): (readonly [height: number, width: number])[] {
  const longer = Math.max(height, width)
  return Array.from({ length: octaves }, (_, i) => fit(height, width, longer / octaveScale ** (octaves - 1 - i)))
}

/**
 * Checks a photo that will be dreamt at `size` pixels on its longer side. Throws `UserError` too-small when a side of its
 * smallest octave is under `minimum`, with the least size up to `largest` and the most octaves that would do.
 */
export function checkOctaves(
  { height, width }: Pick<Pixels, 'height' | 'width'>,
  size: number,
  { octaves, octaveScale }: Octaves,
  { layer, minimum, largest }: { layer: string; minimum: number; largest: number },
): void {
  const smallest = (longer: number, count: number) => {
    const shape = [1, 3, ...fit(height, width, longer)] as const
    return octaveSizes({ shape }, { octaves: count, octaveScale })[0] ?? [0, 0]
  }
  const fits = (longer: number, count: number) => Math.min(...smallest(longer, count)) >= minimum
  if (fits(size, octaves)) return

  const sizes = Array.from({ length: largest - size }, (_, i) => size + 1 + i)
  const larger = sizes.find((longer) => fits(longer, octaves))
  const counts = Array.from({ length: octaves - 1 }, (_, i) => octaves - 1 - i)
  const fewer = counts.find((count) => fits(size, count))
  const remedies = [
    ...(larger === undefined ? [] : [phrase`for a size of at least ${larger}`]),
    ...(fewer === undefined ? [] : [phrase`for at most ${count(fewer, 'octave')}`]),
  ]
  const [one, other] = remedies
  const [rendered = '', smallestSide = ''] = [fit(height, width, size), smallest(size, octaves)].map(
    ([h, w]) => `${w} x ${h}`,
  )
  const found =
    octaves === 1
      ? phrase`A picture of ${rendered} is too small`
      : phrase`A picture of ${rendered} is too small: the smallest of ${octaves} octaves would be ${smallestSide}`
  const remedy = one && (other ? phrase`Ask ${one}, or ${other}.` : phrase`Ask ${one}.`)
  throw new UserError(
    'too-small',
    phrase`${found}, and ${layer} needs ${minimum} x ${minimum}.`,
    remedy ?? phrase`Choose a layer nearer to the input, or another photo.`,
  )
}

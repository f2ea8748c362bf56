/** Octaves: the sizes in which a dream is computed, from coarse to fine. */

import { UserError } from '../../core/errors.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { Images } from '../../engine/engine.ts'
import { count } from '../../i18n/format.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import { fitSize } from '../images.ts'
import { resize } from '../resize.ts'

export interface Octaves {
  readonly octaves: number
  /** The ratio of an octave's side to that of the octave before it. */
  readonly octaveScale: number
}

/** Returns the photo at the size of every octave, each resampled from the next larger one. Source: google/deepdream. */
export function octavePyramid(photo: Images, sizes: readonly (readonly [height: number, width: number])[]): Images[] {
  let base = photo
  const bases = sizes.toReversed().map(([height, width]) => {
    base = resize(base, height, width)
    return base
  })
  return bases.reverse()
}

/** Returns [height, width] of every octave, the smallest first; the last one is the photo's own size. */
export function octaveSizes(
  { shape: [, , height, width] }: Pick<Images, 'shape'>,
  { octaves, octaveScale }: Octaves,
): (readonly [height: number, width: number])[] {
  const longer = Math.max(height, width)
  return Array.from({ length: octaves }, (_, i) => fitSize(height, width, longer / octaveScale ** (octaves - 1 - i)))
}

interface OctaveCheck extends Octaves {
  /** The longer side of the dream, in pixels, and the largest that could be asked for. */
  readonly size: number
  readonly largest: number
  /** The layer, and the smallest height and width of pictures that it takes. */
  readonly layer: string
  readonly minimum: number
}

/**
 * Checks that the smallest octave of a photo is large enough for a layer. Throws `UserError` too-small, with the
 * smallest size and the largest number of octaves that would do.
 */
export function checkOctaves({ height, width }: Pick<Pixels, 'height' | 'width'>, check: OctaveCheck): void {
  const { size, octaves, octaveScale, layer, minimum } = check
  const smallest = (longer: number, octaves: number) => {
    const shape = [1, 3, ...fitSize(height, width, longer)] as const
    return octaveSizes({ shape }, { octaves, octaveScale })[0]!
  }
  const fits = (longer: number, octaves: number) => Math.min(...smallest(longer, octaves)) >= minimum
  if (fits(size, octaves)) return
  const rendered = sizeText(fitSize(height, width, size))
  const found =
    octaves === 1
      ? phrase`A picture of ${rendered} is too small`
      : phrase`A picture of ${rendered} is too small: the smallest of ${octaves} octaves would be ${sizeText(smallest(size, octaves))}`
  throw new UserError('too-small', phrase`${found}, and ${layer} needs ${minimum} x ${minimum}.`, remedy(check, fits))
}

/** Suggests a larger size, fewer octaves, or both, if any fit. */
function remedy({ size, largest, octaves }: OctaveCheck, fits: (size: number, octaves: number) => boolean): Text {
  const sizes = Array.from({ length: largest - size }, (_, i) => size + 1 + i)
  const larger = sizes.find((longer) => fits(longer, octaves))
  const counts = Array.from({ length: octaves - 1 }, (_, i) => octaves - 1 - i)
  const fewer = counts.find((count) => fits(size, count))
  const [one, other] = [
    ...(larger === undefined ? [] : [phrase`for a size of at least ${larger}`]),
    ...(fewer === undefined ? [] : [phrase`for at most ${count(fewer, 'octave')}`]),
  ]
  if (!one) return phrase`Choose a layer nearer to the input, or another photo.`
  return other ? phrase`Ask ${one}, or ${other}.` : phrase`Ask ${one}.`
}

function sizeText([height, width]: readonly [height: number, width: number]): string {
  return `${width} x ${height}`
}

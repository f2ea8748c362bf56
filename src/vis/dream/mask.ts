/** Masks of dreams, [1, 1, h, w]: 1 where the photo may change, 0 where it is kept. */

import { UserError } from '../../core/errors.ts'
import { BACKDROP, type Opacity, type Pixels } from '../../core/pixels.ts'
import type { Images } from '../../engine/engine.ts'
import { phrase } from '../../i18n/phrase.ts'
import { resize } from '../resize.ts'

/**
 * Returns the mask of a photo from its alpha channel, at the size of `start`: opaque parts may change. Throws
 * `UserError` bad-input for a photo without transparent parts, and for one that is transparent everywhere.
 */
export function opacityMask(opacity: Opacity | undefined, { shape: [, , height, width] }: Images): Images {
  if (!opacity) throw noAlpha()
  if (opacity.data.every((value) => value === 0))
    throw new UserError(
      'bad-input',
      phrase`The photo is transparent everywhere, so that its mask leaves nothing to change.`,
      phrase`Leave the mask out.`,
    )
  const shape = [1, 1, opacity.height, opacity.width] as const
  return clip(resize({ shape, data: Float32Array.from(opacity.data, (value) => value / 255) }, height, width))
}

/** The error for a mask of a photo that has no transparent parts. */
export function noAlpha(): UserError {
  return new UserError(
    'bad-input',
    phrase`The photo has no transparent parts, and a mask is made of them.`,
    phrase`Send a PNG or WebP with a part erased, or leave the mask out.`,
  )
}

/** Returns the mask at the size of every octave. */
export function maskPyramid(mask: Images, sizes: readonly (readonly [height: number, width: number])[]): Images[] {
  return sizes.map((size) => clip(resize(mask, ...size)))
}

/**
 * Multiplies each channel of `images` by the mask, in place. Returns the number of values that remain: the mask's sum.
 */
export function applyMask({ shape, data }: Images, mask: Images): number {
  const plane = mask.data.length
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * mask.data[i % plane]!
  return shape[1] * mask.data.reduce((sum, value) => sum + value, 0)
}

/** Sets `images` to 0 where the mask is 0, in place. */
export function zeroOutside({ data }: Images, mask: Images): void {
  const plane = mask.data.length
  for (let i = 0; i < data.length; i++) if (mask.data[i % plane] === 0) data[i] = 0
}

/** Blends two pictures: `image` where the mask is 1, `photo` where it is 0. */
export function blendByMask({ shape, data }: Images, photo: Images, mask: Images): Images {
  const plane = mask.data.length
  const blend = (value: number, i: number) => {
    const original = photo.data[i]!
    return original + mask.data[i % plane]! * (value - original)
  }
  return { shape, data: data.map(blend) }
}

/**
 * Gives a picture the mask as its alpha channel. The photo was drawn on a grey backdrop, which is removed from the
 * colours of half-transparent pixels, so that the result looks right on any backdrop.
 */
export function withTransparency({ width, height, data }: Pixels, mask: Images): Pixels {
  const alpha = Uint8Array.from(mask.data, (value) => Math.round(255 * value))
  const colours = Uint8ClampedArray.from(data, (value, i) => {
    const opacity = alpha[Math.floor(i / 3)]! / 255
    return opacity === 0 ? BACKDROP : BACKDROP + (value - BACKDROP) / opacity
  })
  return { width, height, data: new Uint8Array(colours.buffer), alpha }
}

/** Clips to 0..1: bicubic resampling overshoots beside edges. */
function clip({ shape, data }: Images): Images {
  return { shape, data: data.map((value) => Math.min(1, Math.max(0, value))) }
}

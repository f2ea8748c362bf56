/** Where a dream may change its photo: masks of [1, 1, h, w], from 0, where it is kept, to 1. */

import { UserError } from '../../core/errors.ts'
import { GROUND, type Opacity, type Pixels } from '../../core/pixels.ts'
import type { Images } from '../../engine/engine.ts'
import { phrase } from '../../i18n/phrase.ts'
import { resize } from '../resize.ts'

/**
 * For pictures like `start`: what is opaque may change. Throws `UserError` bad-input for a photo without alpha, and for one
 * that has nothing but transparent parts.
 */
export function maskOf(opacity: Opacity | undefined, { shape: [, , height, width] }: Images): Images {
  if (!opacity) throw noAlpha()
  if (opacity.data.every((value) => value === 0))
    throw new UserError(
      'bad-input',
      phrase`The photo is transparent all over: its mask leaves nothing to dream on.`,
      phrase`Leave the mask out.`,
    )
  const shape = [1, 1, opacity.height, opacity.width] as const
  return clipped(resize({ shape, data: Float32Array.from(opacity.data, (value) => value / 255) }, height, width))
}

export function noAlpha(): UserError {
  return new UserError(
    'bad-input',
    phrase`The photo has no transparent parts, and a mask is made of them.`,
    phrase`Send a PNG or WebP with a part erased, or leave the mask out.`,
  )
}

/** The mask at every octave's size. */
export function maskPyramid(mask: Images, sizes: readonly (readonly [height: number, width: number])[]): Images[] {
  return sizes.map((size) => clipped(resize(mask, ...size)))
}

/** Multiplies each channel of `images` by the mask; returns how many values that leaves, parts of them counted as such. */
export function keepInside({ shape, data }: Images, mask: Images): number {
  const plane = mask.data.length
  for (let i = 0; i < data.length; i++) data[i] = data[i]! * mask.data[i % plane]!
  return shape[1] * mask.data.reduce((sum, value) => sum + value, 0)
}

/** Sets `images` to 0 where the mask is 0. */
export function cutOutside({ data }: Images, mask: Images): void {
  const plane = mask.data.length
  for (let i = 0; i < data.length; i++) if (mask.data[i % plane] === 0) data[i] = 0
}

/** `image` where the mask is 1, `photo` where it is 0. */
export function within({ shape, data }: Images, photo: Images, mask: Images): Images {
  const plane = mask.data.length
  const blend = (value: number, i: number) => {
    const kept = photo.data[i]!
    return kept + mask.data[i % plane]! * (value - kept)
  }
  return { shape, data: data.map(blend) }
}

/**
 * The picture of a photo that lies on grey where it is transparent, as transparent as the mask is: the grey is taken out
 * of its colours, so that on any ground it looks as the photo would.
 */
export function transparent({ width, height, data }: Pixels, mask: Images): Pixels {
  const alpha = Uint8Array.from(mask.data, (value) => Math.round(255 * value))
  const colours = Uint8ClampedArray.from(data, (value, i) => {
    const opacity = alpha[Math.floor(i / 3)]! / 255
    return opacity === 0 ? GROUND : GROUND + (value - GROUND) / opacity
  })
  return { width, height, data: new Uint8Array(colours.buffer), alpha }
}

/** Resampling overshoots beside edges. */
function clipped({ shape, data }: Images): Images {
  return { shape, data: data.map((value) => Math.min(1, Math.max(0, value))) }
}

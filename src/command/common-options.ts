/** Options that several commands share, with one range and one wording each. */

import { z } from 'zod'
import type { Format } from '../core/file-types.ts'
import { SMALLEST_SIZE } from '../core/rendering.ts'
import { FILTER_LIST } from '../core/selection/filter-list.ts'

export const image = z.string().meta({ kind: 'image' }).describe('The photo')

export const layer = z.string().meta({ kind: 'layer' })

/** The value of `layerOrAll` that means every layer. */
export const ALL = 'all'
export const layerOrAll = z.string().meta({ kind: 'layer', all: true })

export const network = z.string().meta({ kind: 'network' }).optional().describe('The network to look into')

/** Filters of one layer, as in "12", "3,7,12" or "0-24". */
export const filters = z
  .string()
  .regex(FILTER_LIST, 'filters are numbers and ranges, like 12 or 3,7,12 or 0-24')
  .meta({ kind: 'filters' })
  .optional()

export const seed = wholeNumber(0, 2 ** 32 - 1)
  .optional()
  .describe('Repeats a picture: the same seed gives the same pixels')

/** The longer side of a render, in pixels. */
export const size = wholeNumber(SMALLEST_SIZE, 1024).optional()

/** Whether each picture has a scale of its own or all have one in common. */
export const range = z.enum(['own', 'common']).default('own')

/** The file type of a picture or an animation; `usualFormat` is its default. */
export const format = z
  .enum(['png', 'jpeg', 'gif', 'webp', 'mp4'])
  .optional()
  .describe('File type; default png, for animations gif; mp4 where the bot’s machine has ffmpeg')

/** The file type of a picture that is never an animation; the first of `formats` is the default. */
export function stillFormat<const Formats extends readonly [StillFormat, ...StillFormat[]]>(formats: Formats) {
  return z.enum(formats).default(formats[0]).describe('File type')
}

type StillFormat = 'png' | 'jpeg' | 'webp'

/** The number of frames; 1 makes a picture. */
export const frames = wholeNumber(1, 60).default(1)

export function wholeNumber(minimum: number, maximum: number): z.ZodNumber {
  return z.number().int().min(minimum).max(maximum)
}

export function usualFormat(frames: number): Format {
  return frames > 1 ? 'gif' : 'png'
}

/** The longer side of a picture of a photo that is given no size: the photo's own, but at most 512 pixels. */
export function usualSize({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(512, Math.max(SMALLEST_SIZE, width, height))
}

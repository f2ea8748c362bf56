/** Options that several commands share, with one range and one wording. */

import { z } from 'zod'
import { SMALLEST_SIZE } from '../core/rendering.ts'

export const image = z.string().meta({ kind: 'image' }).describe('The photo')
export const layer = z.string().meta({ kind: 'layer' })
/** Stands for a layer where there may be all of them. */
export const ALL = 'all'
export const layerOrAll = z.string().meta({ kind: 'layer', all: true })
export const network = z.string().meta({ kind: 'network' }).optional().describe('The network to look into')
export const seed = z
  .number()
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .optional()
  .describe('Repeats a picture: the same seed gives the same pixels')
/** The longer side of a render. */
export const size = z.number().int().min(SMALLEST_SIZE).max(1024).optional()
/** Of what may be an animation. */
export const format = z
  .enum(['png', 'jpeg', 'gif', 'webp', 'mp4'])
  .optional()
  .describe('File type; default png, for animations gif; mp4 where the bot’s machine has ffmpeg')

/** Whole numbers and ranges, as in "12", "3,7,12" or "0-24", to a list without repetitions. */
export const filters = z
  .string()
  .regex(
    /^\s*\d+(\s*-\s*\d+)?(\s*,\s*\d+(\s*-\s*\d+)?)*\s*$/,
    'filters are numbers and ranges, like 12 or 3,7,12 or 0-24',
  )
  .meta({ kind: 'filters' })
  .optional()

/** What a dream is asked for by: its options in groups, and which of them go together. */

import { z } from 'zod'
import * as common from '../../src/command/common-options.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Format } from '../../src/core/file-types.ts'
import { checkFrames } from '../../src/core/file-types.ts'
import { SMALLEST_SIZE } from '../../src/core/rendering.ts'
import type { WeightedLayer } from '../../src/core/selection/layer-mix.ts'
import { phrase, type Text } from '../../src/i18n/phrase.ts'

/** Past what is run at once, gradients are computed in tiles. */
export const LARGEST_DREAM = 2048
/** Pixels of all frames of an animation together: 60 of 1024 pixels. */
const MOST_FRAME_PIXELS = 60 * 1024 ** 2
/** Fewer frames are no way from one end to the other. */
const SHORTEST_LOOP = 4

/** The photo, and what is seen in it. */
export const subject = {
  image: common.image,
  layer: common.layer.optional().describe('What to dream of: early layers give textures, late ones objects'),
  filters: common.filters.describe('Dream of these filters of the layer alone, like 3,7 or 0-4'),
  network: common.network,
  size: z
    .number()
    .int()
    .min(SMALLEST_SIZE)
    .max(LARGEST_DREAM)
    .optional()
    .describe('The longer side in pixels; default 512 or the photo’s own, if smaller'),
  layers: z
    .string()
    .meta({ kind: 'layers' })
    .optional()
    .describe('Dream of several layers, each with how hard it pulls, like conv2:1, conv5:1.5'),
  guide: common.image.optional().describe('A second photo: the dream takes on what it shows'),
  mask: z
    .boolean()
    .default(false)
    .describe('Dream only where the photo is opaque; its transparent parts stay as they are'),
}

/** The way up. */
export const ascent = {
  step: z.number().min(0.1).max(20).default(1.5).describe('How far each step goes'),
  iterations: z.number().int().min(1).max(100).default(10).describe('Steps at each octave'),
  octaves: z.number().int().min(1).max(8).default(4).describe('Sizes to dream at, from coarse to fine'),
  octaveScale: z.number().min(1.1).max(2).default(1.4).describe('From one octave’s size to the next'),
  jitter: z.number().int().min(0).max(64).default(32).describe('Random shift before each step, in pixels'),
  smooth: z.number().min(0).max(4).default(0.5).describe('Blur of each step, in pixels'),
  laplacian: z
    .number()
    .int()
    .min(0)
    .max(6)
    .default(0)
    .describe('Make so many bands of each step equally strong, coarse forms and fine ones; 0 for none'),
  detail: z.number().min(0).max(2).default(1).describe('How much of the photo’s fine detail comes back at each octave'),
}

/** Frame after frame. */
export const animation = {
  frames: z.number().int().min(1).max(60).default(1).describe('More than one makes an animation: dreams of dreams'),
  frameIterations: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Steps at each octave in the frames after the first; default 0.4 of iterations'),
  zoom: z.number().min(1).max(1.5).default(1.04).describe('Enlargement from frame to frame'),
  rotate: z.number().min(-45).max(45).default(1.5).describe('Turn from frame to frame, in degrees'),
  loop: z.boolean().default(false).describe('Let the end of an animation grow into its beginning, without a cut'),
  journey: z.boolean().default(false).describe('Go through the layers frame by frame instead of mixing them'),
}

interface Combination {
  readonly layer?: string | undefined
  readonly layers?: readonly WeightedLayer[] | undefined
  readonly filters?: string | undefined
  readonly size: number
  readonly frames: number
  readonly loop: boolean
  readonly journey: boolean
  readonly format: Format
}

/** Throws `UserError` bad-input or limit for options that don't go together. */
export function checkDreamOptions(options: Combination): void {
  const { layer, layers, filters, size, frames, loop, journey, format } = options
  const refuse = (message: Text, hint: Text) => new UserError('bad-input', message, hint)
  if (layers && layer !== undefined && !layers.some((each) => each.layer === layer))
    throw refuse(phrase`${layer} is not among the layers.`, phrase`Name it there, or leave one of both options out.`)
  if (layers && filters !== undefined)
    throw refuse(phrase`Filters are of one layer, and here are several.`, phrase`Leave the filters or the layers out.`)
  checkFrames(frames, format)
  if (frames > 1 && frames * size ** 2 > MOST_FRAME_PIXELS) throw tooMuch(frames, size)
  if (loop && frames < SHORTEST_LOOP)
    throw refuse(phrase`A loop is an animation of at least ${SHORTEST_LOOP} frames.`, phrase`Ask for more frames.`)
  if (!journey) return
  if (!layers || layers.length < 2)
    throw refuse(phrase`A journey goes from one layer to another.`, phrase`Name two layers or more, like conv2, conv5.`)
  if (frames < layers.length)
    throw refuse(
      phrase`A journey through ${layers.length} layers takes at least ${Math.max(2, layers.length)} frames.`,
      phrase`Ask for more frames or fewer layers.`,
    )
}

function tooMuch(frames: number, size: number): UserError {
  return new UserError(
    'limit',
    phrase`${frames} frames of ${size} pixels are too much for one animation.`,
    phrase`Ask for a size of at most ${Math.floor(Math.sqrt(MOST_FRAME_PIXELS / frames))}, or for at most ${Math.floor(MOST_FRAME_PIXELS / size ** 2)} frames.`,
  )
}

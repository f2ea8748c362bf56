/** The options of a dream, in groups, and the rules on which of them go together. */

import { z } from 'zod'
import * as common from '../../src/command/common-options.ts'
import { UserError } from '../../src/core/errors.ts'
import { checkFrames, type Format } from '../../src/core/file-types.ts'
import { SMALLEST_SIZE } from '../../src/core/rendering.ts'
import type { WeightedLayer } from '../../src/core/selection/layer-mix.ts'
import { phrase, type Text } from '../../src/i18n/phrase.ts'

/** The largest side of a dream, in pixels. Larger than one tile: gradients are then computed in tiles. */
export const LARGEST_DREAM = 2048

/** The most pixels of all frames of an animation together: 60 frames of 1024 by 1024 pixels. */
const MOST_FRAME_PIXELS = 60 * 1024 ** 2

/** The fewest frames of a loop. With fewer there is nothing between its two ends. */
const SHORTEST_LOOP = 4

/** The photo, and what is to be seen in it. */
const subject = {
  image: common.image,
  layer: common.layer.optional().describe('What to dream of: early layers give textures, late ones objects'),
  filters: common.filters.describe('Dream of these filters of the layer alone, like 3,7 or 0-4'),
  network: common.network,
  size: common
    .wholeNumber(SMALLEST_SIZE, LARGEST_DREAM)
    .optional()
    .describe('The longer side in pixels; default 512 or the photo’s own, if smaller'),
  layers: z
    .string()
    .meta({ kind: 'layers' })
    .optional()
    .describe('Dream of several layers, each with a weight, like conv2:1, conv5:1.5'),
  guide: common.image.optional().describe('A second photo, whose features the dream takes on'),
  mask: z
    .boolean()
    .default(false)
    .describe('Dream only where the photo is opaque; its transparent parts stay as they are'),
}

/** The gradient ascent of one frame. */
const ascent = {
  step: z.number().min(0.1).max(20).default(1.5).describe('Size of each step'),
  iterations: common.wholeNumber(1, 100).default(10).describe('Steps at each octave'),
  octaves: common.wholeNumber(1, 8).default(4).describe('Sizes to dream at, from coarse to fine'),
  octaveScale: z.number().min(1.1).max(2).default(1.4).describe('Ratio of one octave’s size to the next'),
  jitter: common.wholeNumber(0, 64).default(32).describe('Random shift before each step, in pixels'),
  smooth: z.number().min(0).max(4).default(0.5).describe('Blur of each step, in pixels'),
  laplacian: common
    .wholeNumber(0, 6)
    .default(0)
    .describe('Number of frequency bands that are equally strong in each step; 0 for none'),
  detail: z
    .number()
    .min(0)
    .max(2)
    .default(1)
    .describe('Share of the photo’s fine detail that is restored at each octave'),
}

/** What later frames do. */
const animation = {
  frames: common.frames.describe('Number of frames; more than one makes an animation, each a dream of the last'),
  frameIterations: common
    .wholeNumber(1, 100)
    .optional()
    .describe('Steps at each octave in the frames after the first; default 0.4 of iterations'),
  zoom: z.number().min(1).max(1.5).default(1.04).describe('Enlargement from frame to frame'),
  rotate: z.number().min(-45).max(45).default(1.5).describe('Rotation from frame to frame, in degrees'),
  loop: z.boolean().default(false).describe('Make an animation that ends where it begins'),
  journey: z.boolean().default(false).describe('Go through the layers frame by frame instead of mixing them'),
}

export const dreamOptions = z.object({
  ...subject,
  ...ascent,
  ...animation,
  seed: common.seed,
  format: common.format,
})

type Options = z.output<typeof dreamOptions>

/** What a job keeps of the options: all but what has a place of its own in the job. */
export type DreamParameters = Omit<
  Options,
  'image' | 'guide' | 'layer' | 'network' | 'seed' | 'filters' | 'layers' | 'size' | 'format' | 'frameIterations'
> & {
  readonly size: number
  readonly format: Format
  readonly frameIterations: number
  /** A list that `parseFilters` reads. */
  readonly filters?: string
  /** A list that `parseLayers` reads. */
  readonly layers?: string
}

interface Combination extends Pick<Options, 'layer' | 'filters' | 'frames' | 'loop' | 'journey'> {
  readonly layers: readonly WeightedLayer[] | undefined
  readonly size: number
  readonly format: Format
}

/** Throws `UserError` bad-input or limit for options that don't go together. */
export function checkDreamOptions({ layer, layers, filters, size, frames, loop, journey, format }: Combination): void {
  const refuse = (message: Text, hint: Text) => new UserError('bad-input', message, hint)
  if (layers && layer !== undefined && !layers.some((each) => each.layer === layer))
    throw refuse(
      phrase`${layer} is not among the layers.`,
      phrase`Add it to the layers, or leave one of the two options out.`,
    )
  if (layers && filters !== undefined)
    throw refuse(
      phrase`Filters belong to one layer, and several layers are given.`,
      phrase`Leave the filters or the layers out.`,
    )
  checkFrames(frames, format)
  if (frames > 1 && frames * size ** 2 > MOST_FRAME_PIXELS) throw tooManyPixels(frames, size)
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

function tooManyPixels(frames: number, size: number): UserError {
  const [largest, most] = [Math.floor(Math.sqrt(MOST_FRAME_PIXELS / frames)), Math.floor(MOST_FRAME_PIXELS / size ** 2)]
  return new UserError(
    'limit',
    phrase`${frames} frames of ${size} pixels are too large for one animation.`,
    phrase`Ask for a size of at most ${largest}, or for at most ${most} frames.`,
  )
}

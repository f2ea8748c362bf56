/** A photo hallucinates with a layer; frame after frame, if asked, into an animation. */
import { z } from 'zod'
import { defineCommand, type Rendering, type Step } from '../src/command.ts'
import * as common from '../src/common-options.ts'
import { UserError } from '../src/errors.ts'
import { parseFilters } from '../src/filters.ts'
import { ranges } from '../src/format.ts'
import { phrase } from '../src/language.ts'
import { checkOctaves, dream } from '../src/vis/dream.ts'
import { endless } from '../src/vis/endless.ts'
import { fit, toImages, toPixels } from '../src/vis/images.ts'
import { createRandom } from '../src/vis/random.ts'

/** The longer side of a render that is not given a size; smaller photos keep theirs. */
const USUAL_SIZE = 512
const { minValue, maxValue } = common.size.unwrap()
/**
 * How many of the first frame's steps the others take. They begin where one has ended: as many again would only sharpen
 * the grain from frame to frame, and flicker.
 */
const LATER_FRAMES = 0.4
const MOST_FILTERS = 64

export default defineCommand({
  description: 'Let a photo dream: a network sees things in it, and the photo becomes what it sees',

  args: z.object({
    image: common.image,
    layer: common.layer.optional().describe('What to dream of: early layers give textures, late ones objects'),
    filters: common.filters.describe('Dream of these filters of the layer alone, like 3,7 or 0-4'),
    network: common.network,
    size: common.size.describe('The longer side in pixels; default 512 or the photo’s own, if smaller'),
    step: z.number().min(0.1).max(20).default(1.5).describe('How far each step goes'),
    iterations: z.number().int().min(1).max(100).default(10).describe('Steps at each octave'),
    octaves: z.number().int().min(1).max(8).default(4).describe('Sizes to dream at, from coarse to fine'),
    octaveScale: z.number().min(1.1).max(2).default(1.4).describe('From one octave’s size to the next'),
    jitter: z.number().int().min(0).max(64).default(32).describe('Random shift before each step, in pixels'),
    smooth: z.number().min(0).max(4).default(0.5).describe('Blur of each step, in pixels'),
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
    seed: common.seed,
    format: z.enum(['png', 'jpeg', 'gif', 'webp']).optional().describe('File type; default png, for animations gif'),
  }),

  onPicture: { title: 'Dream this image', option: 'image' },

  async run({ image, layer, filters, network, size, seed, ...rest }, context) {
    const choice = await context.choose({ network, layer, command: 'dream' })
    const photo = await context.photo(image)
    const chosen = filters === undefined ? undefined : parseFilters(filters, choice.layer, choice.filters, MOST_FILTERS)
    const format = rest.format ?? (rest.frames > 1 ? 'gif' : 'png')
    if (rest.frames > 1 && format !== 'gif' && format !== 'webp') {
      throw new UserError(
        'bad-input',
        phrase`${rest.frames} frames do not fit into a ${format}.`,
        phrase`Animations are gif or webp.`,
      )
    }
    return {
      command: 'dream',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        frameIterations: rest.frameIterations ?? Math.ceil(LATER_FRAMES * rest.iterations),
        size: size ?? Math.min(USUAL_SIZE, Math.max(minValue ?? 1, photo.width, photo.height)),
        format,
        ...(chosen === undefined ? {} : { filters: ranges(chosen) }),
      },
      seed: seed ?? context.seed(),
      image,
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  work({ parameters: { size, iterations, octaves, octaveScale, frames, frameIterations } }) {
    const pixels = Array.from({ length: octaves }, (_, i) => (size / octaveScale ** i) ** 2)
    return pixels.reduce((sum, each) => sum + each, 0) * (iterations + (frames - 1) * frameIterations)
  },

  async *render(job, kit): AsyncGenerator<Step, Rendering> {
    const { size, frames, frameIterations, filters, zoom, rotate, ...options } = job.parameters
    const { layer } = job
    const chosen = filters === undefined ? undefined : parseFilters(filters, layer, kit.filters(layer), MOST_FILTERS)
    const objective = [{ layer, quadratic: 1, ...(chosen && { filters: chosen }) }]
    const photo = await kit.photo()
    checkOctaves(photo, size, options, { layer, minimum: kit.minimumSize(layer), largest: maxValue ?? size })
    const start = toImages(photo, ...fit(photo.height, photo.width, size))
    const random = createRandom(job.seed)
    const one = (image: typeof start, frame: number) => {
      const iterations = frame === 0 ? options.iterations : frameIterations
      return dream(image, { ...options, iterations, objective }, kit.network, random)
    }
    if (frames === 1) return { kind: 'picture', picture: toPixels(yield* one(start, 0)) }
    const later = frameIterations / options.iterations
    return { kind: 'animation', frames: yield* endless(start, { frames, zoom, rotate, later }, one) }
  },
})

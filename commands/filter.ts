/** What a filter looks for, drawn by gradient ascent; several filters as a grid, or as an animation from one to the next. */
import { z } from 'zod'
import { defineCommand, type Rendering, type Step } from '../src/command.ts'
import * as common from '../src/common-options.ts'
import { type Direction, directionList, directionName, parseDirections, soleFilter } from '../src/directions.ts'
import { checkCombination } from '../src/filter-options.ts'
import { silence } from '../src/silence.ts'
import { findTarget } from '../src/targets.ts'
import { fit, toImages, toPixels } from '../src/vis/images.ts'
import { type Journey, journey } from '../src/vis/journey.ts'
import { methods } from '../src/vis/methods.ts'

const { minValue } = common.size.unwrap()
const MOST_FILTERS = 64

export default defineCommand({
  description: 'Draw what a filter of a network looks for',

  args: z.object({
    layer: common.layer.describe('The layer whose filters to draw, or a class to draw, as in class:tabby'),
    filters: z
      .string()
      .meta({ kind: 'filters' })
      .optional()
      .describe('Filters like 12, 3,7,12 or 0-24, directions like 12+40; default the first as a grid'),
    image: common.image.optional().describe('Draw the filter into this photo instead of noise'),
    method: z
      .enum(['sharp', 'maco', 'classic'])
      .default('sharp')
      .describe('How to draw: sharp forms, photo-like forms, or the grain of the first notebooks'),
    network: common.network,
    variations: z.number().int().min(1).max(8).default(1).describe('So many different faces of one filter'),
    frames: z
      .number()
      .int()
      .min(1)
      .max(60)
      .default(1)
      .describe('More than one makes an animation from filter to filter and back'),
    neuron: z.boolean().default(false).describe('Draw the neuron in the middle of the map instead of the whole map'),
    size: common.size.describe('The longer side in pixels; default that of the method'),
    step: z.number().min(0.001).max(100).optional().describe('How far each step goes; default that of the method'),
    iterations: z.number().int().min(1).max(1024).optional().describe('Steps; default that of the method'),
    seed: common.seed,
    format: z.enum(['png', 'jpeg', 'gif', 'webp']).optional().describe('File type; default png, for animations gif'),
  }),

  async run({ layer, filters, image, network, size, step, iterations, seed, format, ...rest }, context) {
    const { variations, frames } = rest
    const method = methods[rest.method]
    const usual = (count: number) =>
      frames > 1 ? '0,1' : variations > 1 ? '0' : `0-${Math.min(method.filters, count) - 1}`
    const { choice, directions, note } = await findTarget({ layer, filters, network }, context, {
      usual,
      most: MOST_FILTERS,
    })
    const photo = image === undefined ? undefined : await context.photo(image)
    checkCombination({ ...rest, format, photo: photo !== undefined, asked: directions.length })
    const several = Math.max(directions.length, variations, frames) > 1
    const own = {
      ...method.usual,
      ...(several && method.several),
      ...(photo && method.intoPhoto),
      ...choice.defaults?.[rest.method],
    }
    const usualSize = photo
      ? Math.min(own.size, Math.max(minValue ?? 1, photo.width, photo.height))
      : Math.max(own.size, choice.size ?? 0)
    return {
      command: 'filter',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        filters: directionList(directions),
        size: size ?? usualSize,
        step: step ?? own.step,
        iterations: iterations ?? own.iterations,
        format: format ?? (frames > 1 ? 'gif' : 'png'),
      },
      seed: seed ?? context.seed(),
      ...(image === undefined ? {} : { image }),
      ...(note === undefined ? {} : { note }),
    }
  },

  work({ layer, parameters }) {
    const { method, size, iterations } = parameters
    const { directions } = picturesOf(layer, parameters, Number.POSITIVE_INFINITY)
    return directions.length * size ** 2 * iterations * methods[method].views
  },

  async *render(job, kit): AsyncGenerator<Step, Rendering> {
    const { layer, seed, parameters } = job
    const { method, size, step, iterations, variations, neuron } = parameters
    const filters = kit.filters(layer)
    const { directions, frames } = picturesOf(layer, parameters, filters)
    const photo = job.image === undefined ? undefined : await kit.photo()
    const order = {
      subjects: { layer, filters, directions, neuron },
      ...{ size, step, iterations, seed },
      ...(photo && { photo: toImages(photo, ...fit(photo.height, photo.width, size)) }),
      bond: frames ? 'journey' : variations > 1 ? 'faces' : 'none',
      minimum: kit.minimumSize(layer),
    } as const
    const drawn = yield* methods[method].draw(order, kit.network)
    const tiles = drawn.map(({ image }) => toPixels(image))
    const silent = filtersIn(directions.filter((_, i) => !drawn[i]?.fired))
    const notes = silent.length > 0 ? [silence(silent, filtersIn(directions), filters)] : []
    const [only] = tiles
    if (frames) return { kind: 'animation', frames: frames.flatMap((picture) => tiles[picture] ?? []), notes }
    if (only && tiles.length === 1) return { kind: 'picture', picture: only, notes }
    const labels = variations > 1 ? tiles.map((_, i) => String(i + 1)) : directions.map(directionName)
    return { kind: 'grid', tiles, labels, notes }
  },
})

/** Those that are drawn by themselves. */
function filtersIn(directions: readonly Direction[]): number[] {
  return [...new Set(directions.flatMap((direction) => soleFilter(direction) ?? []))]
}

/** What each picture of a job shows and, of an animation, which of them each frame is. `filters` is how many there are. */
function picturesOf(
  layer: string,
  { filters: text, variations, frames }: { filters: string; variations: number; frames: number },
  filters: number,
): Pick<Journey, 'directions'> & Partial<Journey> {
  const directions = parseDirections(text, layer, filters, MOST_FILTERS)
  if (frames > 1) return journey(directions, frames)
  return { directions: directions.flatMap((direction) => Array<Direction>(variations).fill(direction)) }
}

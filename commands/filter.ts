/** What a filter looks for, drawn by gradient ascent; several filters as a grid, or as an animation from one to the next. */
import { z } from 'zod'
import { ATLAS_SEED, isAtlas, tileOf } from '../src/atlas/jobs.ts'
import { defineCommand, type RenderKit } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { UserError } from '../src/core/errors.ts'
import type { Job } from '../src/core/job.ts'
import type { AscentStep, Rendering } from '../src/core/rendering.ts'
import { type Direction, directionList, directionName, parseDirections } from '../src/core/selection/directions.ts'
import { silentFiltersNote } from '../src/core/selection/silent-filters.ts'
import type { Text } from '../src/i18n/phrase.ts'
import { layout } from '../src/image/draw/grid.ts'
import type { AscentNumbers } from '../src/network/catalog/model.ts'
import { greyNoise } from '../src/vis/feature/classic.ts'
import { usualNumbers } from '../src/vis/feature/defaults.ts'
import { gallery, type TileStore } from '../src/vis/feature/gallery.ts'
import { type Interpolation, interpolate } from '../src/vis/feature/interpolation.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { createPastReluGradient } from '../src/vis/feature/past-closed-relus.ts'
import { fit, toImages } from '../src/vis/images.ts'
import { createRandom } from '../src/vis/random.ts'
import { scoreChange } from '../src/vis/score-change.ts'
import { checkFilterOptions } from './filter/options.ts'
import { findTarget } from './filter/target.ts'

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
    format: common.format,
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
    checkFilterOptions({ ...rest, format, photo: photo !== undefined, asked: directions.length })
    const several = Math.max(directions.length, variations, frames) > 1
    const make = (numbers: AscentNumbers, seed: number) => ({
      command: 'filter',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        ...numbers,
        filters: directionList(directions),
        format: format ?? (frames > 1 ? 'gif' : 'png'),
      },
      seed,
      ...(image === undefined ? {} : { image }),
      ...(note === undefined ? {} : { note }),
    })
    const own = usualNumbers(rest.method, choice, { several, photo })
    // Whoever leaves all to the defaults gets what everybody gets, which may be there already.
    if ([size, step, iterations, seed].every((given) => given === undefined)) {
      const tile = make(usualNumbers(rest.method, choice, { several: true }), ATLAS_SEED)
      if (isAtlas(tile, choice) && (several || (await context.isKept(tile)))) return tile
    }
    return make(
      { size: size ?? own.size, step: step ?? own.step, iterations: iterations ?? own.iterations },
      seed ?? context.seed(),
    )
  },

  async work(job, survey) {
    const { method, size, iterations } = job.parameters
    const { directions } = picturesOf(job.layer, job.parameters, Number.POSITIVE_INFINITY)
    const missing = await survey.missing(directions.map((direction) => tileOf(job, direction)))
    return missing.length * size ** 2 * iterations * methods[method].views
  },

  expects({ layer, parameters }, photo = { width: 1, height: 1 }) {
    const { size, frames, format } = parameters
    const [height, width] = fit(photo.height, photo.width, size)
    if (frames > 1) return { width, height, frames, format }
    const { directions } = picturesOf(layer, parameters, Number.POSITIVE_INFINITY)
    return { ...layout(directions.length, width, height), frames, format }
  },

  async *render(job, kit): AsyncGenerator<AscentStep, Rendering> {
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
    const labels = variations > 1 ? directions.map((_, i) => String(i + 1)) : directions.map(directionName)
    const unkept: Text[] = []
    const drawn = yield* gallery({
      subjects: order.subjects,
      drawing: methods[method].prepare(order, kit.network),
      ...(!frames && { labels }),
      ...(isAtlas(job, kit.choice(layer)) && { shelf: shelfOf(job, kit, (reason) => unkept.push(reason)) }),
    })
    const tiles = drawn.map(({ picture }) => picture)
    const fired = drawn.map((tile) => tile.fired)
    const notes = [...silentFiltersNote(directions, fired, filters), ...unkept.slice(0, 1)]
    const [only] = tiles
    if (frames) return { kind: 'animation', frames: frames.flatMap((picture) => tiles[picture] ?? []), notes }
    if (only && tiles.length === 1) {
      const before = order.photo ?? greyNoise(size, createRandom(seed))
      const score = createPastReluGradient(kit.network, order.subjects)
      return { kind: 'picture', picture: only, notes, climb: await scoreChange(score, before, toImages(only)) }
    }
    return { kind: 'grid', tiles, labels, notes }
  },
})

/** A picture that is finished is worth having, even where it cannot be kept; `hear` is told why not. */
function shelfOf(
  job: Job<{ readonly filters: string }>,
  { tiles }: RenderKit,
  hear: (reason: Text) => void,
): TileStore {
  return {
    get: (direction) => tiles.get(tileOf(job, direction)),
    async put(direction, tile) {
      try {
        await tiles.put(tileOf(job, direction), tile)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        hear(error.said.message)
      }
    },
  }
}

/** What each picture of a job shows and, of an animation, which of them each frame is. `filters` is how many there are. */
function picturesOf(
  layer: string,
  { filters: text, variations, frames }: { filters: string; variations: number; frames: number },
  filters: number,
): Pick<Interpolation, 'directions'> & Partial<Interpolation> {
  const directions = parseDirections(text, layer, filters, MOST_FILTERS)
  if (frames > 1) return interpolate(directions, frames)
  return { directions: directions.flatMap((direction) => Array<Direction>(variations).fill(direction)) }
}

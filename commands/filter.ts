/** Draws what filters of a layer look for, by gradient ascent: one picture, a grid, or an animation from one to the next. */
import { z } from 'zod'
import { ATLAS_SEED, isAtlasJob, tileJob } from '../src/atlas/jobs.ts'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import { formatDirections } from '../src/core/selection/directions.ts'
import { MOST_FILTERS } from '../src/core/selection/filter-list.ts'
import { gridLayout } from '../src/image/draw/grid.ts'
import type { AscentNumbers } from '../src/network/catalog/model.ts'
import { ascentDefaults } from '../src/vis/feature/defaults.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { fitSize } from '../src/vis/images.ts'
import { checkFilterOptions } from './filter/options.ts'
import { picturesOf } from './filter/pictures.ts'
import { renderFilters } from './filter/render.ts'
import { findTarget } from './filter/target.ts'

export default defineCommand({
  description: 'Draw what a filter of a network looks for',

  use: 'filter',

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
      .describe('How to draw: sharp forms, photo-like forms, or the classic grain'),
    network: common.network,
    variations: common.wholeNumber(1, 8).default(1).describe('Number of different pictures of one filter'),
    frames: common.frames.describe('Number of frames; more than one makes an animation from filter to filter and back'),
    neuron: z.boolean().default(false).describe('Draw the neuron in the middle of the map instead of the whole map'),
    size: common.size.describe('The longer side in pixels; default that of the method'),
    step: z.number().min(0.001).max(100).optional().describe('Size of each step; default that of the method'),
    iterations: common.wholeNumber(1, 1024).optional().describe('Steps; default that of the method'),
    seed: common.seed,
    format: common.format,
  }),

  async run({ layer, filters, image, network, size, step, iterations, seed, format, ...rest }, context) {
    const { method, variations, frames } = rest
    const { choice, directions, note } = await findTarget({ layer, filters, network }, context, {
      usual: (count) => usualFilters({ method, variations, frames }, count),
      most: MOST_FILTERS,
    })
    const photo = image === undefined ? undefined : await context.photo(image)
    checkFilterOptions({ ...rest, format, photo: photo !== undefined, asked: directions.length })
    const jobWith = (numbers: AscentNumbers, seed: number) => ({
      command: 'filter',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        ...numbers,
        filters: formatDirections(directions),
        format: format ?? common.usualFormat(frames),
      },
      seed,
      ...defined({ image, note }),
    })
    const several = Math.max(directions.length, variations, frames) > 1
    // A request that leaves all to the defaults becomes the atlas's own job, whose picture may be kept already.
    if ([size, step, iterations, seed].every((given) => given === undefined)) {
      const kept = jobWith(ascentDefaults(method, choice, { several: true }), ATLAS_SEED)
      if (isAtlasJob(kept, choice) && (several || (await context.isKept(kept)))) return kept
    }
    const numbers = { ...ascentDefaults(method, choice, { several, photo }), ...defined({ size, step, iterations }) }
    return jobWith(numbers, seed ?? context.seed())
  },

  async work(job, survey) {
    const { method, size, iterations } = job.parameters
    const { directions } = picturesOf(job)
    const missing = await survey.missing(directions.map((direction) => tileJob(job, direction)))
    return missing.length * size ** 2 * iterations * methods[method].costPerPixel
  },

  expects(job, photo = { width: 1, height: 1 }) {
    const { size, frames, format } = job.parameters
    const [height, width] = fitSize(photo.height, photo.width, size)
    const picture = frames > 1 ? { width, height } : gridLayout(picturesOf(job).directions.length, { width, height })
    return { ...picture, frames, format }
  },

  render: renderFilters,
})

/** The filters of a request that names none, for a layer that has `count` of them. */
function usualFilters(
  { method, variations, frames }: { method: keyof typeof methods; variations: number; frames: number },
  count: number,
): string {
  if (frames > 1) return '0,1'
  return variations > 1 ? '0' : `0-${Math.min(methods[method].defaultFilters, count) - 1}`
}

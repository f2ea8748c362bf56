/** What a filter looks for, drawn by gradient ascent; several filters as a grid. */
import { z } from 'zod'
import { defineCommand, type Rendering, type Step } from '../src/command.ts'
import * as common from '../src/common-options.ts'
import { parseFilters } from '../src/filters.ts'
import { ranges } from '../src/format.ts'
import { classic, greyNoise, stretchContrast } from '../src/vis/classic.ts'
import { fit, toImages, toPixels } from '../src/vis/images.ts'

const USUAL_SIZE = { noise: 128, photo: 512 }
const { minValue } = common.size.unwrap()
const USUAL_STEP = 1
const USUAL_FILTERS = 25
const MOST_FILTERS = 64
/** Values in one batch: eight pictures of 128 x 128. Larger batches gain nothing and cost memory. */
const BATCH_PIXELS = 8 * 128 * 128

export default defineCommand({
  description: 'Draw what a filter of a network looks for',

  args: z.object({
    layer: common.layer.describe('The layer whose filters to draw'),
    filters: common.filters.describe('Filters like 12, 3,7,12 or 0-24; default the first 25 as a grid'),
    image: common.image.optional().describe('Draw the filter into this photo instead of noise'),
    method: z.enum(['classic']).default('classic').describe('How to draw'),
    network: common.network,
    size: common.size.describe('The longer side in pixels; default 128, into a photo 512'),
    step: z.number().min(0.1).max(100).optional().describe('How far each step goes; default 1 or the network’s own'),
    iterations: z.number().int().min(1).max(500).default(20).describe('Steps'),
    seed: common.seed,
    format: z.enum(['png', 'jpeg', 'webp']).default('png').describe('File type'),
  }),

  async run({ layer, filters, image, network, size, step, seed, ...rest }, context) {
    const choice = await context.choose({ network, layer, command: 'filter' })
    const photo = image === undefined ? undefined : await context.photo(image)
    const wanted = filters ?? `0-${Math.min(USUAL_FILTERS, choice.filters) - 1}`
    const usual = photo
      ? Math.min(USUAL_SIZE.photo, Math.max(minValue ?? 1, photo.width, photo.height))
      : USUAL_SIZE.noise
    return {
      command: 'filter',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        filters: ranges(parseFilters(wanted, choice.layer, choice.filters, MOST_FILTERS)),
        size: size ?? usual,
        step: step ?? choice.step ?? USUAL_STEP,
      },
      seed: seed ?? context.seed(),
      ...(image === undefined ? {} : { image }),
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  async *render(job, kit): AsyncGenerator<Step, Rendering> {
    const { layer, seed, parameters } = job
    const { size, step, iterations } = parameters
    const filters = parseFilters(parameters.filters, layer, kit.filters(layer), MOST_FILTERS)
    const photo = job.image === undefined ? undefined : await kit.photo()
    const drawn = photo && toImages(photo, ...fit(photo.height, photo.width, size))
    const start = (filter: number) => drawn ?? greyNoise(size, seed, filter)
    const pixels = drawn ? drawn.shape[2] * drawn.shape[3] : size * size
    const batch = Math.max(1, Math.floor(BATCH_PIXELS / pixels))
    const pictures = yield* classic(start, { layer, filters, step, iterations, batch }, kit.network)
    const tiles = pictures.map(({ image }) => toPixels(drawn ? image : stretchContrast(image)))
    const silent = pictures.filter(({ fired }) => !fired).map(({ filter }) => filter)
    const notes = silent.length > 0 ? [silence(silent, filters, kit.filters(layer))] : []
    const [only] = tiles
    if (only && tiles.length === 1) return { kind: 'picture', picture: only, notes }
    return { kind: 'grid', tiles, labels: filters.map(String), notes }
  },
})

/** Says which filters never fired, and what to try. */
function silence(silent: readonly number[], drawn: readonly number[], filters: number): string {
  const [first = 0] = silent
  const neighbours = [first - 2, first - 1, first + 1, first + 2].filter(
    (f) => f >= 0 && f < filters && !drawn.includes(f),
  )
  const other = neighbours.length > 0 ? `, or its neighbours ${neighbours.join(', ')}` : ''
  const which = silent.length === 1 ? `Filter ${first} never fired` : `Filters ${silent.join(', ')} never fired`
  return `${which} from this start. Try another seed or more iterations${other}.`
}

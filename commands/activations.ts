/** What a photo excites in a network: feature maps of one layer, or of all from first to last. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { UserError } from '../src/core/errors.ts'
import { type Rendering, type RenderProgress, SMALLEST_SIZE } from '../src/core/rendering.ts'
import { parseFilters } from '../src/core/selection/directions.ts'
import { ranges } from '../src/i18n/format.ts'
import { phrase } from '../src/i18n/phrase.ts'
import { layerActivations } from '../src/vis/inspect/layer-activations.ts'
import { networkActivations } from '../src/vis/inspect/network-activations.ts'

/** The longer side of what the network sees, unless a size is asked for; smaller photos keep theirs. */
const USUAL_SIZE = 512
const MOST_FILTERS = 64

export default defineCommand({
  description: 'Show which filters of a network a photo excites, and where',

  args: z.object({
    image: common.image,
    layer: common.layerOrAll.optional().describe('The layer to look at; default all, a row each, from first to last'),
    filters: common.filters.describe('Filters like 12, 3,7,12 or 0-24; default the 25 that fire most strongly'),
    network: common.network,
    size: common.size.describe(
      'The longer side that the network sees, in pixels; default 512 or the photo’s own, if smaller',
    ),
    range: z
      .enum(['own', 'common'])
      .default('own')
      .describe('Each map in colours up to its own maximum, or all up to that of the strongest'),
    overlay: z.boolean().default(false).describe('Lay the maps over the photo'),
    format: z.enum(['png', 'jpeg', 'webp']).default('png').describe('File type'),
  }),

  async run({ image, layer, filters, network, size, ...rest }, context) {
    const all = layer === undefined || layer === common.ALL
    if (all && filters !== undefined) {
      throw new UserError(
        'bad-input',
        phrase`Filters are those of one layer, and none is named.`,
        phrase`Name a layer.`,
      )
    }
    const choice = await context.choose({ network, layer: all ? undefined : layer, command: 'activations' })
    const photo = await context.photo(image)
    const chosen = filters && parseFilters(filters, choice.layer, choice.filters, MOST_FILTERS)
    return {
      command: 'activations',
      network: choice.network,
      layer: all ? common.ALL : choice.layer,
      parameters: {
        ...rest,
        size: size ?? Math.min(USUAL_SIZE, Math.max(SMALLEST_SIZE, photo.width, photo.height)),
        ...(chosen && { filters: ranges(chosen) }),
      },
      seed: 0,
      image,
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  work: ({ parameters: { size } }) => size ** 2,

  async *render({ network, layer, parameters }, kit): AsyncGenerator<RenderProgress, Rendering> {
    const { size, range, overlay, filters } = parameters
    const look = { photo: await kit.photo(), size, range, overlay }
    if (layer === common.ALL) return yield* networkActivations(network, look, kit)
    const chosen = filters === undefined ? undefined : parseFilters(filters, layer, kit.filters(layer), MOST_FILTERS)
    return yield* layerActivations({ network, layer, filters: chosen }, look, kit)
  },
})

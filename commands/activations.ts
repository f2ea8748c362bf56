/** Shows what a photo excites in a network: feature maps of one layer, or a few of each layer from first to last. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import { UserError } from '../src/core/errors.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'
import { MOST_FILTERS, normalFilters, parseFilters } from '../src/core/selection/filter-list.ts'
import { phrase } from '../src/i18n/phrase.ts'
import { colormapNames } from '../src/image/draw/colormap.ts'
import { layerActivations } from '../src/vis/inspect/layer-activations.ts'
import { networkActivations } from '../src/vis/inspect/network-activations.ts'

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
    range: common.range.describe('Scale the colours of each map to its own maximum, or of all to the largest'),
    colours: z.enum(colormapNames).default('magma').describe('The colours of the maps, from weak to strong'),
    overlay: z.boolean().default(false).describe('Lay the maps over the photo'),
    format: common.stillFormat(['png', 'jpeg', 'webp']),
  }),

  async run({ image, layer, filters, network, size, ...rest }, context) {
    const wanted = layer === common.ALL ? undefined : layer
    if (wanted === undefined && filters !== undefined) {
      throw new UserError(
        'bad-input',
        phrase`Filters belong to one layer, and no layer is named.`,
        phrase`Name a layer.`,
      )
    }
    const choice = await context.choose({ network, layer: wanted })
    const photo = await context.photo(image)
    return {
      command: 'activations',
      network: choice.network,
      layer: wanted === undefined ? common.ALL : choice.layer,
      parameters: {
        ...rest,
        size: size ?? common.usualSize(photo),
        ...defined({ filters: normalFilters(filters, { ...choice, most: MOST_FILTERS }) }),
      },
      seed: 0,
      image,
      ...defined({ note: choice.note }),
    }
  },

  work: ({ parameters: { size } }) => size ** 2,

  async *render({ network, layer, parameters }, kit): AsyncGenerator<RenderProgress, Rendering> {
    // Recipes from before there was a choice have no colours.
    const { size, range, colours = 'magma', overlay, filters } = parameters
    const look = { photo: await kit.photo(), size, range, colours, overlay }
    if (layer === common.ALL) return yield* networkActivations(network, look, kit)
    const limits = { layer, filters: kit.filters(layer), most: MOST_FILTERS }
    const chosen = filters === undefined ? undefined : parseFilters(filters, limits)
    return yield* layerActivations({ network, layer, filters: chosen }, look, kit)
  },
})

/** The raw weights of a convolution, as pictures. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { UserError } from '../src/core/errors.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'
import { parseFilters } from '../src/core/selection/directions.ts'
import { count, ranges } from '../src/i18n/format.ts'
import { inEnglish, joined, phrase, type Text } from '../src/i18n/phrase.ts'
import { grey } from '../src/image/draw/colormap.ts'
import { enlargeNearest } from '../src/image/draw/enlarge.ts'
import { columnsFor, type Legend, type Section, type SheetOptions, sheet } from '../src/image/draw/sheet.ts'
import type { Kernels } from '../src/network/graph/kernels.ts'
import { short } from '../src/vis/inspect/feature-maps.ts'
import { type KernelLook, kernelMatrix, kernelTiles } from '../src/vis/inspect/kernel-tiles.ts'

const USUAL_FILTERS = 64
const MOST_FILTERS = 256
/** Filters of a 1x1 layer, and channels that they read: of more there would be less than a pixel each. */
const MOST_ROWS = 1024
const SHEET_WIDTH = 1100
const SHEET_HEIGHT = 1400
const MOST_TILE = 320
/** Of a single weight. */
const MOST_CELL = 24

export default defineCommand({
  description: 'Show the weights of a convolution: the patterns that its filters compare with',

  args: z.object({
    layer: common.layer.describe('The convolution whose kernels to draw'),
    filters: common.filters.describe('Filters like 12, 3,7,12 or 0-24; default the first 64'),
    channel: z
      .number()
      .int()
      .min(0)
      .optional()
      .describe('The input channel to draw, from 0; default the mean over all, of the first layer their colours'),
    network: common.network,
    range: z
      .enum(['own', 'common'])
      .default('own')
      .describe('White is each kernel’s own largest weight, or the largest of all'),
    format: z.enum(['png', 'jpeg', 'webp']).default('png').describe('File type'),
  }),

  async run({ layer, filters, network, channel, ...rest }, context) {
    const choice = await context.choose({ network, layer, command: 'kernels' })
    const chosen = filters && parseFilters(filters, choice.layer, choice.filters, MOST_FILTERS)
    return {
      command: 'kernels',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        ...(channel !== undefined && { channel }),
        ...(chosen && { filters: ranges(chosen) }),
      },
      seed: 0,
      ...(choice.note === undefined ? {} : { note: choice.note }),
    }
  },

  async *render({ network, layer, parameters }, kit): AsyncGenerator<RenderProgress, Rendering> {
    const { filters, range, channel } = parameters
    const kernels = kit.kernels(layer)
    yield { done: 0, at: {} }
    const [out = 0, inputs = 0, height = 1, width = 1] = kernels.weights.shape
    // A single weight for each channel: only side by side do they say something.
    const matrix = height * width === 1 && inputs > 1
    checkChannel(channel, inputs, matrix, layer)
    const all = Array.from({ length: out }, (_, filter) => filter)
    const chosen = filters
      ? parseFilters(filters, layer, out, MOST_FILTERS)
      : all.slice(0, matrix ? MOST_ROWS : USUAL_FILTERS)
    const { tiles, columns, largest } = matrix
      ? asMatrix(kernels, chosen, range)
      : asTiles(kernels, chosen, { channel, range })
    const facts = factsOf(kernels)
    const which = channel === undefined ? 'mean over the channels' : `channel ${channel}`
    const plain = matrix || inputs === 1 || (kernels.colours && channel === undefined)
    const detail = plain ? inEnglish(facts) : `${inEnglish(facts)}; ${which}`
    const section = { heading: `${layer} of ${network}`, detail, tiles }
    return {
      kind: 'chart',
      picture: sheet({ sections: [section], columns, legend: legend(range, matrix, largest) }),
      alt: phrase`The weights of ${count(chosen.length, 'filter')} of ${layer} of ${network}: ${facts}.`,
      notes: [chosen.length < out ? phrase`${facts}; ${count(chosen.length, 'filter')} shown` : facts],
    }
  },
})

type Drawn = Pick<SheetOptions, 'columns'> & Pick<Section, 'tiles'> & { readonly largest: number }

function asTiles(kernels: Kernels, filters: readonly number[], look: KernelLook): Drawn {
  const columns = columnsFor(filters.length)
  const [, , high = 1, wide = 1] = kernels.weights.shape
  const scale = Math.max(1, Math.floor(Math.min(MOST_TILE, SHEET_WIDTH / columns) / Math.max(high, wide)))
  const drawn = kernelTiles(kernels, filters, look)
  const tiles = drawn.map(({ picture, largest }, i) => ({
    picture: enlargeNearest(picture, scale * high, scale * wide),
    label: String(filters[i]),
    value: short(largest),
  }))
  return { tiles, columns, largest: Math.max(...drawn.map(({ largest }) => largest)) }
}

function asMatrix(kernels: Kernels, filters: readonly number[], range: KernelLook['range']): Drawn {
  const inputs = Math.min(kernels.weights.shape[1] ?? 0, MOST_ROWS)
  const { picture, largest } = kernelMatrix(kernels, filters, inputs, range)
  const scale = Math.max(1, Math.floor(Math.min(MOST_CELL, SHEET_WIDTH / inputs, SHEET_HEIGHT / filters.length)))
  const label = `rows: filters ${ranges(filters)} · columns: channels 0-${inputs - 1}`
  return {
    tiles: [{ picture: enlargeNearest(picture, scale * filters.length, scale * inputs), label }],
    columns: 1,
    largest,
  }
}

/** Throws `UserError` bad-input for a channel that there is not. */
function checkChannel(channel: number | undefined, inputs: number, matrix: boolean, layer: string): void {
  if (channel === undefined) return
  if (matrix) {
    throw new UserError(
      'bad-input',
      phrase`The kernels of ${layer} are single weights, and all channels are drawn side by side.`,
      phrase`Leave channel out.`,
    )
  }
  if (channel < inputs) return
  throw new UserError(
    'bad-input',
    phrase`Channel ${channel} does not exist: each filter of ${layer} reads channels 0 to ${inputs - 1}.`,
  )
}

/** "64 filters of 7×7 over 3 channels, stride 2, 9,472 parameters" */
function factsOf({ weights, strides, dilations, group, parameters }: Kernels): Text {
  const [out = 0, inputs = 0, height = 1, width = 1] = weights.shape
  const filters = count(out, 'filter')
  const window = `${height}×${width}`
  const reads =
    inputs === 1 && group > 1
      ? phrase`${filters} of ${window}, each over a channel of its own`
      : phrase`${filters} of ${window} over ${count(inputs, 'channel')}`
  return joined(
    [
      reads,
      ...(group > 1 && inputs > 1 ? [phrase`in ${group} groups`] : []),
      ...(strides.some((stride) => stride > 1) ? [phrase`stride ${alike(strides)}`] : []),
      ...(dilations.some((dilation) => dilation > 1) ? [phrase`dilation ${alike(dilations)}`] : []),
      phrase`${GROUPED.format(parameters)} parameters`,
    ],
    ', ',
  )
}

const GROUPED = new Intl.NumberFormat('en-GB')

/** "2" for both axes alike, else "1×2". */
function alike([down, across]: Kernels['strides']): string {
  return down === across ? String(down) : `${down}×${across}`
}

/** Greys from the negative of the largest weight over zero to the largest. */
function legend(range: KernelLook['range'], matrix: boolean, largest: number): Legend {
  const own = matrix ? 'the row’s largest' : 'the number above'
  const end = range === 'own' ? own : short(largest)
  return { colormap: grey, marks: [`– ${end}`, '0', end] }
}

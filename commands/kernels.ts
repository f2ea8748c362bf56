/** Shows the raw weights of a convolution: each filter's kernel as a tile, or all 1x1 kernels as one matrix. */
import { z } from 'zod'
import { defineCommand } from '../src/command/command.ts'
import * as common from '../src/command/common-options.ts'
import { defined } from '../src/core/defined.ts'
import { UserError } from '../src/core/errors.ts'
import type { Rendering, RenderProgress } from '../src/core/rendering.ts'
import { formatRanges, normalFilters, parseFilters } from '../src/core/selection/filter-list.ts'
import { count, grouped } from '../src/i18n/format.ts'
import { inEnglish, joined, phrase, type Text } from '../src/i18n/phrase.ts'
import { columnsFor } from '../src/image/draw/arrangement.ts'
import { grey } from '../src/image/draw/colormap.ts'
import { enlargeNearest } from '../src/image/draw/enlarge.ts'
import { type Legend, type Section, type SheetOptions, sheet } from '../src/image/draw/sheet.ts'
import type { Kernels } from '../src/network/graph/kernels.ts'
import { formatStrength } from '../src/vis/inspect/feature-maps.ts'
import { type KernelOptions, kernelMatrix, kernelTiles } from '../src/vis/inspect/kernel-tiles.ts'

/** Tiles of a request that names no filters. */
const USUAL_FILTERS = 64
/** The most filters that can be named. They are only drawn, so that there may be more than in other commands. */
const MOST_FILTERS = 256
/** The most rows and columns of a matrix. With more, each weight would get less than a pixel. */
const MOST_ROWS = 1024
/** The largest sheet, tile and cell of a matrix, in pixels. */
const SHEET = { width: 1100, height: 1400 }
const MOST_TILE = 320
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
    range: common.range.describe('Scale each kernel to its own largest weight, or all to the largest of all'),
    format: common.stillFormat(['png', 'jpeg', 'webp']),
  }),

  async run({ layer, filters, network, channel, ...rest }, context) {
    const choice = await context.choose({ network, layer })
    return {
      command: 'kernels',
      network: choice.network,
      layer: choice.layer,
      parameters: {
        ...rest,
        ...defined({ channel, filters: normalFilters(filters, { ...choice, most: MOST_FILTERS }) }),
      },
      seed: 0,
      ...defined({ note: choice.note }),
    }
  },

  async *render({ network, layer, parameters }, kit): AsyncGenerator<RenderProgress, Rendering> {
    const { filters, range, channel } = parameters
    const kernels = kit.kernels(layer)
    yield { done: 0, at: {} }
    checkChannel(channel, layer, kernels)
    const { out } = sizesOf(kernels)
    const chosen =
      filters === undefined ? usualFilters(kernels) : parseFilters(filters, { layer, filters: out, most: MOST_FILTERS })
    const { tiles, columns, largest } = isMatrix(kernels)
      ? asMatrix(kernels, chosen, range)
      : asTiles(kernels, chosen, { channel, range })
    const facts = factsOf(kernels)
    const detail = [inEnglish(facts), ...shownChannel(kernels, channel)].join('; ')
    const section = { heading: `${layer} of ${network}`, detail, tiles }
    return {
      kind: 'chart',
      picture: sheet({ sections: [section], columns, legend: legend(range, isMatrix(kernels), largest) }),
      alt: phrase`The weights of ${count(chosen.length, 'filter')} of ${layer} of ${network}: ${facts}.`,
      notes: [chosen.length < out ? phrase`${facts}; ${count(chosen.length, 'filter')} shown` : facts],
    }
  },
})

/** `inputs` are the channels that one filter reads. */
function sizesOf({ weights }: Kernels): { out: number; inputs: number; height: number; width: number } {
  const [out, inputs, height, width] = weights.shape as readonly [number, number, number, number]
  return { out, inputs, height, width }
}

/** Whether kernels are drawn as one matrix. A single weight for each channel says something only beside the others. */
function isMatrix(kernels: Kernels): boolean {
  const { inputs, height, width } = sizesOf(kernels)
  return height * width === 1 && inputs > 1
}

function usualFilters(kernels: Kernels): number[] {
  const most = isMatrix(kernels) ? MOST_ROWS : USUAL_FILTERS
  return Array.from({ length: Math.min(most, sizesOf(kernels).out) }, (_, filter) => filter)
}

/** Which of its input channels a tile shows, where it does not show all of them. */
function shownChannel(kernels: Kernels, channel: number | undefined): string[] {
  if (isMatrix(kernels) || sizesOf(kernels).inputs === 1) return []
  if (channel !== undefined) return [`channel ${channel}`]
  return kernels.colours ? [] : ['mean over the channels']
}

type Drawn = Pick<SheetOptions, 'columns'> & Pick<Section, 'tiles'> & { readonly largest: number }

function asTiles(kernels: Kernels, filters: readonly number[], options: KernelOptions): Drawn {
  const columns = columnsFor(filters.length)
  const { height, width } = sizesOf(kernels)
  const scale = Math.max(1, Math.floor(Math.min(MOST_TILE, SHEET.width / columns) / Math.max(height, width)))
  const drawn = kernelTiles(kernels, filters, options)
  const tiles = drawn.map(({ picture, largest }, i) => ({
    picture: enlargeNearest(picture, scale * height, scale * width),
    label: String(filters[i]),
    value: formatStrength(largest),
  }))
  return { tiles, columns, largest: Math.max(...drawn.map(({ largest }) => largest)) }
}

function asMatrix(kernels: Kernels, filters: readonly number[], range: KernelOptions['range']): Drawn {
  const inputs = Math.min(sizesOf(kernels).inputs, MOST_ROWS)
  const { picture, largest } = kernelMatrix(kernels, filters, { width: inputs, range })
  const scale = Math.max(1, Math.floor(Math.min(MOST_CELL, SHEET.width / inputs, SHEET.height / filters.length)))
  const label = `rows: filters ${formatRanges(filters)} · columns: channels 0-${inputs - 1}`
  return {
    tiles: [{ picture: enlargeNearest(picture, scale * filters.length, scale * inputs), label }],
    columns: 1,
    largest,
  }
}

/** Throws `UserError` bad-input for a channel that the filters do not read, and for any channel of a matrix. */
function checkChannel(channel: number | undefined, layer: string, kernels: Kernels): void {
  if (channel === undefined) return
  if (isMatrix(kernels)) {
    throw new UserError(
      'bad-input',
      phrase`The kernels of ${layer} are single weights, and all channels are drawn side by side.`,
      phrase`Leave channel out.`,
    )
  }
  const { inputs } = sizesOf(kernels)
  if (channel < inputs) return
  throw new UserError(
    'bad-input',
    phrase`Channel ${channel} does not exist: each filter of ${layer} reads channels 0 to ${inputs - 1}.`,
  )
}

/** "64 filters of 7×7 over 3 channels, stride 2, 9,472 parameters" */
function factsOf(kernels: Kernels): Text {
  const { strides, dilations, group, parameters } = kernels
  const { out, inputs, height, width } = sizesOf(kernels)
  const filters = count(out, 'filter')
  const window = `${height}×${width}`
  const isDepthwise = inputs === 1 && group > 1
  return joined(
    [
      isDepthwise
        ? phrase`${filters} of ${window}, each over a channel of its own`
        : phrase`${filters} of ${window} over ${count(inputs, 'channel')}`,
      ...(group > 1 && !isDepthwise ? [phrase`in ${group} groups`] : []),
      ...(strides.some((stride) => stride > 1) ? [phrase`stride ${downAndAcross(strides)}`] : []),
      ...(dilations.some((dilation) => dilation > 1) ? [phrase`dilation ${downAndAcross(dilations)}`] : []),
      phrase`${grouped(parameters)} parameters`,
    ],
    ', ',
  )
}

/** "2" if both axes have the same value, else "1×2". */
function downAndAcross([down, across]: Kernels['strides']): string {
  return down === across ? String(down) : `${down}×${across}`
}

/** Greys from minus the largest weight over zero to the largest. */
function legend(range: KernelOptions['range'], matrix: boolean, largest: number): Legend {
  const own = matrix ? 'the row’s largest' : 'the number above'
  const end = range === 'own' ? own : formatStrength(largest)
  return { colormap: grey, marks: [`– ${end}`, '0', end] }
}

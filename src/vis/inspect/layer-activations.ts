/** A sheet of feature maps: the activations of one layer for a photo, strongest first. */

import { defined } from '../../core/defined.ts'
import type { Pixels } from '../../core/pixels.ts'
import type { Chart, FilterStrength, Rendering, RenderProgress } from '../../core/rendering.ts'
import type { OpenNetwork } from '../../engine/engine.ts'
import { inThreeDigits } from '../../i18n/format.ts'
import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { columnsFor } from '../../image/draw/arrangement.ts'
import { sheet } from '../../image/draw/sheet.ts'
import type { LayerFacts } from '../../network/graph/describe.ts'
import { fitSize, toImages, toPixels } from '../images.ts'
import { colormapLegend, formatStrength, type MapOptions, mapTiles, rankFilters, tileSize } from './feature-maps.ts'

/** The photo, and how its feature maps are drawn. */
export interface ActivationOptions extends Pick<MapOptions, 'range' | 'colours'> {
  readonly photo: Pixels
  /** The longer side of the network's input, in pixels. */
  readonly size: number
  /** Whether the maps are drawn over the photo. */
  readonly overlay: boolean
}

/** The network that activations are read from. */
export interface ActivationSource {
  readonly network: OpenNetwork
  /** Describes the network's layers in running order, for pictures of a size in pixels. */
  layers(height: number, width: number): LayerFacts[]
}

interface LayerSelection {
  readonly network: string
  readonly layer: string
  /** Undefined for those that fire most strongly. */
  readonly filters: readonly number[] | undefined
}

const DEFAULT_FILTERS = 25
/** The number of strongest filters that are reported, so that they can be drawn next. */
const REPORTED_FILTERS = 9
/** The width of all tiles in a row, in pixels, and the largest tile. */
const SHEET_WIDTH = 1100
const LARGEST_TILE = 640

/** Draws the maps of a layer. Throws `UserError` as the network's `activations` and `rankFilters` do. */
export async function* layerActivations(
  { network, layer, filters }: LayerSelection,
  { photo, size, range, colours, overlay }: ActivationOptions,
  { network: open, layers }: ActivationSource,
): AsyncGenerator<RenderProgress, Rendering> {
  const inputSize = fitSize(photo.height, photo.width, size)
  const [maps] = await open.activations(toImages(photo, ...inputSize), [layer])
  if (!maps) throw new Error(`the engine gave no maps of ${layer}`)
  yield { done: 0.9, at: {} }
  const ranked = rankFilters(maps)
  const chosen = filters ? ranked.filter(({ filter }) => filters.includes(filter)) : ranked.slice(0, DEFAULT_FILTERS)
  const columns = columnsFor(chosen.length)
  const [height, width] = tileSize(inputSize, Math.min(LARGEST_TILE, Math.floor(SHEET_WIDTH / columns)))
  const field = overlay && layers(...inputSize).find(({ name }) => name === layer)?.field
  const over = field ? { photo: toPixels(toImages(photo, height, width)), inputSize, field } : undefined
  const [, channels, rows, positions] = maps.shape
  // A single position is always its own maximum.
  const scale = rows * positions > 1 ? range : 'common'
  const detail = `${chosen.length} of ${channels} filters, maps of ${rows} × ${positions}`
  const section = {
    heading: `${layer} of ${network}`,
    detail: chosen.length > 1 ? `${detail}, strongest first` : detail,
    tiles: mapTiles(maps, chosen, { range: scale, colours, height, width, over }),
  }
  const end = scale === 'own' ? 'the number above each map' : formatStrength(Math.max(0, chosen[0]?.value ?? 0))
  const strongest = chosen.filter(({ value }) => value > 0).slice(0, REPORTED_FILTERS)
  return {
    kind: 'chart',
    picture: sheet({ sections: [section], columns, legend: colormapLegend(colours, end) }),
    alt: phrase`Where the photo excites ${chosen.length} filters of ${layer} of ${network}. ${strongestText(strongest)}`,
    notes: [strongestText(strongest)],
    ...defined({ strongest: strongest.length > 0 ? strongest : undefined }),
  } satisfies Rendering & Chart
}

/** "Strongest, by their largest activation: 231 (12.4), 18 (9.1)." */
function strongestText(strongest: readonly FilterStrength[]): Text {
  if (strongest.length === 0) return phrase`None of these filters fires on this photo.`
  const each = strongest.map(({ filter, value }) => phrase`${filter} (${inThreeDigits(value)})`)
  return phrase`Strongest, by their largest activation: ${joined(each, ', ')}.`
}

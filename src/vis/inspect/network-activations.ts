/** A sheet of a whole network: the strongest feature maps of each main layer for a photo, from first to last. */
import { UserError } from '../../core/errors.ts'
import type { Rendering, RenderProgress } from '../../core/rendering.ts'
import { phrase } from '../../i18n/phrase.ts'
import { type Section, sheet } from '../../image/draw/sheet.ts'
import type { LayerFacts } from '../../network/graph/describe.ts'
import type { ReceptiveField } from '../../network/graph/receptive-field.ts'
import { fitSize, toImages, toPixels } from '../images.ts'
import { colormapLegend, mapTiles, rankFilters, TALLEST_TILE, tileSize } from './feature-maps.ts'
import type { ActivationOptions, ActivationSource } from './layer-activations.ts'
import { fieldSize, mainLayers } from './layer-table.ts'

/** The most layers in one sheet. With more, it would become too high. */
const MOST_LAYERS = 48
/** The tallest sheet, in pixels: chats and file formats refuse taller pictures. */
const TALLEST_SHEET = 16_000
/** The height of a row's text and gaps, in pixels. */
const ROW_TEXT_HEIGHT = 150
/** The most activations that are held at once: 64 MB. */
const MOST_VALUES = 2 ** 24
/** Maps that are shown of each layer. */
const COLUMNS = 6
const SHEET_WIDTH = 1100

/**
 * Draws the strongest maps of all main layers. Throws `UserError` too-small for a picture too small for every layer,
 * and as the network's `activations` and `rankFilters` do.
 */
export async function* networkActivations(
  network: string,
  { photo, size, range, colours, overlay }: ActivationOptions,
  { network: open, layers: layersAt }: ActivationSource,
): AsyncGenerator<RenderProgress, Rendering> {
  const inputSize = fitSize(photo.height, photo.width, size)
  const layers = selectLayers(layersAt(...inputSize))
  const [first, last] = [layers[0], layers.at(-1)]
  if (!first || !last) throw tooSmall(network, inputSize)
  const images = toImages(photo, ...inputSize)
  const tallestTile = TALLEST_SHEET / (layers.length + 1) - ROW_TEXT_HEIGHT
  const side = Math.min(Math.floor(SHEET_WIDTH / COLUMNS), tallestTile / TALLEST_TILE)
  const [height, width] = tileSize(inputSize, side)
  const small = toPixels(toImages(photo, height, width))
  const sections: Section[] = [
    { heading: network, detail: 'from the photo to the last layer', tiles: [{ picture: small, label: 'photo' }] },
  ]
  for (const batch of layerBatches(layers)) {
    const found = await open.activations(
      images,
      batch.map(({ name }) => name),
    )
    for (const [i, maps] of found.entries()) {
      const { name, field, channels } = batch[i]!
      const over = overlay ? { photo: small, inputSize, field } : undefined
      const strongest = rankFilters(maps).slice(0, COLUMNS)
      const detail = `${channels} filters, maps of ${maps.shape[2]} × ${maps.shape[3]}${fieldText(field)}`
      sections.push({
        heading: name,
        detail,
        tiles: mapTiles(maps, strongest, { range, colours, height, width, over }),
      })
    }
    const drawn = sections.length - 1
    yield { done: drawn / (layers.length + 1), at: { layer: [drawn, layers.length] } }
  }
  const end = range === 'own' ? 'the number above each map' : 'the strongest of its row'
  const facts = phrase`of ${layers.length} layers, ${first.name} to ${last.name}, the ${COLUMNS} filters that fire most strongly`
  return {
    kind: 'chart',
    picture: sheet({ sections, columns: COLUMNS, legend: colormapLegend(colours, end) }),
    alt: phrase`What the photo excites in ${network}: ${facts}.`,
    notes: [phrase`Shown: ${facts}.`],
  }
}

type SizedLayer = LayerFacts & Required<Pick<LayerFacts, 'size'>>

/** The main layers whose maps have more than one position; if there are too many, an even selection of them. */
export function selectLayers(layers: readonly LayerFacts[]): SizedLayer[] {
  const all = mainLayers(layers).filter(
    (layer): layer is SizedLayer => !!layer.size && layer.size[0] * layer.size[1] > 1,
  )
  if (all.length <= MOST_LAYERS) return all
  const bin = (i: number) => Math.floor((i * MOST_LAYERS) / all.length)
  return all.filter((_, i) => bin(i) !== bin(i - 1))
}

/** Splits layers, in order, into batches whose activations can be held in memory together; at least one layer each. */
export function layerBatches(layers: readonly SizedLayer[]): SizedLayer[][] {
  const batches: SizedLayer[][] = []
  let held = Number.POSITIVE_INFINITY
  for (const layer of layers) {
    const values = layer.channels * layer.size[0] * layer.size[1]
    if (held + values > MOST_VALUES) {
      batches.push([])
      held = 0
    }
    batches.at(-1)!.push(layer)
    held += values
  }
  return batches
}

/** ", each position sees 299 × 299 pixels", or nothing for a receptive field without end. */
function fieldText(field: ReceptiveField): string {
  const [height, width] = fieldSize(field)
  return Number.isFinite(height + width) ? `, each position sees ${height} × ${width} pixels` : ''
}

function tooSmall(network: string, [height, width]: readonly [number, number]): UserError {
  return new UserError(
    'too-small',
    phrase`A picture of ${width} x ${height} is too small for ${network}.`,
    phrase`Use a larger picture.`,
  )
}

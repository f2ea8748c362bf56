/** A walk through a network: what a photo excites in each of its main layers, from first to last. */
import { UserError } from '../../core/errors.ts'
import type { Rendering, RenderProgress } from '../../core/rendering.ts'
import { phrase } from '../../i18n/phrase.ts'
import { type Section, sheet } from '../../image/draw/sheet.ts'
import type { LayerFacts } from '../../network/graph/describe.ts'
import type { ReceptiveField } from '../../network/graph/receptive-field.ts'
import { fitSize, toImages, toPixels } from '../images.ts'
import { magmaLegend, mapTiles, rankFilters, TALLEST_TILE, tileSize } from './feature-maps.ts'
import type { ActivationOptions, ActivationSource } from './layer-activations.ts'
import { fieldSize, mainLayers } from './layer-table.ts'

/** Layers of one picture: of more it would be too high. */
const MOST_LAYERS = 48
/** Chats and file types refuse higher pictures, in pixels. */
const TALLEST_SHEET = 16_000
/** Of a row, without its tiles: words and gaps. */
const ROW_TEXT_HEIGHT = 150
/** Values of all maps that are held at once: 64 MB. */
const LARGEST_BATCH = 2 ** 24
/** Maps of each layer. */
const COLUMNS = 6
const SHEET_WIDTH = 1100

/** Throws `UserError` too-small, as the network's `activations`, and as `byStrength`. */
export async function* networkActivations(
  network: string,
  { photo, size, range, overlay }: ActivationOptions,
  { network: open, layers: layersAt }: ActivationSource,
): AsyncGenerator<RenderProgress, Rendering> {
  const seen = fitSize(photo.height, photo.width, size)
  const layers = selectLayers(layersAt(...seen))
  if (layers.length === 0) throw tooSmall(network, seen)
  const images = toImages(photo, ...seen)
  const room = TALLEST_SHEET / (layers.length + 1) - ROW_TEXT_HEIGHT
  const [height, width] = tileSize(seen, Math.min(Math.floor(SHEET_WIDTH / COLUMNS), room / TALLEST_TILE))
  const small = toPixels(toImages(photo, height, width))
  const sections: Section[] = [
    { heading: network, detail: 'from the photo to the last layer', tiles: [{ picture: small, label: 'photo' }] },
  ]
  for (const portion of layerBatches(layers)) {
    const names = portion.map(({ name }) => name)
    const found = await open.activations(images, names)
    for (const [i, maps] of found.entries()) {
      const { name, field, channels } = portion[i] as LayerFacts
      const over = overlay ? { photo: small, seen, field } : undefined
      const strongest = rankFilters(maps).slice(0, COLUMNS)
      const detail = `${channels} filters, maps of ${maps.shape[2]} × ${maps.shape[3]}${fieldText(field)}`
      sections.push({ heading: name, detail, tiles: mapTiles(maps, strongest, { range, height, width, over }) })
    }
    const drawn = sections.length - 1
    yield { done: drawn / (layers.length + 1), at: { layer: [drawn, layers.length] } }
  }
  const end = range === 'own' ? 'the number above each map' : 'the strongest of its row'
  const facts = phrase`of ${layers.length} layers, ${layers[0]?.name ?? ''} to ${layers.at(-1)?.name ?? ''}, the ${COLUMNS} filters that fire most strongly`
  return {
    kind: 'chart',
    picture: sheet({ sections, columns: COLUMNS, legend: magmaLegend(end) }),
    alt: phrase`What the photo excites in ${network}: ${facts}.`,
    notes: [phrase`Shown: ${facts}.`],
  }
}

/** The main layers that have maps of more than one position; where there are too many, some of them, evenly. */
export function selectLayers(layers: readonly LayerFacts[]): LayerFacts[] {
  const all = mainLayers(layers).filter(({ size }) => size !== undefined && size[0] * size[1] > 1)
  if (all.length <= MOST_LAYERS) return all
  const place = (i: number) => Math.floor((i * MOST_LAYERS) / all.length)
  return all.filter((_, i) => place(i) !== place(i - 1))
}

/** Runs of layers whose maps together are small enough to be held, at least one layer each. */
export function layerBatches(layers: readonly LayerFacts[]): LayerFacts[][] {
  const portions: LayerFacts[][] = []
  let held = Number.POSITIVE_INFINITY
  for (const layer of layers) {
    const values = layer.channels * (layer.size?.[0] ?? 0) * (layer.size?.[1] ?? 0)
    if (held + values > LARGEST_BATCH) {
      portions.push([])
      held = 0
    }
    portions.at(-1)?.push(layer)
    held += values
  }
  return portions
}

/** ", each position sees 299 × 299 pixels" */
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

/** A network's layers as the rows of a diagram: what each computes, its size, receptive field and cost. */

import { compact } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import type { DiagramColumn, DiagramRow } from '../../image/draw/diagram-layout.ts'
import type { Colour } from '../../image/draw/pen.ts'
import { FEATURE_OPERATIONS, isScale } from '../../network/graph/convolutions.ts'
import type { LayerFacts } from '../../network/graph/describe.ts'
import type { ReceptiveField } from '../../network/graph/receptive-field.ts'
import { routeLanes } from './lanes.ts'

interface LayerTable {
  readonly columns: readonly DiagramColumn[]
  /** The input picture first, then one row for each layer. */
  readonly rows: readonly DiagramRow[]
  /** The names of the main layers, in running order. */
  readonly names: readonly string[]
}

/** `layers` are in running order, described for square pictures of `side` pixels. */
export function layerTable(layers: readonly LayerFacts[], side: number): LayerTable {
  const reads = rowReads(layers)
  const { lanes, trunk } = routeLanes(reads)
  const { multiplyAdds } = totals(layers)
  const groups = moduleNumbers(trunk)
  /** Whether layer `i` begins maps of another size. A module counts as a whole, by the size of its last layer. */
  const isParted = (i: number) => {
    const group = groups[i + 1]
    if (group !== undefined && group === groups[i]) return false
    const end = group === undefined ? i : groups.lastIndexOf(group) - 1
    return layers[i - 1]?.size?.join() !== layers[end]?.size?.join()
  }
  const rows = layers.map((layer, i): DiagramRow => {
    const row = i + 1
    const share = multiplyAdds > 0 ? layer.multiplyAdds / multiplyAdds : 0
    const { name, channels, size, parameters } = layer
    return {
      cells: [
        name,
        operationText(layer),
        size ? `${channels} × ${size[0]} × ${size[1]}` : `${channels} × –`,
        fieldText(layer),
        parameters > 0 ? inEnglish(compact(parameters)) : '',
        percent(share),
      ],
      colour: COLOURS[layer.operation],
      lane: lanes[row]!,
      reads: reads[row]!,
      share,
      group: groups[row],
      parted: i > 0 && isParted(i),
    }
  })
  const picture: DiagramRow = {
    cells: ['picture', 'RGB, 0..255', `3 × ${side} × ${side}`, '1', '', ''],
    colour: PICTURE,
    lane: lanes[0]!,
    reads: [],
    share: 0,
    parted: false,
  }
  return { columns: COLUMNS, rows: [picture, ...rows], names: mainLayers(layers).map(({ name }) => name) }
}

/**
 * The main layers: those on the trunk that compute features of their own. Modules with branches are represented by the
 * layer that joins the branches.
 */
export function mainLayers(layers: readonly LayerFacts[]): LayerFacts[] {
  const { trunk } = routeLanes(rowReads(layers))
  return layers.filter((layer, i) => trunk[i + 1] && FEATURE_OPERATIONS.has(layer.operation) && !isScale(layer))
}

/** The sums over all layers. */
export function totals(layers: readonly LayerFacts[]): Pick<LayerFacts, 'parameters' | 'multiplyAdds'> {
  return {
    parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
    multiplyAdds: layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0),
  }
}

const COLUMNS: readonly DiagramColumn[] = [
  { title: 'layer', align: 'left' },
  { title: 'operation', align: 'left' },
  { title: 'maps', align: 'right' },
  { title: 'sees', align: 'right' },
  { title: 'parameters', align: 'right' },
  { title: 'work', align: 'right' },
]

const PICTURE: Colour = [240, 240, 242]
const POOL: Colour = [111, 207, 151]
const JOIN: Colour = [242, 180, 80]
const OTHER: Colour = [165, 165, 175]
const COLOURS: Readonly<Record<LayerFacts['operation'], Colour>> = {
  conv: [120, 160, 255],
  maxPool: POOL,
  averagePool: POOL,
  globalAverage: POOL,
  concat: JOIN,
  add: JOIN,
  relu: OTHER,
  lrn: OTHER,
  softmax: OTHER,
}

const OPERATIONS: Readonly<Record<LayerFacts['operation'], string>> = {
  conv: 'conv',
  maxPool: 'max pool',
  averagePool: 'average pool',
  globalAverage: 'mean of all',
  concat: 'concat',
  add: 'add',
  relu: 'ReLU',
  lrn: 'LRN',
  softmax: 'softmax',
}

/** An operation with its window and, after a slash, its stride: "conv 3×3 /2", "depthwise 3×3", "max pool 3×3 /2". */
function operationText({ operation, window, group = 1, channels }: LayerFacts): string {
  if (isScale({ operation, window, group, channels })) return 'scale'
  const kind = group > 1 && group === channels ? 'depthwise' : OPERATIONS[operation]
  if (!window) return kind
  const { kernel, strides, dilations } = window
  return [
    kind,
    kernel.join('×'),
    ...(strides.some((stride) => stride > 1) ? [`/${formatSides(strides)}`] : []),
    ...(dilations.some((dilation) => dilation > 1) ? [`dilated ${formatSides(dilations)}`] : []),
    ...(group > 1 && group !== channels ? [`in ${group}`] : []),
  ].join(' ')
}

/** The size of a receptive field in pixels, [height, width]; infinite after a global mean. */
export function fieldSize({ first, last }: ReceptiveField): readonly [height: number, width: number] {
  return [last[0] - first[0] + 1, last[1] - first[1] + 1]
}

function fieldText({ field }: LayerFacts): string {
  const size = fieldSize(field)
  return size.every(Number.isFinite) ? formatSides(size) : 'all'
}

/** "3" if both sides are equal, else "1×7". */
function formatSides([high, wide]: readonly [number, number]): string {
  return high === wide ? String(high) : `${high}×${wide}`
}

function percent(share: number): string {
  if (share === 0) return ''
  return share < 0.0005 ? '<0.1%' : `${(100 * share).toFixed(1)}%`
}

/** For each row the rows that it reads. Row 0 is the input picture, row i + 1 is layer i. */
function rowReads(layers: readonly LayerFacts[]): number[][] {
  const rows = new Map(layers.map(({ name }, i) => [name, i + 1]))
  return [[], ...layers.map(({ inputs }) => (inputs.length > 0 ? inputs.flatMap((name) => rows.get(name) ?? []) : [0]))]
}

/** For each row the number of the module with branches that it belongs to, from its first branch to its join. */
function moduleNumbers(trunk: readonly boolean[]): (number | undefined)[] {
  let count = 0
  return trunk.map((whole, row) => {
    const after = row > 0 && !trunk[row - 1]
    if (!whole && !after) count++
    return whole && !after ? undefined : count
  })
}

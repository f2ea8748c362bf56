/**
 * Lays out a diagram as data: DiagramOptions -> DiagramLayout. All places and sizes are in pixels of the picture.
 * Pure.
 */

import type { Rectangle } from '../../core/pixels.ts'
import { FAINT, INK, type PlacedText, stackLines } from './chart-text.ts'
import { dotCentre, routeWires, type Strip, type Wire, type WiredRow } from './diagram-wires.ts'
import type { Colour, Point } from './pen.ts'
import { textWidth, truncateToWidth, wrapText } from './text.ts'

export interface DiagramColumn {
  readonly title: string
  /** The side of the column at which its texts stand. */
  readonly align: 'left' | 'right'
}

export interface DiagramRow extends WiredRow {
  /** One text for each column. */
  readonly cells: readonly string[]
  /** The colour of the row's dot. */
  readonly colour: Colour
  /** The length of the row's bar, 0..1. Bars are scaled so that the longest fills its room. */
  readonly share: number
  /** Neighbouring rows of the same group share a lighter background. Default none. */
  readonly group?: number | undefined
  /** Whether a line separates the row from the one above. */
  readonly parted: boolean
}

export interface DiagramOptions {
  readonly title: string
  /** Lines below the title, in faint ink. */
  readonly notes: readonly string[]
  readonly columns: readonly DiagramColumn[]
  /** From top to bottom; at least one. */
  readonly rows: readonly DiagramRow[]
}

export interface DiagramLayout {
  readonly width: number
  readonly height: number
  /** Filled rectangles, in drawing order. */
  readonly areas: readonly FilledArea[]
  /** In drawing order. */
  readonly wires: readonly Wire[]
  /** One for each row. */
  readonly dots: readonly { readonly centre: Point; readonly colour: Colour }[]
  readonly texts: readonly PlacedText[]
  /** The place of each row, over the whole width of its strip. */
  readonly places: readonly Rectangle[]
}

interface FilledArea {
  readonly kind: 'background' | 'line' | 'bar'
  readonly area: Rectangle
  readonly colour: Colour
}

const MARGIN = 28
/** Heights of capitals and digits; the size of the letters is about 1.4 times that. */
const TITLE_HEIGHT = 24
const TEXT_HEIGHT = 16
const LEADING = 1.8
/** From the heading to the table. */
const HEADING_GAP = 12
const ROW_HEIGHT = 36
const COLUMN_GAP = 30
const MOST_LANE_WIDTH = 24
/** The room of all lanes together; more lanes are narrower. */
const MOST_LANES_WIDTH = 240
const BAR_WIDTH = 110
const MOST_CELL_WIDTH = 380
/** Chats and their viewers take no pictures that are much higher. */
const MOST_HEIGHT = 16_000
/** The part of that height for everything but the rows. */
const HEADING_ROOM = 400
const STRIP_GAP = 64
/** The part of a row's place that lies outside of its strip, on each side. */
const PLACE_OVERHANG = 10
const BACKGROUND: Colour = [38, 38, 43]
const LINE: Colour = [70, 70, 78]
const BAR: Colour = [106, 90, 205]

/** Lays out a diagram. The rows are in as many strips, side by side, as the height of the picture needs. */
export function layOutDiagram(options: DiagramOptions): DiagramLayout {
  const { columns, rows } = options
  const table = measureTable(options)
  const count = Math.max(1, Math.ceil((rows.length * ROW_HEIGHT) / (MOST_HEIGHT - HEADING_ROOM)))
  const each = Math.ceil(rows.length / count)
  const width = 2 * MARGIN + count * (table.width + STRIP_GAP) - STRIP_GAP
  const heading = layOutHeading(options, width - 2 * MARGIN)
  const titleTop = heading.bottom + HEADING_GAP
  const strips = Array.from({ length: count }, (_, i): Strip => {
    return {
      left: MARGIN + i * (table.width + STRIP_GAP),
      top: titleTop + ROW_HEIGHT,
      first: i * each,
      end: Math.min((i + 1) * each, rows.length),
      laneWidth: table.laneWidth,
      rowHeight: ROW_HEIGHT,
    }
  })
  const placed = strips.flatMap((strip) => placeRows(options, table, strip))
  const titles = columns.map(({ title }) => ({ text: title, colour: FAINT }))
  return {
    width,
    height: titleTop + (1 + each) * ROW_HEIGHT + MARGIN,
    areas: placed.flatMap(({ areas }) => areas),
    wires: strips.flatMap((strip) => routeWires(rows, strip)),
    dots: placed.map(({ dot }) => dot),
    texts: [
      ...heading.texts,
      ...strips.flatMap(({ left }) => layOutCells(columns, table, { cells: titles, left, top: titleTop })),
      ...placed.flatMap(({ texts }) => texts),
    ],
    places: placed.map(({ place }) => place),
  }
}

/** Measures that all strips share. */
interface Table {
  readonly laneWidth: number
  /** The left sides of the columns, from the left side of the strip, and their widths. */
  readonly columns: readonly { readonly left: number; readonly width: number }[]
  /** The left side of the bars, from the left side of the strip. */
  readonly barLeft: number
  /** The share of the longest bar. */
  readonly mostShare: number
  readonly width: number
}

function measureTable({ columns, rows }: DiagramOptions): Table {
  const lanes = Math.max(...rows.map(({ lane }) => lane)) + 1
  const laneWidth = Math.min(MOST_LANE_WIDTH, MOST_LANES_WIDTH / lanes)
  let left = Math.round(lanes * laneWidth) + COLUMN_GAP / 2
  const measured = columns.map(({ title }, i) => {
    const texts = [title, ...rows.map(({ cells }) => cells[i]!)]
    const column = {
      left,
      width: Math.min(MOST_CELL_WIDTH, Math.max(...texts.map((text) => textWidth(text, TEXT_HEIGHT)))),
    }
    left += column.width + COLUMN_GAP
    return column
  })
  const barLeft = left - COLUMN_GAP / 2
  const mostShare = Math.max(...rows.map(({ share }) => share)) || 1
  return { laneWidth, columns: measured, barLeft, mostShare, width: barLeft + BAR_WIDTH + COLUMN_GAP / 2 }
}

function layOutHeading({ title, notes }: DiagramOptions, width: number) {
  const noteLines = notes.flatMap((note) => wrapText(note, TEXT_HEIGHT, width))
  return stackLines(
    [
      { lines: wrapText(title, TITLE_HEIGHT, width), height: TITLE_HEIGHT, colour: INK },
      { lines: noteLines, height: TEXT_HEIGHT, colour: FAINT },
    ],
    { left: MARGIN, top: MARGIN, leading: LEADING },
  )
}

/** The rows of one strip, with everything that is drawn for them but wires. */
function placeRows({ columns, rows }: DiagramOptions, table: Table, strip: Strip) {
  return rows.slice(strip.first, strip.end).map((row, i) => {
    const index = strip.first + i
    const place = {
      left: strip.left - PLACE_OVERHANG,
      top: strip.top + i * ROW_HEIGHT,
      width: table.width + 2 * PLACE_OVERHANG,
      height: ROW_HEIGHT,
    }
    const cells = row.cells.map((text, column) => ({ text, colour: column === 0 ? INK : FAINT }))
    const isFirst = i === 0
    const startsGroup = isFirst || row.group !== rows[index - 1]!.group
    return {
      place,
      dot: { centre: dotCentre(row, index, strip), colour: row.colour },
      areas: [
        ...(row.group === undefined ? [] : [background(place, startsGroup)]),
        ...(row.parted || isFirst ? [{ kind: 'line', area: { ...place, height: 1 }, colour: LINE } as const] : []),
        bar(row.share / table.mostShare, { left: strip.left + table.barLeft, top: place.top }),
      ],
      texts: layOutCells(columns, table, { cells, left: strip.left, top: place.top }),
    }
  })
}

/** The background of a row in a group. A gap at its top separates the first row of a group from the row above. */
function background(place: Rectangle, startsGroup: boolean): FilledArea {
  const gap = startsGroup ? 2 : 0
  const area = { ...place, top: place.top + gap, height: place.height - gap }
  return { kind: 'background', area, colour: BACKGROUND }
}

function bar(share: number, { left, top }: { readonly left: number; readonly top: number }): FilledArea {
  const area = { left, top: textTop(top), width: Math.round(share * BAR_WIDTH), height: TEXT_HEIGHT }
  return { kind: 'bar', area, colour: BAR }
}

interface Cells {
  /** One for each column. */
  readonly cells: readonly { readonly text: string; readonly colour: Colour }[]
  /** The left side of the strip, and the top of the row. */
  readonly left: number
  readonly top: number
}

function layOutCells(columns: readonly DiagramColumn[], table: Table, { cells, left, top }: Cells): PlacedText[] {
  return cells.map(({ text, colour }, i) => {
    const column = table.columns[i]!
    const shown = truncateToWidth(text, TEXT_HEIGHT, column.width)
    const indent = columns[i]!.align === 'right' ? column.width - textWidth(shown, TEXT_HEIGHT) : 0
    return { text: shown, left: left + column.left + indent, top: textTop(top), height: TEXT_HEIGHT, colour }
  })
}

/** The top of a text that is centred in the row at `top`. */
function textTop(top: number): number {
  return top + (ROW_HEIGHT - TEXT_HEIGHT) / 2
}

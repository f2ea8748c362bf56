/** A table whose rows are joined by wires: a network's layers from top to bottom. DiagramOptions -> Diagram. Pure. */

import type { Pixels, Rectangle } from '../../core/pixels.ts'
import { blank, type Colour, drawArc, drawLine, fill, fillShape } from './pen.ts'
import { FAINT, INK, PAPER } from './sheet.ts'
import { drawText, textWidth, truncateToWidth, wrapped } from './text.ts'

export interface DiagramColumn {
  readonly title: string
  /** Where its texts begin, or end. */
  readonly align: 'left' | 'right'
}

export interface DiagramRow {
  /** One text for each column. */
  readonly cells: readonly string[]
  /** Of its dot. */
  readonly colour: Colour
  /** Its wire's place, from 0 at the left. */
  readonly lane: number
  /** Indices of rows above, to which wires lead. */
  readonly reads: readonly number[]
  /** 0..1, as a bar behind the last column; the longest is as long as there is room. */
  readonly share: number
  /** Neighbours of the same group stand on one lighter ground; those of none on the paper. */
  readonly group?: number | undefined
  /** Whether a line parts it from the row above. */
  readonly parted: boolean
}

interface DiagramOptions {
  readonly title: string
  /** Below the title, fainter. */
  readonly notes: readonly string[]
  readonly columns: readonly DiagramColumn[]
  readonly rows: readonly DiagramRow[]
}

export interface Diagram {
  readonly picture: Pixels
  /** Where each row is in it. */
  readonly places: readonly Rectangle[]
}

const MARGIN = 28
const TITLE = 24
/** Of capitals and digits: the size of letters is about 1.4 times that. */
const TEXT = 16
const LEADING = 1.8
const ROW = 36
const GAP = 30
const LANE = { most: 24, room: 240 }
const BAR = 110
const MOST_CELL = 380
/** The chats and their viewers take no picture that is much higher. */
const MOST_HEIGHT = 16_000
const STRIP_GAP = 64
const RAISED: Colour = [38, 38, 43]
const RULE: Colour = [70, 70, 78]
const WIRE: Colour = [125, 125, 136]
const FILLED: Colour = [106, 90, 205]

/**
 * Rows that would make the picture too high go on beside the first ones, in strips of equal length. A text that is too
 * long for its cell shows its end.
 */
export function diagram(options: DiagramOptions): Diagram {
  const { title, rows } = options
  const measures = measure(options)
  const strips = Math.max(1, Math.ceil((rows.length * ROW) / (MOST_HEIGHT - 400)))
  const width = 2 * MARGIN + strips * (measures.width + STRIP_GAP) - STRIP_GAP
  const head = heading(title, options.notes, width - 2 * MARGIN)
  const each = Math.ceil(rows.length / strips)
  const picture = blank(width, head.height + ROW + each * ROW + MARGIN, PAPER)
  head.draw(picture)
  const places: Rectangle[] = []
  for (let strip = 0; strip < strips; strip++) {
    const left = MARGIN + strip * (measures.width + STRIP_GAP)
    const own = { left, top: head.height, from: strip * each, to: (strip + 1) * each }
    drawStrip(picture, options, measures, own)
    places.push(...rows.slice(own.from, own.to).map((_, i) => placeOf(i, own, measures)))
  }
  return { picture, places }
}

/** In pixels. */
interface Measures {
  readonly lane: number
  /** Of each column's left side, and of the bars'. */
  readonly lefts: readonly number[]
  readonly widths: readonly number[]
  readonly bars: number
  readonly width: number
}

function measure({ columns, rows }: DiagramOptions): Measures {
  const lanes = Math.max(...rows.map(({ lane }) => lane)) + 1
  const lane = Math.min(LANE.most, LANE.room / lanes)
  const widths = columns.map(({ title }, i) => {
    const texts = [title, ...rows.map(({ cells }) => cells[i] ?? '')]
    return Math.min(MOST_CELL, Math.max(...texts.map((text) => textWidth(text, TEXT))))
  })
  const lefts: number[] = []
  let left = Math.round(lanes * lane) + GAP / 2
  for (const width of widths) {
    lefts.push(left)
    left += width + GAP
  }
  return { lane, lefts, widths, bars: left - GAP / 2, width: left - GAP / 2 + BAR + GAP / 2 }
}

function heading(title: string, notes: readonly string[], width: number) {
  const lines = [
    ...wrapped(title, TITLE, width).map((text) => ({ text, height: TITLE, colour: INK })),
    ...notes.flatMap((note) => wrapped(note, TEXT, width)).map((text) => ({ text, height: TEXT, colour: FAINT })),
  ]
  const height = lines.reduce((sum, each) => sum + Math.round(each.height * LEADING), MARGIN + 12)
  return {
    height,
    draw(picture: Pixels) {
      let top = MARGIN
      for (const { text, ...style } of lines) {
        drawText(picture, text, { left: MARGIN, top, ...style })
        top += Math.round(style.height * LEADING)
      }
    },
  }
}

interface Strip {
  readonly left: number
  readonly top: number
  /** Rows from ... up to, without it. */
  readonly from: number
  readonly to: number
}

/** Of the strip's row `index`, all across. */
function placeOf(index: number, { left, top }: Strip, { width }: Measures): Rectangle {
  return { left: left - 10, top: top + (index + 1) * ROW, width: width + 20, height: ROW }
}

function drawStrip(picture: Pixels, options: DiagramOptions, measures: Measures, strip: Strip): void {
  const { columns, rows } = options
  const { left, top, from } = strip
  const shown = rows.slice(from, strip.to)
  const most = Math.max(...rows.map(({ share }) => share)) || 1
  const texts = (cells: readonly string[], y: number, colours: readonly Colour[]) => {
    columns.forEach(({ align }, i) => {
      const text = truncateToWidth(cells[i] ?? '', TEXT, measures.widths[i] ?? 0)
      const indent = align === 'right' ? (measures.widths[i] ?? 0) - textWidth(text, TEXT) : 0
      const place = { left: left + (measures.lefts[i] ?? 0) + indent, top: y + (ROW - TEXT) / 2 }
      drawText(picture, text, { ...place, height: TEXT, colour: colours[i] ?? FAINT })
    })
  }
  texts(
    columns.map(({ title }) => title),
    top,
    [],
  )
  shown.forEach(({ group, parted, share }, i) => {
    const place = placeOf(i, strip, measures)
    const { top: y } = place
    const begins = group !== shown[i - 1]?.group
    if (group !== undefined)
      fill(picture, { ...place, top: begins ? y + 2 : y, height: begins ? ROW - 2 : ROW }, RAISED)
    if (parted || i === 0) fill(picture, { ...place, height: 1 }, RULE)
    const bar = { left: left + measures.bars, top: y + (ROW - TEXT) / 2, height: TEXT }
    fill(picture, { ...bar, width: Math.round((share / most) * BAR) }, FILLED)
  })
  drawWires(picture, rows, measures.lane, strip)
  shown.forEach(({ cells }, i) => {
    texts(cells, placeOf(i, strip, measures).top, [INK])
  })
}

function drawWires(picture: Pixels, rows: readonly DiagramRow[], lane: number, { left, top, from, to }: Strip): void {
  const x = (place: number) => left + (place + 0.5) * lane
  const y = (row: number) => top + ROW + (row - from + 0.5) * ROW
  const [start, end] = [y(from) - ROW / 2, y(Math.min(to, rows.length) - 1) + ROW / 2]
  const inside = (height: number) => Math.min(end, Math.max(start, height))
  const reach = rows.map((_, source) => rows.findLastIndex(({ reads }) => reads.includes(source)))
  const pass = (place: number, row: number) =>
    rows.some((each, source) => each.lane === place && source < row && (reach[source] ?? 0) > row)

  for (const [row, { lane: own, reads }] of rows.entries()) {
    for (const source of reads) {
      const place = rows[source]?.lane ?? 0
      if (place === own) {
        if (row >= from && source < to)
          drawWire(picture, drawLine(x(place), inside(y(source)), x(place), inside(y(row))))
        continue
      }
      const turn = Math.sign(own - place) * Math.min(lane, ROW) * 0.5
      if (row >= from && source < to)
        drawWire(picture, drawLine(x(place), inside(y(source)), x(place), inside(y(row) - Math.abs(turn))))
      if (row < from || row >= to) continue
      const corner = drawArc(x(place) + turn, y(row) - Math.abs(turn), -turn, Math.abs(turn), 0, 90)
      drawWire(picture, [...corner, ...drawLine(x(own), y(row))])
      const [low, high] = [Math.min(place, own), Math.max(place, own)]
      for (let crossed = low + 1; crossed < high; crossed++) if (pass(crossed, row)) bridge(picture, x(crossed), y(row))
    }
  }
  rows.slice(from, to).forEach(({ lane: own, colour }, i) => {
    const centre = drawLine(x(own), y(from + i), x(own), y(from + i))
    fillShape(picture, [centre], DOT + 5, PAPER)
    fillShape(picture, [centre], DOT, colour)
  })
}

const PEN = 2.5
const DOT = 13

function drawWire(picture: Pixels, stroke: ReturnType<typeof drawLine>): void {
  fillShape(picture, [stroke], PEN, WIRE)
}

/** Where a wire crosses another that has nothing to do with it, that one passes below. */
function bridge(picture: Pixels, x: number, y: number): void {
  for (const side of [-1, 1]) fillShape(picture, [drawLine(x, y + side * 5, x, y + side * 5)], 4, PAPER)
  drawWire(picture, drawLine(x - 6, y, x + 6, y))
}

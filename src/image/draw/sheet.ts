/** Tiles with their numbers, under headings, as one picture: Section[] -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import type { Colormap } from './colormap.ts'
import { blank, type Colour, fill, paste } from './pen.ts'
import { drawText, textWidth, wrapped } from './text.ts'

export interface SheetTile {
  readonly picture: Pixels
  /** Above it on the left: its number. */
  readonly label: string
  /** Above it on the right, fainter, where there is room: how strong it is. */
  readonly value?: string
}

export interface Section {
  readonly heading: string
  /** Behind the heading, fainter. */
  readonly detail?: string
  /** Of equal size, left to right and top to bottom. */
  readonly tiles: readonly SheetTile[]
}

/** What the colours stand for: a bar from one end of the map to the other, and words under it. */
export interface Legend {
  readonly colormap: Colormap
  /** At its left end, its right end, and evenly between. */
  readonly marks: readonly string[]
}

export interface SheetOptions {
  readonly sections: readonly Section[]
  /** Tiles in a row. */
  readonly columns: number
  readonly legend?: Legend
}

/** Light on dark, opaque, so that it reads on light and dark pages alike. */
export const PAPER: Colour = [24, 24, 27]
export const INK: Colour = [240, 240, 242]
export const FAINT: Colour = [160, 160, 168]

const MARGIN = 24
const GAP = 12
/** More than from a label to its tile, so that it is plain whose it is. */
const ROW_GAP = 22
/** So that words have room beside tiles that are few or narrow. */
const LEAST_WIDTH = 560
/** Heights of capitals and digits. */
const HEADING = 20
const LABEL = 14
const LEADING = 1.7
/** From the top of a tile's label to the tile. */
const LABEL_ROOM = Math.round(LABEL * LEADING)
const HEADING_ROOM = Math.round(HEADING * LEADING)
const SECTION_GAP = 36
const BAR = { width: 400, height: 14 }

/** Sections from top to bottom, all of the same columns. A heading that is too long for one line takes more. */
export function sheet({ sections, columns, legend }: SheetOptions): Pixels {
  const tiles = sections.flatMap((section) => section.tiles)
  const cell = Math.max(...tiles.map(({ picture, label }) => Math.max(picture.width, textWidth(label, LABEL))))
  const inner = Math.max(columns * (cell + GAP) - GAP, LEAST_WIDTH)
  const width = inner + 2 * MARGIN
  const parts = sections.map((section) => layOut(section, columns, inner))
  const legendRoom = legend ? SECTION_GAP + BAR.height + Math.round(LABEL * 2) : 0
  const height = 2 * MARGIN + parts.reduce((sum, part) => sum + part.height + SECTION_GAP, -SECTION_GAP) + legendRoom
  const picture = blank(width, height, PAPER)

  let top = MARGIN
  for (const [i, section] of sections.entries()) {
    const part = parts[i] as Part
    drawHeading(picture, part, top)
    for (const [index, tile] of section.tiles.entries()) {
      const left = MARGIN + (index % columns) * (cell + GAP)
      drawTile(picture, tile, left, top + part.headingHeight + Math.floor(index / columns) * part.pitch, cell)
    }
    top += part.height + SECTION_GAP
  }
  if (legend) drawLegend(picture, legend, top)
  return picture
}

/** The number of columns at which `count` tiles are about as wide as high, and the last row is as full as it can be. */
export function columnsFor(count: number): number {
  const square = Math.ceil(Math.sqrt(count))
  return Math.ceil(count / Math.ceil(count / square))
}

/** A section's measures, in pixels. */
interface Part {
  readonly heading: readonly string[]
  /** Beside the last line of the heading, or in lines of its own below it. */
  readonly detail: readonly string[]
  readonly beside: boolean
  readonly headingHeight: number
  /** From one row of tiles to the next. */
  readonly pitch: number
  readonly height: number
}

function layOut({ heading, detail = '', tiles }: Section, columns: number, width: number): Part {
  const lines = wrapped(heading, HEADING, width)
  const last = textWidth(lines.at(-1) ?? '', HEADING)
  const beside = last + 2 * GAP + textWidth(detail, LABEL) <= width
  const details = beside ? [detail] : wrapped(detail, LABEL, width)
  const below = beside ? 0 : details.length * LABEL_ROOM
  const headingHeight = lines.length * HEADING_ROOM + below + 6
  const pitch = LABEL_ROOM + Math.max(0, ...tiles.map(({ picture }) => picture.height)) + ROW_GAP
  const rows = Math.ceil(tiles.length / columns)
  return {
    heading: lines,
    detail: details,
    beside,
    headingHeight,
    pitch,
    height: headingHeight + rows * pitch - ROW_GAP,
  }
}

function drawHeading(picture: Pixels, { heading, detail, beside }: Part, top: number): void {
  heading.forEach((text, i) => {
    drawText(picture, text, { left: MARGIN, top: top + i * HEADING_ROOM, height: HEADING, colour: INK })
  })
  const end = top + (heading.length - 1) * HEADING_ROOM
  const last = textWidth(heading.at(-1) ?? '', HEADING)
  const place = beside
    ? { left: MARGIN + last + 2 * GAP, top: end + HEADING - LABEL }
    : { left: MARGIN, top: end + HEADING_ROOM }
  detail.forEach((text, i) => {
    drawText(picture, text, { left: place.left, top: place.top + i * LABEL_ROOM, height: LABEL, colour: FAINT })
  })
}

function drawTile(
  sheet: Pixels,
  { picture, label, value = '' }: SheetTile,
  left: number,
  top: number,
  cell: number,
): void {
  drawText(sheet, label, { left, top, height: LABEL, colour: INK })
  const width = textWidth(value, LABEL)
  if (textWidth(label, LABEL) + GAP + width <= Math.min(cell, picture.width))
    drawText(sheet, value, { left: left + picture.width - width, top, height: LABEL, colour: FAINT })
  paste(sheet, picture, left, top + LABEL_ROOM)
}

function drawLegend(sheet: Pixels, { colormap, marks }: Legend, top: number): void {
  for (let x = 0; x < BAR.width; x++)
    fill(sheet, { left: MARGIN + x, top, width: 1, height: BAR.height }, colormap(x / (BAR.width - 1)))
  marks.forEach((text, i) => {
    const share = marks.length === 1 ? 0 : i / (marks.length - 1)
    const left = MARGIN + Math.round(share * (BAR.width - textWidth(text, LABEL)))
    drawText(sheet, text, { left, top: top + BAR.height + 8, height: LABEL, colour: FAINT })
  })
}

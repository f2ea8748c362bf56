/** Tiles with labels, under headings, as one picture: SheetOptions -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import { type Arrangement, arrangeTiles } from './arrangement.ts'
import { drawTexts, FAINT, INK, lineHeight, PAPER, type PlacedText, placeBehind, stackLines } from './chart-text.ts'
import type { Colormap } from './colormap.ts'
import { blank, fillRectangle, paste } from './pen.ts'
import { textWidth, wrapText } from './text.ts'

export interface SheetTile {
  readonly picture: Pixels
  /** Text above the tile on the left, such as the number of a filter. */
  readonly label: string
  /**
   * Text above the tile on the right, in faint ink, such as a strength. Left out where it has no room. Default none.
   */
  readonly value?: string
}

export interface Section {
  readonly heading: string
  /** Text behind the heading, in faint ink; below it where it has no room. Default none. */
  readonly detail?: string
  /** Tiles of equal size, left to right and top to bottom. */
  readonly tiles: readonly SheetTile[]
}

/** A bar with the colours of a colour map, and texts below it. */
export interface Legend {
  readonly colormap: Colormap
  /** Texts for 0 at the left end, for 1 at the right end, and for values at equal distances between. */
  readonly marks: readonly string[]
}

export interface SheetOptions {
  /** From top to bottom; at least one tile in all. */
  readonly sections: readonly Section[]
  /** Tiles in a row. */
  readonly columns: number
  /** Default none. */
  readonly legend?: Legend
}

// In pixels. Heights of text are those of capitals and digits.
const MARGIN = 24
const GAP = 12
/** More than from a label to its tile, so that the label clearly belongs to the tile below it. */
const ROW_GAP = 22
/** Keeps room for text where the tiles are few or narrow. */
const LEAST_WIDTH = 560
const HEADING_HEIGHT = 20
const LABEL_HEIGHT = 14
const LEADING = 1.7
/** From the top of a label to its tile. */
const LABEL_ROOM = lineHeight(LABEL_HEIGHT, LEADING)
/** From the heading to the first labels. */
const HEADING_GAP = 6
const SECTION_GAP = 36
const BAR = { width: 400, height: 14 }
/** From the bar to the marks below it. */
const MARK_GAP = 8

/** Draws the sections from top to bottom, all with the same columns. A heading that is too long takes several lines. */
export function sheet({ sections, columns, legend }: SheetOptions): Pixels {
  const tiles = sections.flatMap((section) => section.tiles)
  const cell = Math.max(...tiles.map(({ picture, label }) => Math.max(picture.width, textWidth(label, LABEL_HEIGHT))))
  const inner = Math.max(columns * (cell + GAP) - GAP, LEAST_WIDTH)
  let top = MARGIN
  const parts = sections.map((section) => {
    const part = layOutSection(section, { columns, cell, inner, top })
    top = part.bottom + SECTION_GAP
    return part
  })
  const end = legend ? top + BAR.height + 2 * LABEL_HEIGHT : top - SECTION_GAP
  const picture = blank(inner + 2 * MARGIN, end + MARGIN, PAPER)
  for (const part of parts) drawSection(picture, part, cell)
  if (legend) drawLegend(picture, legend, top)
  return picture
}

interface SectionRoom {
  readonly columns: number
  /** The width of a tile with its label. */
  readonly cell: number
  /** The width of the sheet without its margins. */
  readonly inner: number
  readonly top: number
}

/** The places of a section's parts. */
interface SectionLayout {
  readonly tiles: readonly SheetTile[]
  readonly heading: readonly PlacedText[]
  /** The arrangement of the tiles with their labels, and its top. */
  readonly rows: Arrangement
  readonly rowsTop: number
  readonly bottom: number
}

function layOutSection(section: Section, { columns, cell, inner, top }: SectionRoom): SectionLayout {
  const heading = layOutHeading(section, inner, top)
  const rowsTop = heading.bottom + HEADING_GAP
  const { tiles } = section
  const rows = arrangeTiles({
    count: tiles.length,
    columns,
    tile: { width: cell, height: LABEL_ROOM + Math.max(0, ...tiles.map(({ picture }) => picture.height)) },
    columnGap: GAP,
    rowGap: ROW_GAP,
  })
  return { tiles, heading: heading.texts, rows, rowsTop, bottom: rowsTop + rows.height }
}

/** The detail stands behind the last line of the heading, or else in lines of its own below. */
function layOutHeading({ heading, detail = '' }: Section, inner: number, top: number) {
  const title = { lines: wrapText(heading, HEADING_HEIGHT, inner), height: HEADING_HEIGHT, colour: INK }
  const place = { left: MARGIN, top, leading: LEADING }
  const { texts, bottom } = stackLines([title], place)
  const behind = placeBehind(texts.at(-1)!, { text: detail, height: LABEL_HEIGHT, gap: 2 * GAP })
  if (behind.left - MARGIN + textWidth(detail, LABEL_HEIGHT) <= inner) return { texts: [...texts, behind], bottom }
  const lines = wrapText(detail, LABEL_HEIGHT, inner)
  return stackLines([title, { lines, height: LABEL_HEIGHT, colour: FAINT }], place)
}

function drawSection(sheet: Pixels, { tiles, heading, rows, rowsTop }: SectionLayout, cell: number): void {
  drawTexts(sheet, heading)
  for (const [index, tile] of tiles.entries()) {
    const place = rows.cell(index)
    const [left, top] = [MARGIN + place.left, rowsTop + place.top]
    drawTexts(sheet, layOutLabels(tile, { left, top, cell }))
    paste(sheet, tile.picture, left, top + LABEL_ROOM)
  }
}

function layOutLabels(
  { picture, label, value = '' }: SheetTile,
  { left, top, cell }: { readonly left: number; readonly top: number; readonly cell: number },
): PlacedText[] {
  const width = textWidth(value, LABEL_HEIGHT)
  const hasRoom = textWidth(label, LABEL_HEIGHT) + GAP + width <= Math.min(cell, picture.width)
  const style = { top, height: LABEL_HEIGHT }
  return [
    { ...style, text: label, left, colour: INK },
    ...(hasRoom ? [{ ...style, text: value, left: left + picture.width - width, colour: FAINT }] : []),
  ]
}

function drawLegend(sheet: Pixels, { colormap, marks }: Legend, top: number): void {
  for (let x = 0; x < BAR.width; x++)
    fillRectangle(sheet, { left: MARGIN + x, top, width: 1, height: BAR.height }, colormap(x / (BAR.width - 1)))
  const texts = marks.map((text, i): PlacedText => {
    const position = marks.length === 1 ? 0 : i / (marks.length - 1)
    const left = MARGIN + Math.round(position * (BAR.width - textWidth(text, LABEL_HEIGHT)))
    return { text, left, top: top + BAR.height + MARK_GAP, height: LABEL_HEIGHT, colour: FAINT }
  })
  drawTexts(sheet, texts)
}

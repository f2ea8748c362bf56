/** Plates, which are small grids with a name each, as one picture: PlatesOptions -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import { type Arrangement, arrangeTiles, columnsFor } from './arrangement.ts'
import { drawTexts, FAINT, INK, lineHeight, PAPER, type PlacedText, placeBehind } from './chart-text.ts'
import { blank, paste } from './pen.ts'
import { textWidth, truncateToWidth } from './text.ts'

/** One grid, with five tiles in a row. */
export interface Plate {
  readonly name: string
  /** Square tiles of equal size, numbered from 0. */
  readonly tiles: readonly Pixels[]
}

interface PlatesOptions {
  readonly title: string
  /** Text behind the title, in faint ink. */
  readonly detail: string
  /** At least one. All tiles have the same size. */
  readonly plates: readonly Plate[]
}

// In pixels. Heights of text are those of capitals and digits.
const COLUMNS = 5
const MARGIN = 28
/** Between plates. */
const GAP = 30
const TILE_GAP = 2
const TITLE_HEIGHT = 24
const NAME_HEIGHT = 15
const NUMBER_HEIGHT = 10
/** From the top of the title to the plates. */
const TITLE_ROOM = lineHeight(TITLE_HEIGHT, 2)
/** From the top of a plate's name to its tiles. */
const NAME_ROOM = lineHeight(NAME_HEIGHT, 1.9)
/** Room at the left of the tiles for the numbers of their rows. */
const NUMBER_ROOM = 24
const NUMBER_GAP = 7
/** The approximate width and height of the whole. */
const SIDE = 2600
const LEAST_TILE = 28
const LARGEST_TILE = 64
/** With more plates in a row, tiles would be too small or the whole too wide. */
const MOST_PLATE_COLUMNS = 14

/** The side of the tiles of `count` plates, in pixels: the more plates, the smaller. */
export function plateTileSide(count: number): number {
  const wide = (SIDE - 2 * MARGIN) / plateColumns(count) - GAP - NUMBER_ROOM
  return Math.min(LARGEST_TILE, Math.max(LEAST_TILE, Math.floor(wide / COLUMNS) - TILE_GAP))
}

/** Draws the plates left to right and top to bottom. The number of its first tile stands before each row of a plate. */
export function plates({ title, detail, plates: all }: PlatesOptions): Pixels {
  const tiles = arrangeTiles({
    count: Math.max(...all.map((plate) => plate.tiles.length)),
    columns: COLUMNS,
    tile: all[0]!.tiles[0]!,
    columnGap: TILE_GAP,
    rowGap: TILE_GAP,
  })
  const rows = arrangeTiles({
    count: all.length,
    columns: plateColumns(all.length),
    tile: { width: NUMBER_ROOM + tiles.width, height: NAME_ROOM + tiles.height },
    columnGap: GAP,
    rowGap: GAP,
  })
  const heading: PlacedText = { text: title, left: MARGIN, top: MARGIN, height: TITLE_HEIGHT, colour: INK }
  const behind = placeBehind(heading, { text: detail, height: NAME_HEIGHT, gap: GAP })
  const headingEnd = behind.left + textWidth(detail, NAME_HEIGHT)
  const top = MARGIN + TITLE_ROOM
  const sheet = blank(Math.max(headingEnd, MARGIN + rows.width) + MARGIN, top + rows.height + MARGIN, PAPER)
  drawTexts(sheet, [heading, behind])
  for (const [i, plate] of all.entries()) {
    const place = rows.cell(i)
    drawPlate(sheet, plate, { left: MARGIN + place.left, top: top + place.top, tiles })
  }
  return sheet
}

interface PlatePlace {
  readonly left: number
  readonly top: number
  readonly tiles: Arrangement
}

function drawPlate(sheet: Pixels, plate: Plate, { left, top, tiles }: PlatePlace): void {
  const name = truncateToWidth(plate.name, NAME_HEIGHT, NUMBER_ROOM + tiles.width)
  drawTexts(sheet, [{ text: name, left, top, height: NAME_HEIGHT, colour: INK }])
  for (const [k, tile] of plate.tiles.entries()) {
    const place = tiles.cell(k)
    const [x, y] = [left + NUMBER_ROOM + place.left, top + NAME_ROOM + place.top]
    paste(sheet, tile, x, y)
    if (k % COLUMNS === 0) drawTexts(sheet, [rowNumber(k, { x, y, side: tile.height })])
  }
}

/** The number of the tile at (x, y), before it and at the middle of its height. */
function rowNumber(number: number, { x, y, side }: { x: number; y: number; side: number }): PlacedText {
  const text = String(number)
  const left = x - NUMBER_GAP - textWidth(text, NUMBER_HEIGHT)
  return { text, left, top: y + Math.round((side - NUMBER_HEIGHT) / 2), height: NUMBER_HEIGHT, colour: FAINT }
}

function plateColumns(count: number): number {
  return Math.min(MOST_PLATE_COLUMNS, columnsFor(count))
}

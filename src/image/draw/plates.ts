/** Many small grids with their names, as one picture: Plate[] -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import { blank, paste } from './pen.ts'
import { columnsFor, FAINT, INK, PAPER } from './sheet.ts'
import { drawText, textWidth, truncateToWidth } from './text.ts'

/** One grid, five in a row. */
export interface Plate {
  readonly name: string
  /** Of equal size, square, numbered from 0. */
  readonly tiles: readonly Pixels[]
}

interface PlatesOptions {
  readonly title: string
  /** Behind the title, fainter. */
  readonly detail: string
  readonly plates: readonly Plate[]
}

const COLUMNS = 5
const MARGIN = 28
/** Between plates. */
const GAP = 30
const TITLE = 24
const NAME = 15
const NUMBER = 10
/** For the numbers of rows, left of them. */
const NUMBERS = 24
/** About how wide and high the whole becomes, in pixels. */
const SIDE = 2600
const [LEAST_TILE, LARGEST_TILE] = [28, 64]

/** How large the tiles of so many plates are, in pixels: the more plates, the smaller. */
export function plateTile(count: number): number {
  const wide = (SIDE - 2 * MARGIN) / plateColumns(count) - GAP - NUMBERS
  return Math.min(LARGEST_TILE, Math.max(LEAST_TILE, Math.floor(wide / COLUMNS) - 2))
}

/** Left to right and top to bottom; before each row of tiles stands the number of its first. */
export function plates({ title, detail, plates: all }: PlatesOptions): Pixels {
  const side = all[0]?.tiles[0]?.width ?? LEAST_TILE
  const pitch = side + 2
  const columns = plateColumns(all.length)
  const rows = Math.ceil(all.length / columns)
  const own = NUMBERS + COLUMNS * pitch - 2
  const lines = Math.max(...all.map(({ tiles }) => Math.ceil(tiles.length / COLUMNS)))
  const high = Math.round(NAME * 1.9) + lines * pitch - 2
  const head = MARGIN + Math.round(TITLE * 2)
  const least = textWidth(title, TITLE) + GAP + textWidth(detail, NAME)
  const sheet = blank(
    2 * MARGIN + Math.max(least, columns * (own + GAP) - GAP),
    head + rows * (high + GAP) - GAP + MARGIN,
    PAPER,
  )
  drawText(sheet, title, { left: MARGIN, top: MARGIN, height: TITLE, colour: INK })
  const behind = { left: MARGIN + textWidth(title, TITLE) + GAP, top: MARGIN + TITLE - NAME }
  drawText(sheet, detail, { ...behind, height: NAME, colour: FAINT })
  for (const [i, { name, tiles }] of all.entries()) {
    const left = MARGIN + (i % columns) * (own + GAP)
    const top = head + Math.floor(i / columns) * (high + GAP)
    drawText(sheet, truncateToWidth(name, NAME, own), { left, top, height: NAME, colour: INK })
    for (const [k, tile] of tiles.entries()) {
      const [x, y] = [
        left + NUMBERS + (k % COLUMNS) * pitch,
        top + Math.round(NAME * 1.9) + Math.floor(k / COLUMNS) * pitch,
      ]
      paste(sheet, tile, x, y)
      if (k % COLUMNS > 0) continue
      const number = String(k)
      const before = { left: x - 7 - textWidth(number, NUMBER), top: y + Math.round((side - NUMBER) / 2) }
      drawText(sheet, number, { ...before, height: NUMBER, colour: FAINT })
    }
  }
  return sheet
}

/** More would make tiles too small, or the whole too wide. */
function plateColumns(count: number): number {
  return Math.min(14, columnsFor(count))
}

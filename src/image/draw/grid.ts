/** Several pictures as one, each with its number: Pixels[] -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import { blank, blend, type Colour, paste } from './pen.ts'
import { drawText, textWidth } from './text.ts'

/** Neutral grey, 0..255, of gutters, empty cells and the plates behind labels: near black, so that tiles stand out. */
export const gutterGrey = 24
const gutter: Colour = [gutterGrey, gutterGrey, gutterGrey]
const ink: Colour = [245, 245, 245]

/**
 * Puts tiles of equal size, left to right and top to bottom, into the cells of `layout`. Each tile carries its label (a
 * few characters, or none) in its top left corner on a dark translucent plate; where the plate would exceed half the
 * tile's shorter side, the tile stays bare. A single tile comes back as it is, without a label. The cell of a tile that is
 * not there yet is empty but for its label.
 */
export function grid(tiles: readonly (Pixels | undefined)[], labels: readonly string[]): Pixels {
  const first = tiles.find((tile) => tile !== undefined)
  if (!first) throw new Error('A grid needs at least one tile.')
  if (labels.length !== tiles.length) throw new Error(`${tiles.length} tiles cannot carry ${labels.length} labels.`)
  const odd = tiles.find((tile) => tile && (tile.width !== first.width || tile.height !== first.height))
  if (odd) {
    throw new Error(`Tiles of ${first.width} x ${first.height} and ${odd.width} x ${odd.height} cannot form one grid.`)
  }

  const { width, height, cell } = layout(tiles.length, first.width, first.height)
  const sheet = blank(width, height, gutter)
  for (const [index, tile] of tiles.entries()) {
    const { left, top } = cell(index)
    if (tile) paste(sheet, tile, left, top)
    if (tiles.length > 1) label(sheet, labels[index] as string, left, top, Math.min(first.width, first.height))
  }
  return sheet
}

/**
 * Where `count` tiles of `tileWidth` by `tileHeight` pixels sit: the size of the whole in pixels, and the top left corner
 * of each tile by its index. Gutters are 1/32 of the tile's shorter side, and there are none around the outside.
 */
export function layout(
  count: number,
  tileWidth: number,
  tileHeight: number,
): { width: number; height: number; cell(index: number): { left: number; top: number } } {
  const columns = columnsFor(count)
  const rows = Math.ceil(count / columns)
  const gutter = Math.max(1, Math.round(Math.min(tileWidth, tileHeight) / 32))
  return {
    width: columns * (tileWidth + gutter) - gutter,
    height: rows * (tileHeight + gutter) - gutter,
    cell: (index) => ({
      left: (index % columns) * (tileWidth + gutter),
      top: Math.floor(index / columns) * (tileHeight + gutter),
    }),
  }
}

/** The squarest arrangement without an empty cell, if one is at most three times as wide as high; else a square-like one. */
function columnsFor(count: number): number {
  const square = Math.ceil(Math.sqrt(count))
  for (let columns = square; columns ** 2 <= 3 * count; columns++) {
    if (count % columns === 0) return columns
  }
  return square
}

/** `side` is the tile's shorter one. */
function label(sheet: Pixels, text: string, left: number, top: number, side: number): void {
  if (text === '') return
  const height = Math.max(7, Math.round(side * 0.085))
  const pad = Math.round(height * 0.4)
  const plate = { width: textWidth(text, height) + 2 * pad, height: height + 2 * pad }
  if (Math.max(plate.width, plate.height) > side / 2) return
  for (let y = 0; y < plate.height; y++) {
    for (let x = 0; x < plate.width; x++) blend(sheet, left + x, top + y, gutter, 0.75)
  }
  drawText(sheet, text, { left: left + pad, top: top + pad, height, colour: ink })
}

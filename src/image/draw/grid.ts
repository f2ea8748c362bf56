/** Several pictures as one, each with its label: Pixels[] -> Pixels. Pure. */

import type { Pixels } from '../../core/pixels.ts'
import { type Arrangement, arrangeTiles, fullRowColumns } from './arrangement.ts'
import { blank, blendPixel, type Colour, paste } from './pen.ts'
import { drawText, textWidth } from './text.ts'

/** The grey, 0..255, of gutters, empty cells and the plates behind labels: near black, so that tiles stand out. */
export const GUTTER_GREY = 24
const GUTTER: Colour = [GUTTER_GREY, GUTTER_GREY, GUTTER_GREY]
const INK: Colour = [245, 245, 245]
const PLATE_OPACITY = 0.75

/**
 * Puts tiles of equal size, left to right and top to bottom, into the cells of `gridLayout`. A tile that does not exist
 * yet leaves its cell empty.
 *
 * Each label, of a few characters or none, stands in the top left corner of its cell on a dark translucent plate. It is
 * left out where the plate would be larger than half the tile's shorter side, and on a single tile.
 *
 * Throws a plain `Error` without any tile, for tiles of different sizes, and for another number of labels than of
 * tiles.
 */
export function grid(tiles: readonly (Pixels | undefined)[], labels: readonly string[]): Pixels {
  const first = tiles.find((tile) => tile !== undefined)
  if (!first) throw new Error('A grid needs at least one tile.')
  if (labels.length !== tiles.length) throw new Error(`${tiles.length} tiles cannot carry ${labels.length} labels.`)
  const odd = tiles.find((tile) => tile && (tile.width !== first.width || tile.height !== first.height))
  if (odd) {
    throw new Error(`Tiles of ${first.width} x ${first.height} and ${odd.width} x ${odd.height} cannot form one grid.`)
  }

  const { width, height, cell } = gridLayout(tiles.length, first)
  const side = Math.min(first.width, first.height)
  const picture = blank(width, height, GUTTER)
  for (const [index, tile] of tiles.entries()) {
    const { left, top } = cell(index)
    if (tile) paste(picture, tile, left, top)
    if (tiles.length > 1) drawLabel(picture, labels[index]!, { left, top, side })
  }
  return picture
}

/**
 * The arrangement of `count` tiles: rows as full as possible, and gutters of 1/32 of the tile's shorter side between
 * tiles, but not around them.
 */
export function gridLayout(count: number, tile: { readonly width: number; readonly height: number }): Arrangement {
  const gutter = Math.max(1, Math.round(Math.min(tile.width, tile.height) / 32))
  return arrangeTiles({ count, columns: fullRowColumns(count), tile, columnGap: gutter, rowGap: gutter })
}

interface LabelPlace {
  readonly left: number
  readonly top: number
  /** The shorter side of the tile. */
  readonly side: number
}

function drawLabel(picture: Pixels, text: string, { left, top, side }: LabelPlace): void {
  if (text === '') return
  const height = Math.max(7, Math.round(side * 0.085))
  const pad = Math.round(height * 0.4)
  const plate = { width: textWidth(text, height) + 2 * pad, height: height + 2 * pad }
  if (Math.max(plate.width, plate.height) > side / 2) return
  for (let y = 0; y < plate.height; y++) {
    for (let x = 0; x < plate.width; x++) blendPixel(picture, left + x, top + y, GUTTER, PLATE_OPACITY)
  }
  drawText(picture, text, { left: left + pad, top: top + pad, height, colour: INK })
}

/** Arranges tiles of equal size in rows, from left to right and top to bottom. Pure. */

/** Sizes in pixels. */
interface TileRows {
  readonly count: number
  /** Tiles in a row. */
  readonly columns: number
  readonly tile: { readonly width: number; readonly height: number }
  /** Between the columns. */
  readonly columnGap: number
  /** Between the rows. */
  readonly rowGap: number
}

export interface Arrangement {
  /** Size of the whole, in pixels, without a margin. */
  readonly width: number
  readonly height: number
  /** The top left corner of a tile, by its index. */
  cell(index: number): { readonly left: number; readonly top: number }
}

export function arrangeTiles({ count, columns, tile, columnGap, rowGap }: TileRows): Arrangement {
  const [across, down] = [tile.width + columnGap, tile.height + rowGap]
  return {
    width: columns * across - columnGap,
    height: Math.ceil(count / columns) * down - rowGap,
    cell: (index) => ({ left: (index % columns) * across, top: Math.floor(index / columns) * down }),
  }
}

/** The number of columns for about as many rows as columns, with a last row that is as full as possible. */
export function columnsFor(count: number): number {
  const square = Math.ceil(Math.sqrt(count))
  return Math.ceil(count / Math.ceil(count / square))
}

/**
 * The number of columns for full rows: the least from a square on that leaves no cell empty, if the whole is at most
 * three times as wide as high; else that of a square.
 */
export function fullRowColumns(count: number): number {
  const square = Math.ceil(Math.sqrt(count))
  for (let columns = square; columns ** 2 <= 3 * count; columns++) {
    if (count % columns === 0) return columns
  }
  return square
}

/**
 * The wires of a diagram, as strokes: a wire runs down the lane of the row that is read, and turns into the row that
 * reads.
 */

import { arc, type Point, polyline, type Stroke } from './pen.ts'

export interface WiredRow {
  /** The lane of the row's dot, and of the wires to the rows that read it, from 0 at the left. */
  readonly lane: number
  /** Indices of rows above, to which wires lead. */
  readonly reads: readonly number[]
}

/** The part of the rows that stands in one column of the picture. Sizes and places in pixels. */
export interface Strip {
  readonly left: number
  /** The top of its first row. */
  readonly top: number
  /** The index of its first row, and the index after its last row. */
  readonly first: number
  readonly end: number
  readonly laneWidth: number
  readonly rowHeight: number
}

/** A stroke, drawn after earlier ones. */
export interface Wire {
  readonly stroke: Stroke
  /** Points of earlier wires to erase first, where this one crosses them on a bridge. */
  readonly gaps: readonly Point[]
}

/** The wires within one strip. Wires to and from rows of other strips are cut off at its edges. */
export function routeWires(rows: readonly WiredRow[], strip: Strip): Wire[] {
  const crossed = crossedLanes(rows)
  return rows.flatMap((row, index) =>
    row.reads.flatMap((source) => {
      const lane = rows[source]!.lane
      const wire = { row: index, source, from: lane, to: row.lane }
      return lane === row.lane ? straightWire(strip, wire) : bentWire(strip, wire, crossed)
    }),
  )
}

/** The centre of a row's dot. */
export function dotCentre({ lane }: WiredRow, index: number, strip: Strip): Point {
  return [laneCentre(strip, lane), rowCentre(strip, index)]
}

interface Connection {
  /** The index of the row that reads, and of the row that is read. */
  readonly row: number
  readonly source: number
  /** The lanes of `source` and of `row`. */
  readonly from: number
  readonly to: number
}

function straightWire(strip: Strip, { row, source, from }: Connection): Wire[] {
  return verticalWire(strip, { row, source, lane: from, bottom: rowCentre(strip, row) })
}

/** Down the lane of the source, around a corner, and across to the row's dot, with bridges over the wires between. */
function bentWire(strip: Strip, connection: Connection, crossed: CrossedLanes): Wire[] {
  const { row, source, from, to } = connection
  const { first, end, laneWidth, rowHeight } = strip
  const radius = Math.min(laneWidth, rowHeight) / 2
  const turn = Math.sign(to - from) * radius
  const y = rowCentre(strip, row)
  const down = verticalWire(strip, { row, source, lane: from, bottom: y - radius })
  if (row < first || row >= end) return down
  const corner = arc(laneCentre(strip, from) + turn, y - radius, -turn, radius, 0, 90)
  const across: Wire = { stroke: [...corner, ...polyline(laneCentre(strip, to), y)], gaps: [] }
  return [...down, across, ...crossed(connection).map((lane) => bridge(laneCentre(strip, lane), y))]
}

/** From the row that is read to `bottom`, as far as that is in the strip. */
function verticalWire(
  strip: Strip,
  { row, source, lane, bottom }: { row: number; source: number; lane: number; bottom: number },
): Wire[] {
  const { top, first, end, rowHeight } = strip
  if (row < first || source >= end) return []
  const x = laneCentre(strip, lane)
  const clip = (y: number) => Math.min(top + (end - first) * rowHeight, Math.max(top, y))
  return [{ stroke: polyline(x, clip(rowCentre(strip, source)), x, clip(bottom)), gaps: [] }]
}

/** A short piece of wire over another wire, which is interrupted above and below it. */
function bridge(x: number, y: number): Wire {
  return {
    stroke: polyline(x - 6, y, x + 6, y),
    gaps: [
      [x, y - 5],
      [x, y + 5],
    ],
  }
}

/** The lanes between those of a connection in which the wire of another row passes. */
type CrossedLanes = (connection: Connection) => number[]

function crossedLanes(rows: readonly WiredRow[]): CrossedLanes {
  /** The last row that reads each row; -1 for none. */
  const lastReaders = rows.map((_, source) => rows.findLastIndex(({ reads }) => reads.includes(source)))
  const isTaken = (lane: number, row: number) =>
    rows.some((other, source) => other.lane === lane && source < row && lastReaders[source]! > row)
  return ({ row, from, to }) => {
    const [low, high] = [Math.min(from, to), Math.max(from, to)]
    const between = Array.from({ length: high - low - 1 }, (_, i) => low + 1 + i)
    return between.filter((lane) => isTaken(lane, row))
  }
}

function laneCentre({ left, laneWidth }: Strip, lane: number): number {
  return left + (lane + 0.5) * laneWidth
}

function rowCentre({ top, first, rowHeight }: Strip, row: number): number {
  return top + (row - first + 0.5) * rowHeight
}

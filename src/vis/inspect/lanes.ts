/**
 * Lays out a network's layers for a diagram: one row each from top to bottom, connected by wires that run in vertical
 * lanes.
 */

/** For each row the indices of the rows above it that it reads. */
type Reads = readonly (readonly number[])[]

interface LaneRoutes {
  /** The lane of each row, from 0 at the left. */
  readonly lanes: readonly number[]
  /** The most lanes in use at any row. */
  readonly width: number
  /** Whether a row lies on the trunk: everything below it depends on it alone. */
  readonly trunk: readonly boolean[]
}

/**
 * Assigns lanes. A row keeps its lane as far as its last reader. A reader takes the leftmost lane that ends at it, or
 * else the leftmost free one: branches leave to the right, and joins return to the left.
 */
export function routeLanes(rows: Reads): LaneRoutes {
  const last = lastReaders(rows)
  /** For each lane the row whose wire is in it. */
  const used: (number | undefined)[] = []
  const lanes: number[] = []
  let width = 0
  const trunk = rows.map((reads, row) => {
    for (const [lane, source] of used.entries())
      if (source !== undefined && last[source]! <= row) used[lane] = undefined
    const ending = reads.filter((source) => last[source] === row).map((source) => lanes[source]!)
    const free = used.indexOf(undefined)
    const lane = ending.length > 0 ? Math.min(...ending) : free < 0 ? used.length : free
    used[lane] = row
    lanes.push(lane)
    width = Math.max(width, used.length)
    return used.every((source, i) => i === lane || source === undefined)
  })
  return { lanes, width, trunk }
}

/** For each row the last row that reads it, or itself if none does. */
function lastReaders(rows: Reads): number[] {
  const last = rows.map((_, row) => row)
  rows.forEach((reads, row) => {
    for (const source of reads) last[source] = row
  })
  return last
}

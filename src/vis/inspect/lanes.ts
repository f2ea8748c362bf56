/** A network's layers as a drawing has them: one row each from top to bottom, joined by wires that run in lanes. */

/** What a row reads: indices of rows above it. */
type Reads = readonly (readonly number[])[]

interface LaneRoutes {
  /** Of each row, from 0 at the left. */
  readonly lanes: readonly number[]
  /** The lanes in use at any row. */
  readonly width: number
  /** Of each row: whether everything that goes on below it comes through it. */
  readonly trunk: readonly boolean[]
}

/**
 * A row that is read stays in its lane down to its last reader. A reader takes the leftmost lane that ends at it, and
 * where none does, the leftmost that is free: a branch leaves to the right, and a join comes back to the left.
 */
export function routeLanes(rows: Reads): LaneRoutes {
  const last = lastReaders(rows)
  /** The row whose wire is in a lane. */
  const used: (number | undefined)[] = []
  const lanes: number[] = []
  let width = 0
  const trunk = rows.map((reads, row) => {
    for (const [lane, source] of used.entries())
      if (source !== undefined && (last[source] ?? source) <= row) used[lane] = undefined
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

/** The last row that reads each; itself where none does. */
function lastReaders(rows: Reads): number[] {
  const last = rows.map((_, row) => row)
  rows.forEach((reads, row) => {
    for (const source of reads) last[source] = row
  })
  return last
}

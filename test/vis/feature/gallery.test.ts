import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import type { FilterTile } from '../../../src/core/rendering.ts'
import { type Direction, formatDirection } from '../../../src/core/selection/directions.ts'
import { grid } from '../../../src/image/draw/grid.ts'
import type { BatchObjective, DrawnFilter } from '../../../src/vis/feature/batch-objective.ts'
import { gallery, type TileStore } from '../../../src/vis/feature/gallery.ts'
import type { PreparedMethod } from '../../../src/vis/feature/methods.ts'
import { toPixels } from '../../../src/vis/images.ts'
import { finish, flat } from '../networks.ts'

const SIDE = 64

function objectiveFor(filters: readonly number[]): BatchObjective {
  return { layer: 'any', filterCount: 256, directions: filters.map((filter) => [{ filter, weight: 1 }]) }
}

/** Asserts that two pictures are equal. A deep comparison would take minutes to describe a difference. */
function assertShown(actual: Pixels | undefined, expected: Pixels): void {
  assert.deepEqual([actual?.width, actual?.height], [expected.width, expected.height])
  assert.ok(Buffer.compare(actual?.data ?? new Uint8Array(), expected.data) === 0)
}

const name = (direction: Direction) => Number(formatDirection(direction))
const picture = (value: number) => toPixels(flat(SIDE, SIDE, value))

/**
 * A method that draws two pictures at a time in two steps. A finished picture's grey is its filter's number, before
 * that half of it.
 */
function drawing(): PreparedMethod & { readonly seen: number[][] } {
  const seen: number[][] = []
  return {
    seen,
    batch: 2,
    async *draw({ directions }) {
      seen.push(directions.map(name))
      for (const step of [1, 2]) {
        const pictures = () => directions.map((direction) => picture(name(direction) / 2))
        yield { score: 1, done: (step - 1) / 2, at: { step: [step, 2] }, pictures }
      }
      return directions.map((direction): DrawnFilter => ({ image: flat(SIDE, SIDE, name(direction)), fired: true }))
    },
  }
}

function shelf(
  kept: readonly number[],
): TileStore & { readonly put: TileStore['put']; readonly tiles: Map<number, FilterTile> } {
  const tiles = new Map(kept.map((filter) => [filter, { picture: picture(filter), fired: false }]))
  return {
    tiles,
    get: async (direction) => tiles.get(name(direction)),
    put: async (direction, tile) => void tiles.set(name(direction), tile),
  }
}

test('batches are as large as the method allows, and tiles come in order', async () => {
  const own = drawing()
  const { steps, value } = await finish(gallery({ objective: objectiveFor([90, 40, 10, 70, 30]), method: own }))
  assert.deepEqual(own.seen, [[90, 40], [10, 70], [30]])
  assert.deepEqual(
    value.map(({ picture }) => picture.data[0]),
    [90, 40, 10, 70, 30],
  )
  assert.deepEqual(
    steps.map(({ done, at }) => [Number(done.toFixed(6)), at]),
    [
      [0, { filter: [2, 5], step: [1, 2] }],
      [0.2, { filter: [2, 5], step: [2, 2] }],
      [0.4, { filter: [4, 5], step: [1, 2] }],
      [0.6, { filter: [4, 5], step: [2, 2] }],
      [0.8, { filter: [5, 5], step: [1, 2] }],
      [0.9, { filter: [5, 5], step: [2, 2] }],
    ],
  )
  assert.equal(steps[0]?.picture?.().width, SIDE, 'without labels the first alone is watched')
})

test('progress shows the grid so far: finished tiles, the current batch, and empty cells', async () => {
  const filters = [90, 40, 10, 70, 30]
  const labels = filters.map(String)
  const { steps, value } = await finish(gallery({ objective: objectiveFor(filters), method: drawing(), labels }))
  const shown = (...greys: (number | undefined)[]) =>
    grid(
      greys.map((grey) => (grey === undefined ? undefined : picture(grey))),
      labels,
    )
  const seen = steps.map(({ picture }) => picture?.())
  assertShown(seen[0], shown(45, 20, undefined, undefined, undefined))
  assertShown(seen[2], shown(90, 40, 5, 35, undefined))
  assertShown(seen[5], shown(90, 40, 10, 70, 15))
  const whole = grid(
    value.map(({ picture }) => picture),
    labels,
  )
  assert.deepEqual([seen[0]?.width, seen[0]?.height], [whole.width, whole.height])
})

test('stored tiles are reused in their cells; missing ones are drawn and stored batch by batch', async () => {
  const [own, kept] = [drawing(), shelf([40, 70])]
  const filters = [90, 40, 10, 70, 30]
  const labels = filters.map(String)
  const steps = gallery({ objective: objectiveFor(filters), method: own, labels, store: kept })
  const first = await steps.next()
  assert.ok(!first.done)
  assert.deepEqual(first.value.at, { filter: [4, 5], step: [1, 2] })
  assertShown(first.value.picture?.(), grid([picture(45), picture(40), picture(5), picture(70), undefined], labels))
  await steps.next()
  await steps.next()
  assert.deepEqual(
    new Set(kept.tiles.keys()),
    new Set([90, 40, 10, 70]),
    'the first batch is kept while the next is drawn',
  )
  await steps.return([])

  const again = drawing()
  const { steps: rest, value } = await finish(
    gallery({ objective: objectiveFor(filters), method: again, labels, store: kept }),
  )
  assert.deepEqual(again.seen, [[30]], 'who goes on draws the rest alone')
  assert.equal(rest.length, 2)
  assert.deepEqual(
    value.map(({ fired }) => fired),
    [true, false, true, false, true],
  )
  const none = await finish(gallery({ objective: objectiveFor(filters), method: drawing(), labels, store: kept }))
  assert.deepEqual([none.steps.length, none.value.length], [0, 5])
})

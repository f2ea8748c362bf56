import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routeLanes } from '../../../src/vis/inspect/lanes.ts'
import { random } from '../../contract/random.ts'

/** Row 0 and an inception module of rows 1 to 8: four branches and their join. */
const inception = [[], [0], [0], [2], [0], [4], [0], [6], [1, 3, 5, 7], [8]]

test('a chain occupies one lane, all of it trunk', () => {
  assert.deepEqual(routeLanes([[], [0], [1], [2]]), { lanes: [0, 0, 0, 0], width: 1, trunk: [true, true, true, true] })
})

test('branches leave to the right and return to the left', () => {
  const { lanes, width, trunk } = routeLanes(inception)
  assert.deepEqual(lanes, [0, 1, 2, 2, 3, 3, 0, 0, 0, 0])
  assert.equal(width, 4)
  assert.deepEqual(
    trunk.flatMap((whole, row) => (whole ? [row] : [])),
    [0, 8, 9],
  )
})

test('a shortcut runs beside its block', () => {
  // Rows 1 and 2 are the block; row 3 adds its input.
  assert.deepEqual(routeLanes([[], [0], [1], [0, 2], [3]]), {
    lanes: [0, 1, 1, 0, 0],
    width: 2,
    trunk: [true, false, false, true, true],
  })
})

test('a row that nothing reads frees its lane', () => {
  const { lanes, trunk } = routeLanes([[], [0], [0], [2], [3]])
  assert.deepEqual(lanes, [0, 1, 0, 0, 0])
  assert.deepEqual(trunk, [true, false, true, true, true])
})

test('in random graphs no wire crosses another row’s lane, and the trunk is what all later rows depend on', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { uniform } = random(seed)
    const whole = (below: number) => Math.floor(uniform(0, below))
    const rows = Array.from({ length: 4 + whole(20) }, (_, row) =>
      row === 0 ? [] : [...new Set(Array.from({ length: 1 + whole(3) }, () => Math.max(0, row - 1 - whole(5))))],
    )
    const { lanes, width, trunk } = routeLanes(rows)
    const last = rows.map((_, row) =>
      Math.max(
        row,
        rows.findLastIndex((reads) => reads.includes(row)),
      ),
    )
    rows.forEach((_, row) => {
      assert.ok((lanes[row] ?? width) < width)
      rows.forEach((_, source) => {
        const open = source < row && (last[source] ?? 0) > row
        if (open) assert.notEqual(lanes[row], lanes[source], `seed ${seed}: row ${row} stands on the wire of ${source}`)
      })
      // No row below reads a row above.
      assert.equal(
        trunk[row],
        rows.every((_, source) => source >= row || (last[source] ?? 0) <= row),
        `seed ${seed}, ${row}`,
      )
    })
  }
})

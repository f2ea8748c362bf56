import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rectangle } from '../../../src/core/pixels.ts'
import {
  type DiagramColumn,
  type DiagramLayout,
  type DiagramRow,
  layOutDiagram,
} from '../../../src/image/draw/diagram-layout.ts'
import { DESCENT } from '../../../src/image/draw/glyphs.ts'
import { textWidth } from '../../../src/image/draw/text.ts'

const columns: readonly DiagramColumn[] = [
  { title: 'layer', align: 'left' },
  { title: 'operation', align: 'left' },
  { title: 'maps', align: 'right' },
]

/** Rows that read up to two earlier ones, in `lanes` lanes, with texts of every length. */
function layOut(count: number, lanes = 4): DiagramLayout {
  const rows = Array.from({ length: count }, (_, row): DiagramRow => {
    return {
      cells: [`layer ${'/name'.repeat(row % 40)}`, 'conv 3×3', `${row} × 8 × 8`],
      colour: [200, row % 200, 50],
      lane: (row * 3) % lanes,
      reads: row === 0 ? [] : [...new Set([row - 1, Math.floor(row / 2)])],
      share: (row % 7) / 6,
      group: row % 5 < 2 ? row % 5 : undefined,
      parted: row % 6 === 0,
    }
  })
  const notes = ['one note', 'another note '.repeat(40)]
  return layOutDiagram({ title: 'a network with a rather long name '.repeat(3), notes, columns, rows })
}

const LAYOUTS = {
  'one row': layOut(1),
  'a few rows': layOut(30),
  'many lanes': layOut(60, 20),
  'two strips': layOut(500),
  'three strips': layOut(1300),
}

/** The room of a text, including descenders. */
function boxOf({ text, left, top, height }: DiagramLayout['texts'][number]): Rectangle {
  return { left, top, width: textWidth(text, height), height: height * DESCENT }
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  const meets = (start: number, size: number, otherStart: number, otherSize: number) =>
    start < otherStart + otherSize && otherStart < start + size
  return meets(a.left, a.width, b.left, b.width) && meets(a.top, a.height, b.top, b.height)
}

/** Compares each rectangle with those that start before it ends. */
function assertApart(rectangles: readonly Rectangle[], what: string): void {
  const sorted = rectangles.filter(({ width }) => width > 0).toSorted((a, b) => a.top - b.top)
  for (const [i, one] of sorted.entries())
    for (const other of sorted.slice(i + 1)) {
      if (other.top >= one.top + one.height) break
      assert.ok(!overlap(one, other), `${what}: ${JSON.stringify([one, other])}`)
    }
}

for (const [name, { width, height, texts, areas, dots, wires, places }] of Object.entries(LAYOUTS)) {
  const bars = areas.filter(({ kind }) => kind === 'bar').map(({ area }) => area)
  const boxes = [...texts.map(boxOf), ...bars]

  test(`${name}: everything is inside the picture`, () => {
    for (const { left, top, ...size } of [...boxes, ...areas.map(({ area }) => area), ...places])
      assert.ok(left >= 0 && top >= 0 && left + size.width <= width && top + size.height <= height, `${left}, ${top}`)
    for (const [x, y] of [...dots.map(({ centre }) => centre), ...wires.flatMap(({ stroke }) => stroke)])
      assert.ok(x > 0 && y > 0 && x < width && y < height, `${x}, ${y}`)
  })

  test(`${name}: texts and bars do not overlap, and neither do the places of rows`, () => {
    assertApart(boxes, 'text or bar')
    assertApart(places, 'place')
  })

  test(`${name}: the dot of each row is in its place, and lanes end before the first text`, () => {
    assert.equal(dots.length, places.length)
    for (const [row, { centre }] of dots.entries()) {
      const [x, y] = centre
      const place = places[row] ?? assert.fail(`no place ${row}`)
      assert.ok(overlap({ left: x - 9, top: y - 9, width: 18, height: 18 }, place), `${row}`)
      assert.ok(y - 9 > place.top && y + 9 < place.top + place.height, `${row}`)
    }
    const points = [...dots.map(({ centre }) => centre), ...wires.flatMap(({ stroke }) => stroke)]
    const lefts = [...new Set(places.map(({ left }) => left))]
    for (const [i, left] of lefts.entries()) {
      const end = lefts[i + 1] ?? width
      const inRows = boxes.filter((box) => box.left >= left && box.left < end && box.top >= (places[0]?.top ?? 0))
      const textLeft = Math.min(...inRows.map((box) => box.left))
      const laneEnd = Math.max(...points.map(([x]) => x).filter((x) => x >= left && x < end))
      assert.ok(laneEnd + 9 < textLeft, `lanes to ${laneEnd}, texts from ${textLeft}`)
    }
  })
}

test('strips are side by side, with the same number of rows but for the last', () => {
  const { places } = LAYOUTS['three strips']
  const counts = [...Map.groupBy(places, ({ left }) => left).values()].map((rows) => rows.length)
  const [first = 0, ...others] = counts
  assert.equal(counts.length, 3)
  assert.ok(others.slice(0, -1).every((count) => count === first) && (others.at(-1) ?? 0) <= first, `${counts}`)
})

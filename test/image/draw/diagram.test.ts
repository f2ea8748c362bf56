import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import { PAPER } from '../../../src/image/draw/chart-text.ts'
import { type Diagram, diagram } from '../../../src/image/draw/diagram.ts'
import type { DiagramColumn, DiagramRow } from '../../../src/image/draw/diagram-layout.ts'
import type { Colour } from '../../../src/image/draw/pen.ts'

const columns: readonly DiagramColumn[] = [
  { title: 'layer', align: 'left' },
  { title: 'maps', align: 'right' },
]

/** A colour of its own for each row. */
const colourOf = (row: number): Colour => [200, row % 200, 50 + Math.floor(row / 200)]

function rowsOf(count: number, change: (row: number) => Partial<DiagramRow> = () => ({})): DiagramRow[] {
  return Array.from({ length: count }, (_, row) => ({
    cells: [`layer ${row}`, '64 × 8 × 8'],
    colour: colourOf(row),
    lane: 0,
    share: 0,
    parted: false,
    reads: row === 0 ? [] : [row - 1],
    ...change(row),
  }))
}

const lay = (rows: readonly DiagramRow[]) => diagram({ title: 'network', notes: ['some facts'], columns, rows })
const draw = (rows: readonly DiagramRow[]) => lay(rows).picture

/** The places of all pixels of exactly this colour. */
function places({ width, data }: Pixels, colour: readonly number[]) {
  const found: { x: number; y: number }[] = []
  for (let i = 0; i < data.length; i += 3)
    if (data[i] === colour[0] && data[i + 1] === colour[1] && data[i + 2] === colour[2])
      found.push({ x: (i / 3) % width, y: Math.floor(i / 3 / width) })
  return found
}

function middle(picture: Pixels, colour: readonly number[]) {
  const found = places(picture, colour)
  assert.ok(found.length > 20, `a dot of ${colour}`)
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { x: mean(found.map(({ x }) => x)), y: mean(found.map(({ y }) => y)) }
}

function isPaper(picture: Pixels, x: number, y: number): boolean {
  const start = (Math.round(y) * picture.width + Math.round(x)) * 3
  return PAPER.every((level, c) => picture.data[start + c] === level)
}

test('every row has a dot, at even distances from top to bottom', () => {
  const picture = draw(rowsOf(40))
  const dots = Array.from({ length: 40 }, (_, row) => middle(picture, colourOf(row)))
  const pitch = (dots[1]?.y ?? 0) - (dots[0]?.y ?? 0)
  assert.ok(pitch > 20)
  dots.forEach(({ x, y }, row) => {
    assert.ok(Math.abs(x - (dots[0]?.x ?? 0)) < 0.1 && Math.abs(y - ((dots[0]?.y ?? 0) + row * pitch)) < 0.1)
  })
})

test('lanes are side by side, and wires join each row to the rows that it reads, and to no others', () => {
  // 0 is read by 1, in a lane of its own, and by 2; 3 joins them; 4 reads nothing.
  const lanes = [0, 1, 0, 0, 0]
  const reads = [[], [0], [0], [2, 1], []]
  const picture = draw(rowsOf(5, (row) => ({ lane: lanes[row] ?? 0, reads: reads[row] ?? [] })))
  const dots = Array.from({ length: 5 }, (_, row) => middle(picture, colourOf(row)))
  const [zero, one, two, three, four] = dots as [Dot, Dot, Dot, Dot, Dot]
  assert.ok(one.x > zero.x + 10 && Math.abs(two.x - zero.x) < 0.1)
  assert.ok(!isPaper(picture, zero.x, (zero.y + two.y) / 2), 'down from 0 to 2')
  assert.ok(!isPaper(picture, (zero.x + one.x) / 2 + 3, one.y), 'across to 1')
  assert.ok(!isPaper(picture, one.x, (one.y + three.y) / 2), 'down from 1')
  assert.ok(!isPaper(picture, (three.x + one.x) / 2 - 2, three.y), 'back to 3')
  assert.ok(isPaper(picture, one.x, (zero.y + one.y) / 2 - 8), 'nothing above 1')
  assert.ok(isPaper(picture, three.x, (three.y + four.y) / 2), 'nothing from 3 to 4')
})

interface Dot {
  readonly x: number
  readonly y: number
}

test('the length of a bar is proportional to its share', () => {
  const shares = [0.1, 0.4, 0, 0.2]
  const plain = draw(rowsOf(4))
  const picture = draw(rowsOf(4, (row) => ({ share: shares[row] ?? 0 })))
  const lengths = shares.map((_, row) => {
    const y = Math.round(middle(plain, colourOf(row)).y)
    let length = 0
    for (let x = 0; x < picture.width; x++) {
      const start = (y * picture.width + x) * 3
      if (picture.data[start] !== plain.data[start]) length++
    }
    return length
  })
  const longest = lengths[1] ?? 0
  assert.ok(longest > 50)
  shares.forEach((share, row) => {
    assert.ok(Math.abs((lengths[row] ?? 0) - (longest * share) / 0.4) <= 1, `${lengths}`)
  })
})

test('the rows of a group have a lighter background', () => {
  const picture = draw(rowsOf(6, (row) => (row === 2 || row === 3 ? { group: 1 } : {})))
  const ground = Array.from({ length: 6 }, (_, row) =>
    isPaper(picture, picture.width - 20, middle(picture, colourOf(row)).y),
  )
  assert.deepEqual(ground, [true, true, false, false, true, true])
})

test('hundreds of rows continue in further strips, and no picture is too high for chats and file types', () => {
  for (const count of [430, 1300]) {
    const picture = draw(rowsOf(count))
    assert.ok(picture.height <= 16_383, `${picture.height}`)
    const seen = new Set<number>()
    const { data } = picture
    for (let i = 0; i < data.length; i += 3) seen.add(code([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0]))
    for (let row = 0; row < count; row++) assert.ok(seen.has(code(colourOf(row))), `${row}`)
  }
})

test('the place of a row contains its whole dot', () => {
  /** The number of pixels of the row's dot that are inside its place. */
  const inside = ({ picture: { width, height, data }, places }: Diagram, row: number) => {
    const place = places[row] ?? assert.fail(`no place ${row}`)
    const [right, bottom] = [place.left + place.width, place.top + place.height]
    assert.ok(place.left >= 0 && place.top >= 0 && right <= width && bottom <= height)
    let count = 0
    for (let y = place.top; y < bottom; y++)
      for (let x = place.left; x < right; x++) {
        const start = (y * width + x) * 3
        if (colourOf(row).every((level, c) => data[start + c] === level)) count++
      }
    return count
  }
  const few = lay(rowsOf(3))
  const whole = places(few.picture, colourOf(0)).length
  assert.deepEqual([few.places.length, inside(few, 0), inside(few, 2)], [3, whole, whole])
  const many = lay(rowsOf(900))
  for (const row of [0, 299, 450, 599, 899]) assert.equal(inside(many, row), whole, `${row}`)
})

function code([red, green, blue]: Colour): number {
  return (red * 256 + green) * 256 + blue
}

test('a long name is truncated to its column', () => {
  const [short, long] = [1, 400].map((times) => draw(rowsOf(3, () => ({ cells: ['name/'.repeat(times), '1'] }))))
  assert.ok((long?.width ?? 0) < 900 && (long?.width ?? 0) > (short?.width ?? 0))
})

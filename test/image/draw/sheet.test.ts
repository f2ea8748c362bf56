import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import { columnsFor } from '../../../src/image/draw/arrangement.ts'
import { INK, PAPER } from '../../../src/image/draw/chart-text.ts'
import { grey } from '../../../src/image/draw/colormap.ts'
import { type Section, sheet } from '../../../src/image/draw/sheet.ts'
import { noise, pixel } from '../pictures.ts'

function section(heading: string, count: number, width: number, height: number, detail = ''): Section {
  const tiles = Array.from({ length: count }, (_, i) => ({
    picture: noise(width, height, i + 1),
    label: String(i),
    value: '12.5',
  }))
  return { heading, detail, tiles }
}

/** The places where `tile` is in `picture`, whole and unchanged. */
function find(picture: Pixels, tile: Pixels): { left: number; top: number }[] {
  const found: { left: number; top: number }[] = []
  const row = (y: number) => Buffer.from(tile.data.subarray(y * tile.width * 3, (y + 1) * tile.width * 3))
  const whole = Buffer.from(picture.data)
  for (let at = whole.indexOf(row(0)); at >= 0; at = whole.indexOf(row(0), at + 1)) {
    const [left, top] = [(at / 3) % picture.width, Math.floor(at / 3 / picture.width)]
    const rows = Array.from({ length: tile.height }, (_, y) => y)
    const fits = (y: number) => whole.indexOf(row(y), at + y * picture.width * 3) === at + y * picture.width * 3
    if (Number.isInteger(left) && rows.every(fits)) found.push({ left, top })
  }
  return found
}

test('every tile is drawn once, left to right and top to bottom, section after section', () => {
  const sections = [section('first', 5, 90, 60), section('second', 3, 70, 110)]
  const picture = sheet({ sections, columns: 3, legend: { colormap: grey, marks: ['0', '1'] } })
  const places = sections.map(({ tiles }) =>
    tiles.map(({ picture: tile }) => {
      const [place, ...others] = find(picture, tile)
      assert.ok(place && others.length === 0)
      return place
    }),
  )
  for (const [s, tiles] of places.entries())
    for (const [i, { left, top }] of tiles.entries()) {
      const before = tiles[i - 1]
      if (before && i % 3 > 0)
        assert.ok(top === before.top && left > before.left + (sections[s]?.tiles[0]?.picture.width ?? 0))
      if (before && i % 3 === 0) assert.ok(top > before.top + (sections[s]?.tiles[0]?.picture.height ?? 0))
    }
  const [first = [], second = []] = places
  assert.ok((second[0]?.top ?? 0) > (first.at(-1)?.top ?? 0) + 60)
  assert.equal(second[0]?.left, first[0]?.left)
})

test('the label and the value stand above each tile; a value without room is left out', () => {
  const inked = (label: string, value: string) => {
    const tile = { picture: noise(120, 40), label, value }
    const picture = sheet({ sections: [{ heading: 'h', tiles: [tile] }], columns: 1 })
    const [place] = find(picture, tile.picture)
    assert.ok(place)
    let count = 0
    for (let y = place.top - 22; y < place.top; y++)
      for (let x = place.left; x < place.left + 120; x++) if (pixel(picture, x, y).join() !== PAPER.join()) count++
    return count
  }
  const [none, label, both] = [inked('', ''), inked('128', ''), inked('128', '0.25')]
  assert.ok(none === 0 && label > 30 && both > label + 30)
  assert.equal(inked('1234567890123', '0.25'), inked('1234567890123', ''), 'no room for both')
})

test('a long heading takes more lines, and stays inside the margins', () => {
  const height = (heading: string) => sheet({ sections: [section(heading, 1, 40, 40)], columns: 1 }).height
  const words = 'features of a layer with a rather long name '
  assert.ok(height(words.repeat(3)) > height('short') && height(words.repeat(6)) > height(words.repeat(3)))
  const picture = sheet({ sections: [section(words.repeat(6), 1, 40, 40, words.repeat(4))], columns: 1 })
  for (let y = 0; y < picture.height; y++)
    for (const x of [0, 5, picture.width - 5, picture.width - 1])
      assert.deepEqual(pixel(picture, x, y), [...PAPER], 'the margins are free')
})

test('the legend shows its colour map from end to end', () => {
  const { width, height, data } = sheet({
    sections: [section('h', 1, 40, 40)],
    columns: 1,
    legend: { colormap: (share) => [255 * share, 0, 255], marks: ['0', '1'] },
  })
  const bar = Array.from({ length: height }, (_, y) => y).filter((y) => data[(y * width + 24) * 3 + 2] === 255)
  assert.ok(bar.length >= 10)
  const row = bar[0] ?? 0
  const reds = Array.from({ length: 400 }, (_, x) => data[(row * width + 24 + x) * 3] ?? 0)
  assert.ok(reds.every((red, i) => red >= (reds[i - 1] ?? 0)) && reds[0] === 0 && reds.at(-1) === 255)
})

test('ink and paper have a strong contrast', () => {
  const sum = (colour: readonly number[]) => colour.reduce((total, level) => total + level, 0)
  assert.ok(sum(INK) - sum(PAPER) > 500)
})

test('columnsFor gives arrangements that are about as wide as high', () => {
  for (let count = 1; count <= 300; count++) {
    const columns = columnsFor(count)
    const rows = Math.ceil(count / columns)
    assert.ok(columns >= rows && columns <= rows + 1, `${count}: ${columns} x ${rows}`)
  }
  assert.deepEqual([1, 4, 9, 25, 64].map(columnsFor), [1, 2, 3, 5, 8])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import { GUTTER_GREY, grid, gridLayout } from '../../../src/image/draw/grid.ts'
import { flat, noise, pixel } from '../pictures.ts'

const gutter = [GUTTER_GREY, GUTTER_GREY, GUTTER_GREY]
const numbers = (count: number, first = 0) => Array.from({ length: count }, (_, i) => String(first + i))

function crop(picture: Pixels, left: number, top: number, width: number, height: number): Pixels {
  const rows = Array.from({ length: height }, (_, y) => {
    const start = ((top + y) * picture.width + left) * 3
    return picture.data.subarray(start, start + width * 3)
  })
  return { width, height, data: new Uint8Array(Buffer.concat(rows)) }
}

/** A mask of the pixels of one tile that its label changed. */
function changed(sheet: Pixels, tile: Pixels, left: number, top: number): boolean[] {
  const found = crop(sheet, left, top, tile.width, tile.height)
  return Array.from({ length: tile.width * tile.height }, (_, i) =>
    [0, 1, 2].some((channel) => found.data[i * 3 + channel] !== tile.data[i * 3 + channel]),
  )
}

test('every count of tiles gets a near-square layout with room for all', () => {
  const columns = Array.from({ length: 25 }, (_, i) => (gridLayout(i + 1, { width: 128, height: 128 }).width + 4) / 132)
  assert.deepEqual(columns, [1, 2, 3, 2, 3, 3, 3, 4, 3, 5, 4, 4, 4, 4, 5, 4, 5, 6, 5, 5, 7, 5, 5, 6, 5])
  for (let count = 1; count <= 300; count++) {
    const { width, height, cell } = gridLayout(count, { width: 128, height: 128 })
    const [across, down] = [(width + 4) / 132, (height + 4) / 132]
    assert.ok(across >= down && across <= 3 * down, `${count}: ${across} x ${down}`)
    assert.ok(across * down - count < across, `${count}: a whole row is empty`)
    const corners = new Set(numbers(count).map((i) => JSON.stringify(cell(Number(i)))))
    assert.equal(corners.size, count)
    const last = cell(count - 1)
    assert.ok(last.left + 128 <= width && last.top + 128 === height)
  }
})

test('tiles are at the places of the layout, unchanged outside of their labels', () => {
  for (const [count, width, height] of [
    [25, 64, 64],
    [7, 96, 64],
    [2, 40, 130],
  ] as const) {
    const tiles = Array.from({ length: count }, (_, i) => noise(width, height, i + 1))
    const sheet = grid(tiles, numbers(count))
    const { cell, ...size } = gridLayout(count, { width, height })
    assert.deepEqual({ width: sheet.width, height: sheet.height }, size)
    for (const [i, tile] of tiles.entries()) {
      const { left, top } = cell(i)
      for (const [index, differs] of changed(sheet, tile, left, top).entries()) {
        const inCorner = index % width < width / 2 && Math.floor(index / width) < height / 2
        assert.ok(!differs || inCorner, `tile ${i} differs at ${index % width}, ${Math.floor(index / width)}`)
      }
    }
  }
})

test('gutters and empty cells have the colour of gutters', () => {
  const tiles = Array.from({ length: 7 }, () => flat(64, 64, [250, 120, 10]))
  const sheet = grid(
    tiles,
    tiles.map(() => ''),
  )
  const { cell } = gridLayout(7, { width: 64, height: 64 })
  const covered = new Set<number>()
  for (let i = 0; i < 7; i++) {
    const { left, top } = cell(i)
    for (let y = 0; y < 64; y++) for (let x = 0; x < 64; x++) covered.add((top + y) * sheet.width + left + x)
  }
  for (let i = 0; i < sheet.width * sheet.height; i++) {
    const expected = covered.has(i) ? [250, 120, 10] : gutter
    assert.deepEqual(pixel(sheet, i % sheet.width, Math.floor(i / sheet.width)), expected)
  }
  assert.equal(covered.size, 7 * 64 * 64)
})

test('labels differ for every number, start in the corner and stand out on white and on black', () => {
  for (const [side, brightness] of [
    [64, 0],
    [64, 255],
    [128, 0],
    [256, 255],
  ] as const) {
    const tiles = Array.from({ length: 120 }, () => flat(side, side, [brightness, brightness, brightness]))
    const sheet = grid(tiles, numbers(120))
    const { cell } = gridLayout(120, { width: side, height: side })
    const seen = new Set<string>()
    for (let i = 0; i < 120; i++) {
      const { left, top } = cell(i)
      const corner = crop(sheet, left, top, side / 2, side / 2)
      seen.add(Buffer.from(corner.data).toString('base64'))
      const [plate] = pixel(corner, 0, 0) as [number]
      const ink = corner.data.filter((value, index) => index % 3 === 0 && value > 200 && value !== brightness).length
      assert.ok(plate < 90, `the plate is ${plate} on ${brightness}`)
      assert.ok(ink >= 5 && ink < (side * side) / 40, `${ink} light pixels of ${side * side}`)
    }
    assert.equal(seen.size, 120)
  }
})

test('labels grow with their tiles', () => {
  const plate = (side: number) => {
    const white = flat(side, side, [255, 255, 255])
    const marks = changed(grid([white, white], ['8', '8']), white, 0, 0)
    return marks.filter(Boolean).length / (side * side)
  }
  for (const side of [64, 128, 256, 512]) assert.ok(plate(side) > 0.01 && plate(side) < 0.06, `${side}: ${plate(side)}`)
})

test('a tile too small for its label, one with an empty label, and a single tile stay unlabelled', () => {
  const tile = noise(16, 16)
  for (const [tiles, labels] of [
    [
      [tile, tile],
      ['7', '8'],
    ],
    [
      [tile, tile],
      ['', ''],
    ],
  ] as const) {
    const sheet = grid(tiles, labels)
    assert.ok(!changed(sheet, tile, 0, 0).includes(true))
  }
  assert.deepEqual(grid([noise(64, 48)], ['3']), noise(64, 48))
})

test('tiles are not modified', () => {
  const tiles = [noise(64, 64, 1), noise(64, 64, 2)]
  grid(tiles, ['1', '2'])
  assert.deepEqual(tiles, [noise(64, 64, 1), noise(64, 64, 2)])
})

test('no tiles, tiles of different sizes, or another number of labels, are an error', () => {
  const tile = flat(64, 64, [0, 0, 0])
  assert.throws(() => grid([], []), /at least one/)
  assert.throws(() => grid([tile, flat(64, 32, [0, 0, 0])], ['1', '2']), /64 x 64 and 64 x 32/)
  assert.throws(() => grid([tile, tile], ['1']), /2 tiles.*1 labels/)
})

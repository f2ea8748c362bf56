import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PAPER } from '../../../src/image/draw/chart-text.ts'
import { plates, plateTileSide } from '../../../src/image/draw/plates.ts'
import { flat, pixel } from '../pictures.ts'

const NAME = 'inception_4a/3x3_reduce'

function drawn(count: number) {
  const side = plateTileSide(count)
  const tile = (i: number) => flat(side, side, [255, i % 256, 7])
  const all = Array.from({ length: count }, (_, i) => ({
    name: NAME,
    tiles: Array.from({ length: 25 }, (_, k) => tile(i * 25 + k)),
  }))
  return { side, picture: plates({ title: 'googlenet', detail: 'all that it has', plates: all }) }
}

test('every tile is drawn once, in the order of its plate', () => {
  const { side, picture } = drawn(7)
  const corners: number[] = []
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const [red, green, blue] = pixel(picture, x, y)
      const isTile = (other: readonly number[]) => other[0] === 255 && other[1] === green && other[2] === blue
      if (red !== 255 || blue !== 7 || isTile(pixel(picture, x - 1, y)) || isTile(pixel(picture, x, y - 1))) continue
      corners.push(green ?? 0)
      assert.ok(isTile(pixel(picture, x + side - 1, y + side - 1)), `tile ${green}`)
    }
  }
  assert.equal(corners.length, 7 * 25)
  assert.equal(new Set(corners).size, 7 * 25)
  const first = corners.filter((tile) => tile < 25)
  assert.deepEqual(
    first,
    [...first].sort((a, b) => a - b),
  )
})

test('the picture is never too large for chats, and fewer plates have larger tiles', () => {
  let before = Number.POSITIVE_INFINITY
  for (const count of [1, 5, 13, 26, 57, 100, 150]) {
    const { side, picture } = drawn(count)
    assert.ok(side <= before && side >= 28, `${side} of ${count}`)
    assert.ok(picture.width <= 2700 && picture.height <= 2900, `${picture.width} x ${picture.height} for ${count}`)
    before = side
    assert.deepEqual([...pixel(picture, 0, 0)], [...PAPER])
    assert.deepEqual([...pixel(picture, picture.width - 1, picture.height - 1)], [...PAPER])
  }
})

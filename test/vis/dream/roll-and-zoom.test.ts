import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../../src/engine/engine.ts'
import { roll, zoomAndRotate } from '../../../src/vis/dream/roll-and-zoom.ts'
import { randomImages } from '../../contract/random.ts'
import { at, distance, flat, paint } from '../networks.ts'

const images = randomImages(1, 2, 11, 17)

test('pixels rolled out on one side enter on the other', () => {
  for (const [down, right] of [
    [3, 5],
    [-4, 2],
    [0, -1],
    [25, -40],
  ] as const) {
    const rolled = roll(images, down, right)
    for (const plane of [0, 2, 5])
      for (let y = 0; y < 11; y++)
        for (let x = 0; x < 17; x++) {
          const [toY, toX] = [(((y + down) % 11) + 11) % 11, (((x + right) % 17) + 17) % 17]
          assert.equal(at(rolled, toY, toX, plane), at(images, y, x, plane))
        }
  }
})

test('rolling back restores the picture, rolls add up, and the input is not changed', () => {
  const before = images.data.slice()
  assert.deepEqual(roll(roll(images, 7, -3), -7, 3), images)
  assert.deepEqual(roll(roll(images, 7, -3), 2, 8), roll(images, 9, 5))
  assert.deepEqual(roll(images, 22, -34), images)
  assert.deepEqual(images.data, before)
})

test('a zoom of 1 without rotation gives the picture itself', () => {
  assert.ok(distance(zoomAndRotate(images, 1, 0).data, images.data) < 1e-3)
})

test('a rotation of a square by 90 degrees is counterclockwise and exact, and four of them are none', () => {
  const square = randomImages(2, 1, 13, 13)
  const turned = zoomAndRotate(square, 1, 90)
  const wanted = paint(13, 13, (y, x, c) => at(square, x, 12 - y, c))
  assert.ok(distance(turned.data, wanted.data) < 1e-3)
  // The top right corner becomes the top left one.
  assert.ok(Math.abs(at(turned, 0, 0) - at(square, 0, 12)) < 1e-3)
  assert.ok(distance(zoomAndRotate(zoomAndRotate(turned, 1, 90), 1, 180).data, square.data) < 1e-3)
  assert.ok(distance(zoomAndRotate(square, 1, -90).data, zoomAndRotate(square, 1, 270).data) < 1e-3)
})

test('a small rotation moves the right side up', () => {
  const spot = zoomAndRotate(blob(41, 41, 20, 34), 1, 10)
  const [y, x] = brightest(spot)
  assert.ok(y < 20 && x > 30, `it went to ${y}, ${x}`)
})

test('a zoom moves a smooth pattern away from the centre by its factor', () => {
  const [height, width] = [40, 60]
  const wave = (y: number, x: number) => 128 + 50 * Math.sin(0.2 * x) * Math.cos(0.15 * y)
  for (const zoom of [1.04, 1.5, 3]) {
    const zoomed = zoomAndRotate(paint(height, width, wave), zoom, 0)
    const wanted = paint(height, width, (y, x) => wave(19.5 + (y - 19.5) / zoom, 29.5 + (x - 29.5) / zoom))
    assert.ok(distance(zoomed.data, wanted.data) < 0.5, `${zoom}: ${distance(zoomed.data, wanted.data)}`)
  }
})

test('zoom and rotation together equal one after the other', () => {
  const smooth = paint(40, 40, (y, x, c) => 128 + 60 * Math.sin(0.15 * y + c) * Math.cos(0.12 * x))
  const [together, apart] = [zoomAndRotate(smooth, 1.3, 20), zoomAndRotate(zoomAndRotate(smooth, 1, 20), 1.3, 0)]
  assert.ok(distance(inner(together), inner(apart)) < 1)
})

test('pixels beyond the edges repeat the edges, without black corners', () => {
  for (const degrees of [45, 30, -10]) {
    const { data } = zoomAndRotate(flat(20, 30, 200), 1, degrees)
    assert.ok(distance(data, new Float32Array(data.length).fill(200)) < 1e-3)
  }
})

function blob(height: number, width: number, y: number, x: number): Images {
  return paint(height, width, (toY, toX) => 255 * Math.exp(-((toY - y) ** 2 + (toX - x) ** 2) / 8))
}

function brightest({ shape: [, , , width], data }: Images): [y: number, x: number] {
  const place = data.indexOf(Math.max(...data))
  return [Math.floor(place / width), place % width]
}

/** The inner pixels of a picture of 40 x 40. */
function inner({ data }: Images): number[] {
  return [...data].filter((_, i) => Math.abs((i % 40) - 19.5) < 12 && Math.abs((Math.floor(i / 40) % 40) - 19.5) < 12)
}

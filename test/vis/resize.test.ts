import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../src/engine/engine.ts'
import { catmullRom, resize } from '../../src/vis/resize.ts'
import { randomImages } from '../contract/random.ts'
import { at, deviation, distance, flat, mean, paint } from './networks.ts'

const sizes = [
  [20, 30],
  [7, 5],
  [33, 47],
  [1, 1],
  [90, 11],
] as const

test('resizing to the same size returns the picture itself', () => {
  const images = randomImages(1, 2, 9, 14)
  assert.equal(resize(images, 9, 14), images)
})

test('a constant picture stays constant at every size', () => {
  for (const [height, width] of sizes)
    for (const [newHeight, newWidth] of sizes) {
      const { shape, data } = resize(flat(height, width, 200), newHeight, newWidth)
      assert.deepEqual(shape, [1, 3, newHeight, newWidth])
      assert.ok(distance(data, new Float32Array(3 * newHeight * newWidth).fill(200)) < 1e-4)
    }
})

test('a ramp stays a ramp through the same corners, away from the edges', () => {
  const ramp = paint(24, 36, (y, x, c) => 10 + 3 * y - 2 * x + c)
  for (const [height, width] of [
    [48, 72],
    [31, 50],
    [12, 18],
    [9, 10],
  ] as const) {
    const resized = resize(ramp, height, width)
    const [down, across] = [24 / height, 36 / width]
    // A widened kernel that does not end at pixel centres is off by up to 0.03 pixels.
    const tolerance = down <= 1 ? 1e-3 : 0.2
    // The kernel's reach from the edges.
    const [top, left] = [3 * Math.max(1, 1 / down), 3 * Math.max(1, 1 / across)]
    let compared = 0
    for (let y = Math.ceil(top); y < height - top; y++)
      for (let x = Math.ceil(left); x < width - left; x++) {
        const wanted = 10 + 3 * ((y + 0.5) * down - 0.5) - 2 * ((x + 0.5) * across - 0.5)
        assert.ok(Math.abs(at(resized, y, x) - wanted) < tolerance, `${height} x ${width} at ${y}, ${x}`)
        compared++
      }
    assert.ok(compared > 0)
  }
})

test('a checkerboard shrinks to its mean without aliasing', () => {
  const board = paint(64, 64, (y, x) => ((x + y) % 2) * 255)
  for (const side of [40, 32, 23, 16]) {
    const inside = crop(resize(board, side, side), 4)
    assert.ok(Math.abs(mean(inside) - 127.5) < 1, `mean ${mean(inside)}`)
    assert.ok(deviation(inside) < 0.1 * deviation(board.data), `${side}: deviation ${deviation(inside)}`)
  }
})

test('stripes that the small picture can represent remain, and finer ones disappear', () => {
  const stripes = (period: number) => paint(8, 120, (_, x) => 128 + 100 * Math.sin((2 * Math.PI * x) / period))
  const kept = deviation(crop(resize(stripes(20), 8, 60), 2)) / deviation(stripes(20).data)
  const gone = deviation(crop(resize(stripes(2.6), 8, 60), 2)) / deviation(stripes(2.6).data)
  assert.ok(kept > 0.95, `kept ${kept}`)
  assert.ok(gone < 0.1, `left ${gone}`)
})

test('a picture that is enlarged and shrunk again is nearly unchanged', () => {
  const smooth = paint(30, 40, (y, x, c) => 128 + 60 * Math.sin(0.3 * y + c) + 50 * Math.cos(0.25 * x))
  assert.ok(distance(resize(resize(smooth, 60, 80), 30, 40).data, smooth.data) < 3)
})

test('planes do not mix, and resizing commutes with transposing the picture', () => {
  const images = randomImages(2, 2, 12, 17)
  const whole = resize(images, 19, 9)
  for (let plane = 0; plane < 6; plane++) {
    const single: Images = { shape: [1, 1, 12, 17], data: images.data.slice(plane * 204, (plane + 1) * 204) }
    assert.deepEqual(resize(single, 19, 9).data, whole.data.slice(plane * 171, (plane + 1) * 171))
  }
  assert.ok(distance(resize(turned(images), 9, 19).data, turned(whole).data) < 1e-3)
})

test('the kernel is 1 at its centre, 0 at other integers, and its samples sum to 1 at any offset', () => {
  assert.deepEqual([-3, -2, -1, 0, 1, 2, 3].map(catmullRom).map(Math.abs), [0, 0, 0, 1, 0, 0, 0])
  for (const shift of [0.1, 0.37, 0.5, 0.93]) {
    const sum = [-2, -1, 0, 1, 2].reduce((total, k) => total + catmullRom(k + shift), 0)
    assert.ok(Math.abs(sum - 1) < 1e-12)
  }
})

/** The values at least `edge` pixels away from the borders. */
function crop({ shape: [n, channels, height, width], data }: Images, edge: number): number[] {
  const [low, left] = [height > 2 * edge ? edge : 0, edge]
  return [...data].filter((_, i) => {
    const [y, x] = [Math.floor(i / width) % height, i % width]
    return i < n * channels * height * width && y >= low && y < height - low && x >= left && x < width - left
  })
}

/** The transposed picture. */
function turned({ shape: [n, channels, height, width], data }: Images): Images {
  const result = new Float32Array(data.length)
  data.forEach((value, i) => {
    const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width]
    result[(plane * width + x) * height + y] = value
  })
  return { shape: [n, channels, width, height], data: result }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../../src/engine/engine.ts'
import { normalizeLaplacian } from '../../../src/vis/dream/laplacian.ts'
import { randomImages } from '../../contract/random.ts'
import { at, distance, mean, paint } from '../networks.ts'

const KERNEL = [1, 4, 6, 4, 1]
/** The padding before the first pixel for TensorFlow's "SAME" with stride 2 and a window of 5. */
const before = (side: number) => Math.floor(Math.max(0, (Math.ceil(side / 2) - 1) * 2 + 5 - side) / 2)

/** A strided convolution with the outer product of KERNEL, and its transpose, computed naively. */
function low(image: Images): Images {
  const [, channels, height, width] = image.shape
  const value = (y: number, x: number, c: number) =>
    KERNEL.flatMap((a, i) =>
      KERNEL.map((b, j) => {
        const [row, column] = [2 * y + i - before(height), 2 * x + j - before(width)]
        const inside = row >= 0 && row < height && column >= 0 && column < width
        return inside ? ((a * b) / 256) * at(image, row, column, c) : 0
      }),
    ).reduce((sum, term) => sum + term, 0)
  return paint(Math.ceil(height / 2), Math.ceil(width / 2), value, channels)
}

function high(small: Images, [, channels, height, width]: Images['shape']): Images {
  const [, , rows, columns] = small.shape
  const data = new Float64Array(channels * height * width)
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        KERNEL.forEach((a, i) => {
          KERNEL.forEach((b, j) => {
            const [row, column] = [2 * y + i - before(height), 2 * x + j - before(width)]
            if (row < 0 || row >= height || column < 0 || column >= width) return
            const place = (c * height + row) * width + column
            data[place] = (data[place] ?? 0) + ((4 * a * b) / 256) * at(small, y, x, c)
          })
        })
  return { shape: [1, channels, height, width], data: Float32Array.from(data) }
}

const map = (a: Images, b: Images, f: (a: number, b: number) => number): Images => ({
  shape: a.shape,
  data: a.data.map((value, i) => f(value, b.data[i] ?? Number.NaN)),
})
const rms = (values: Float32Array) => Math.sqrt(mean(values.map((value) => value ** 2)))
const unit = (image: Images) => map(image, image, (value) => value / Math.max(rms(image.data), 1e-10))

/** lap_normalize as in the tutorial. */
function oracle(image: Images, levels: number): Images {
  const bands: Images[] = []
  let rest = image
  for (let i = 0; i < levels; i++) {
    const small = low(rest)
    bands.unshift(map(rest, high(small, rest.shape), (a, b) => a - b))
    rest = small
  }
  return bands.map(unit).reduce((sum, band) => map(band, high(sum, band.shape), (a, b) => a + b), unit(rest))
}

test('the normalization matches lap_normalize of the TensorFlow tutorial, for even and odd sides', () => {
  for (const [height, width] of [
    [16, 24],
    [17, 13],
    [9, 30],
  ] as const) {
    const images = randomImages(height, 1, height, width)
    for (const levels of [0, 1, 2, 3]) {
      const [found, wanted] = [normalizeLaplacian(images, levels), oracle(images, levels)]
      assert.deepEqual(found.shape, wanted.shape)
      assert.ok(distance(found.data, wanted.data) < 1e-4, `${height} x ${width}, ${levels} levels`)
    }
  }
})

test('coarse and fine bands become equally strong, whatever the scale of the gradient', () => {
  const part = (coarse: number, fine: number) =>
    paint(64, 64, (y, x) => coarse * Math.sin((y + x) / 8) + fine * ((y + x) % 2 === 0 ? 1 : -1))
  /** The strength of the pattern that alternates from pixel to pixel, relative to the rest. */
  const ratio = (image: Images) => {
    const blurred = high(low(image), image.shape)
    return rms(map(image, blurred, (a, b) => a - b).data) / rms(blurred.data)
  }
  const strong = ratio(normalizeLaplacian(part(1, 20), 3))
  const weak = ratio(normalizeLaplacian(part(20, 1), 3))
  assert.ok(ratio(part(1, 20)) / ratio(part(20, 1)) > 50)
  assert.ok(strong / weak < 2, `${strong} and ${weak}`)
  const images = randomImages(3, 1, 20, 20)
  const larger = { ...images, data: images.data.map((value) => 1000 * value) }
  assert.ok(distance(normalizeLaplacian(images, 2).data, normalizeLaplacian(larger, 2).data) < 1e-3)
})

test('a zero gradient stays zero, and more levels than the size allows do no harm', () => {
  const none = paint(5, 3, () => 0)
  assert.deepEqual(normalizeLaplacian(none, 6), none)
  assert.ok(normalizeLaplacian(randomImages(1, 1, 5, 3), 6).data.every(Number.isFinite))
})

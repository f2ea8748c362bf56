import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../src/engine/engine.ts'
import { fitSize, selectImages, stack, toImages, toPixels } from '../../src/vis/images.ts'
import { resize } from '../../src/vis/resize.ts'
import { oneImage, randomImages } from '../contract/random.ts'
import { noise } from '../image/pictures.ts'
import { at } from './networks.ts'

test('pixels survive the conversion to planes and back', () => {
  const pixels = noise(9, 5)
  const images = toImages(pixels)
  assert.deepEqual(images.shape, [1, 3, 5, 9])
  for (const [y, x, c] of [
    [0, 0, 0],
    [2, 7, 1],
    [4, 8, 2],
  ] as const)
    assert.equal(at(images, y, x, c), pixels.data[(y * 9 + x) * 3 + c])
  assert.deepEqual(toPixels(images), pixels)
})

test('a given size resamples each channel', () => {
  const pixels = noise(19, 12)
  const { shape, data } = toImages(pixels, 7, 11)
  assert.deepEqual({ shape, data }, resize(toImages(pixels), 7, 11))
})

test('toPixels rounds and clips the requested image to 0..255', () => {
  const values = [-3, -0.2, 0.4, 0.6, 254.4, 255.3, 900, 12.5, 99.9]
  const data = Float32Array.from([...new Array(9).fill(7), ...values])
  const images: Images = { shape: [2, 3, 1, 3], data }
  // Planes: red -3 -0.2 0.4, green 0.6 254.4 255.3, blue 900 12.5 99.9.
  assert.deepEqual([...toPixels(images, 1).data], [0, 1, 255, 0, 254, 12, 0, 255, 100])
  assert.deepEqual([...toPixels(images).data], new Array(9).fill(7))
})

test('pictures that are stacked into a batch can be selected from it again', () => {
  const batch = randomImages(3, 4, 6, 7)
  const singles = [0, 1, 2, 3].map((i) => oneImage(batch, i))
  assert.deepEqual(stack(singles), batch)
  assert.deepEqual(selectImages(batch, [2, 0]), stack([singles[2], singles[0]] as Images[]))
})

test('fitSize fits the longer side and keeps the proportions to within a pixel', () => {
  for (const [height, width, longer] of [
    [575, 1024, 512],
    [1024, 575, 512],
    [3, 3000, 512],
    [10, 10, 1],
    [341, 512, 182.857],
  ] as const) {
    const [newHeight, newWidth] = fitSize(height, width, longer)
    assert.equal(Math.max(newHeight, newWidth), Math.round(longer))
    const exact = (Math.min(height, width) * longer) / Math.max(height, width)
    assert.ok(Math.abs(Math.min(newHeight, newWidth) - Math.max(1, exact)) <= 0.5 + 1e-9)
  }
})

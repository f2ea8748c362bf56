import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../../src/engine/engine.ts'
import { gaussianBlur } from '../../../src/vis/dream/gaussian-blur.ts'
import { randomMaps } from '../../contract/random.ts'
import { distance, flat, paint } from '../networks.ts'

const sigmas = [0.1, 0.3, 0.5, 1, 2.2, 4]
const noise = randomMaps(1, [2, 3, 21, 34])

test('a sigma of 0 changes nothing', () => {
  assert.deepEqual(gaussianBlur(noise, 0), noise)
})

test('the blur is the average of three Gaussians cut off at three sigmas, with mirrored edges', () => {
  for (const sigma of sigmas)
    for (const images of [noise, randomMaps(2, [1, 1, 3, 50]), randomMaps(3, [1, 2, 40, 1])]) {
      const wanted = reference(images, sigma)
      assert.ok(distance(gaussianBlur(images, sigma).data, wanted) < 1e-5, `sigma ${sigma} at ${images.shape}`)
    }
})

test('a constant picture is unchanged, even where the blur is wider than the picture', () => {
  for (const sigma of sigmas)
    for (const [height, width] of [
      [20, 30],
      [3, 4],
      [1, 1],
      [1, 9],
      [2, 1],
    ] as const) {
      const { data } = gaussianBlur(flat(height, width, 5), sigma)
      assert.ok(distance(data, new Float32Array(data.length).fill(5)) < 1e-5, `${sigma} at ${height} x ${width}`)
    }
})

test('a single point spreads symmetrically, keeps its sum, and spreads further with a larger sigma', () => {
  const point = paint(31, 31, (y, x) => (y === 15 && x === 15 ? 1 : 0), 1)
  let last = 0
  for (const sigma of [0.5, 1, 2]) {
    const { data } = gaussianBlur(point, sigma)
    const sum = data.reduce((total, value) => total + value, 0)
    assert.ok(Math.abs(sum - 1) < 1e-5, `sum ${sum}`)
    const flipped = data.toReversed()
    const turned = data.map((_, i) => data[(i % 31) * 31 + Math.floor(i / 31)] ?? 0)
    assert.ok(distance(data, flipped) < 1e-7 && distance(data, turned) < 1e-7)
    assert.ok(data.every((value) => value >= 0))
    const spread = data.reduce((total, value, i) => total + value * ((i % 31) - 15) ** 2, 0)
    // The mean variance of Gaussians of half, once and twice sigma is 1.75 sigma^2; the cutoff reduces it a little.
    assert.ok(spread > last && Math.abs(spread / sigma ** 2 - 1.75) < 0.15, `sigma ${sigma}: ${spread}`)
    last = spread
  }
})

test('the blur is linear, does not change its input, and does not mix planes', () => {
  const other = randomMaps(4, [2, 3, 21, 34])
  const before = noise.data.slice()
  const mixed: Images = { ...noise, data: noise.data.map((value, i) => 2 * value - 3 * (other.data[i] ?? 0)) }
  const parts = [gaussianBlur(noise, 0.8).data, gaussianBlur(other, 0.8).data] as const
  const wanted = parts[0].map((value, i) => 2 * value - 3 * (parts[1][i] ?? 0))
  assert.ok(distance(gaussianBlur(mixed, 0.8).data, wanted) < 1e-5)
  assert.deepEqual(noise.data, before)
  const plane: Images = { shape: [1, 1, 21, 34], data: noise.data.slice(714, 2 * 714) }
  assert.deepEqual(gaussianBlur(plane, 0.8).data, parts[0].slice(714, 2 * 714))
})

/** The definition in two dimensions, computed naively. */
function reference({ shape: [n, channels, height, width], data }: Images, sigma: number): Float64Array {
  const result = new Float64Array(data.length)
  for (const width3 of [0.5 * sigma, sigma, 2 * sigma]) {
    const radius = Math.floor(3 * width3)
    const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / width3) ** 2))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (let plane = 0; plane < n * channels; plane++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          let sum = 0
          weights.forEach((down, j) => {
            weights.forEach((across, k) => {
              const row = (plane * height + mirror(y + j - radius, height)) * width
              sum += down * across * (data[row + mirror(x + k - radius, width)] ?? 0)
            })
          })
          const i = (plane * height + y) * width + x
          result[i] = (result[i] ?? 0) + sum / total ** 2 / 3
        }
  }
  return result
}

function mirror(place: number, size: number): number {
  let i = place
  while (size > 1 && (i < 0 || i >= size)) i = i < 0 ? -i : 2 * (size - 1) - i
  return size === 1 ? 0 : i
}

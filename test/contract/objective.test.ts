import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Maps, Tap } from '../../src/engine/engine.ts'
import { coefficients } from '../../src/engine/objective.ts'
import type { Shape } from '../../src/network/graph/shapes.ts'
import { kindsOfObjectives } from './objectives.ts'
import { randomMaps } from './random.ts'
import { referenceScore, toPlane } from './reference.ts'

const shape: Shape = [3, 6, 4, 5]
const maps = randomMaps(61, shape)
const taps = Object.entries(kindsOfObjectives('deep', shape, 'shallow')).map(
  ([name, [tap]]) => [name, tap as Tap] as const,
)

describe('coefficients', () => {
  for (const [name, tap] of taps) {
    test(`make the score of ${name} a sum over channels and positions`, () => {
      const { linear, quadratic } = coefficients(tap, { shape })
      for (let image = 0; image < 3; image++) {
        const { score, scale } = referenceScore(tap, image, toPlane(maps, image))
        assert.ok(Math.abs(plainSum(maps, linear, quadratic, image) - score) < 1e-6 * scale)
      }
    })
  }

  test('for some channels are those of the whole layer', () => {
    const channels = [0, 2, 4, 5]
    const tap: Tap = {
      layer: 'deep',
      filters: [[2], [0, 5], [4]],
      linear: randomMaps(62, [3, 6, 4, 5]),
      quadratic: randomMaps(63, [1, 6, 1, 5]),
      weight: -2,
    }
    const { linear, quadratic } = coefficients(tap, { shape, channels })
    assert.deepEqual(linear.shape, [3, 4, 4, 5])
    for (let image = 0; image < 3; image++) {
      const { score, scale } = referenceScore(tap, image, toPlane(maps, image))
      assert.ok(Math.abs(plainSum(chosen(maps, channels), linear, quadratic, image) - score) < 1e-6 * scale)
    }
    assert.throws(() => coefficients(tap, { shape, channels: [0, 2, 4] }), /lack/)
    assert.throws(() => coefficients({ layer: 'deep', linear: 1 }, { shape, channels: [0, 2, 4] }), /lack/)
  })

  test('are no larger than the tap needs', () => {
    const shapes = (tap: Omit<Tap, 'layer'>, channels?: number[]) => {
      const { linear, quadratic } = coefficients({ layer: 'deep', ...tap }, { shape, channels })
      return [linear, quadratic].map((value) => value.shape.join(' '))
    }
    assert.deepEqual(shapes({ quadratic: 1 }), ['1 1 1 1', '1 1 1 1'])
    assert.deepEqual(shapes({ filters: [0, 1, 2, 3, 4, 5], linear: 1 }), ['1 1 1 1', '1 1 1 1'])
    assert.deepEqual(shapes({ filters: [3], linear: 1 }), ['1 6 1 1', '1 1 1 1'])
    assert.deepEqual(shapes({ filters: [3], linear: 1 }, [3]), ['1 1 1 1', '1 1 1 1'])
    assert.deepEqual(shapes({ filters: [[3], [1], [0]], linear: 1 }), ['3 6 1 1', '1 1 1 1'])
    assert.deepEqual(shapes({ filters: [[3], [1], [0]], quadratic: 1 }, [0, 1, 3]), ['1 1 1 1', '3 3 1 1'])
    assert.deepEqual(shapes({ linear: randomMaps(64, [1, 1, 4, 5]) }), ['1 1 4 5', '1 1 1 1'])
  })

  test('need maps that broadcast to the layer', () => {
    for (const wrong of [
      [2, 6, 4, 5],
      [3, 5, 1, 1],
      [1, 1, 5, 4],
    ] as const)
      assert.throws(() => coefficients({ layer: 'deep', linear: randomMaps(65, wrong) }, { shape }), { name: 'Error' })
    const torn: Maps = { shape: [1, 6, 1, 1], data: new Float32Array(5) }
    assert.throws(() => coefficients({ layer: 'deep', linear: torn }, { shape }), { name: 'Error' })
  })
})

function plainSum({ shape, data }: Maps, linear: Maps, quadratic: Maps, image: number): number {
  const [, channels, height, width] = shape
  let sum = 0
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const a = data[((image * channels + c) * height + y) * width + x] ?? Number.NaN
        sum += at(linear, image, c, y, x) * a + 0.5 * at(quadratic, image, c, y, x) * a * a
      }
  return sum
}

function at({ shape, data }: Maps, ...place: [number, number, number, number]): number {
  const index = shape.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : (place[axis] ?? 0)), 0)
  return data[index] ?? Number.NaN
}

function chosen({ shape: [n, all, height, width], data }: Maps, channels: readonly number[]): Maps {
  const size = height * width
  const parts = Array.from({ length: n }, (_, i) =>
    channels.map((c) => [...data.subarray((i * all + c) * size, (i * all + c + 1) * size)]),
  )
  return { shape: [n, channels.length, height, width], data: Float32Array.from(parts.flat(2)) }
}

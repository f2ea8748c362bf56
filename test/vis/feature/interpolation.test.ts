import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Direction, formatDirection, parseDirections } from '../../../src/core/selection/directions.ts'
import { addShared, interpolate, startShared } from '../../../src/vis/feature/interpolation.ts'
import { createFourierParameterization } from '../../../src/vis/param/fourier-parameterization.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { oneImage } from '../../contract/random.ts'
import { distance } from '../networks.ts'
import { assertAdjoint, copy } from '../pullbacks.ts'

const stops = (text: string) => parseDirections(text, { layer: 'layer', filters: 100, most: 64 })

/** The weight of each filter in each frame. */
function weights(text: string, frames: number): Map<number, number>[] {
  const { directions, frames: order } = interpolate(stops(text), frames)
  return order.map((place) => new Map((directions[place] as Direction).map(({ filter, weight }) => [filter, weight])))
}

test('an interpolation passes every stop, and neighbouring frames are close, including the last and the first', () => {
  for (const [text, frames] of [
    ['12, 40', 24],
    ['12, 40', 7],
    ['1,2,3', 30],
    ['5, 12+40, 3-1*7', 60],
  ] as const) {
    const all = weights(text, frames)
    assert.equal(all.length, frames)
    const places = stops(text).map((_, i, { length }) => (i * frames) / length)
    for (const [i, place] of places.entries())
      if (Number.isInteger(place)) {
        const stop = new Map(stops(text)[i]?.map(({ filter, weight }) => [filter, weight]))
        assert.deepEqual(new Map([...(all[place] ?? [])].sort()), new Map([...stop].sort()))
      }
    const furthest = Math.max(
      ...all.map((one, i) => {
        const next = all[(i + 1) % frames] ?? new Map()
        return Math.max(
          ...[...one, ...next].map(([filter]) => Math.abs((one.get(filter) ?? 0) - (next.get(filter) ?? 0))),
        )
      }),
    )
    assert.ok(furthest < (Math.PI * stops(text).length) / frames + 1e-6, `${text}: ${furthest}`)
  }
})

test('the weights of a blend of two filters sum to 1', () => {
  for (const one of weights('3,9', 17))
    assert.ok(Math.abs([...one.values()].reduce((sum, weight) => sum + weight, 0) - 1) < 2e-6)
})

test('frames with the same direction share one picture, so that the way back costs nothing', () => {
  const { directions, frames } = interpolate(stops('12,40'), 24)
  assert.equal(directions.length, 13)
  assert.equal(new Set(directions.map(formatDirection)).size, 13)
  assert.deepEqual(frames.slice(13), frames.slice(1, 12).reverse())
})

test('pictures start equal, and the shared parameters change all of them, low frequencies most', () => {
  const spectrum = createFourierParameterization(16, 16)
  const { parameters, image } = startShared(spectrum, 3, createRandom(1))
  const [, parts, rows, columns] = spectrum.shape
  assert.deepEqual([...parameters.shape], [4, parts, rows, columns])
  const begin = copy(image(parameters).y)
  assert.deepEqual(oneImage(begin, 0), oneImage(begin, 2))
  const moved = (row: number) => {
    const { shape, data } = copy(parameters)
    data[3 * parts * rows * columns + row * columns] = 1
    const { y } = image({ shape, data })
    const changes = [0, 1, 2].map((i) => distance(oneImage(y, i).data, oneImage(begin, i).data))
    assert.ok(Math.max(...changes) - Math.min(...changes) < 1e-4 && Math.min(...changes) > 0)
    return changes[0] ?? 0
  }
  assert.ok(moved(1) > 5 * moved(7))
})

test('the pullback of addShared is its adjoint', () => {
  assertAdjoint(addShared(Float64Array.from({ length: 12 }, (_, i) => i - 4)), [4, 2, 3, 4])
})

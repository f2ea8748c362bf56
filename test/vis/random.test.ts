import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRandom } from '../../src/vis/random.ts'
import { deviation, mean } from './networks.ts'

function draws(seed: number, stream: number, count = 20_000): number[] {
  const random = createRandom(seed, stream)
  return Array.from({ length: count }, () => random.uniform())
}

test('the same seed and stream give the same sequence, another seed or stream another one', () => {
  assert.deepEqual(draws(7, 3, 100), draws(7, 3, 100))
  const starts = [0, 1, 7, 2 ** 31, 2 ** 32 - 1].flatMap((seed) =>
    [0, 1, 2, 511].map((stream) => draws(seed, stream, 8)),
  )
  assert.equal(new Set(starts.map((start) => start.join())).size, starts.length)
})

test('uniform numbers lie in [0, 1) and are evenly distributed', () => {
  const values = draws(1, 0)
  assert.ok(values.every((value) => value >= 0 && value < 1))
  assert.ok(Math.abs(mean(values) - 0.5) < 0.01, `mean ${mean(values)}`)
  assert.ok(Math.abs(deviation(values) - Math.sqrt(1 / 12)) < 0.005, `deviation ${deviation(values)}`)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length
    assert.ok(Math.abs(share - 0.1) < 0.01, `${share} in tenth ${tenth}`)
  }
})

test('neighbouring streams and seeds are uncorrelated', () => {
  for (const [a, b] of [
    [draws(5, 0), draws(5, 1)],
    [draws(5, 1), draws(5, 2)],
    [draws(5, 0), draws(6, 0)],
  ] as const) {
    const product = mean(a.map((value, i) => (value - 0.5) * ((b[i] ?? 0) - 0.5)))
    assert.ok(Math.abs(product * 12) < 0.03, `correlation ${product * 12}`)
  }
})

test('integers take every value of their range, both ends included, equally often', () => {
  const random = createRandom(9)
  const counts = new Map<number, number>()
  for (let i = 0; i < 13_000; i++) {
    const value = random.integer(-6, 6)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  assert.deepEqual(
    [...counts.keys()].sort((a, b) => a - b),
    Array.from({ length: 13 }, (_, i) => i - 6),
  )
  for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 150, `${count} of 13000`)
  assert.equal(random.integer(0, 0), 0)
})

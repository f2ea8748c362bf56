import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Maps } from '../../../src/engine/engine.ts'
import { createSimilarity, similarity } from '../../../src/vis/feature/similarity.ts'
import { stack } from '../../../src/vis/images.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { oneImage, randomImages, randomMaps } from '../../contract/random.ts'
import { minivgg } from '../networks.ts'
import { assertGradient, inner } from '../pullbacks.ts'

/** Random maps with positive values, as after a ReLU. */
function maps(seed: number, shape: Maps['shape']): Maps {
  const { data } = randomMaps(seed, shape)
  return { shape, data: data.map((value) => Math.max(0, value)) }
}

const all = (count: number) => [...Array(count).keys()]

test('the similarity is the sum of cosines between Gram matrices, computed naively', () => {
  for (const shape of [
    [2, 3, 4, 5],
    [4, 6, 2, 2],
    [3, 2, 1, 7],
  ] as const) {
    const x = maps(1, shape)
    for (const positions of [all(shape[2] * shape[3]), [0, 3, 2]])
      assert.ok(Math.abs(similarity(x, positions).value - byGrams(x, positions)) < 1e-6)
  }
})

test('the gradient matches finite differences at the compared positions and is zero elsewhere', () => {
  const x = randomMaps(2, [3, 4, 3, 3])
  for (const positions of [all(9), [1, 5, 8]]) {
    const { gradient } = similarity(x, positions)
    gradient.data.forEach((value, i) => {
      if (!positions.includes(i % 9)) assert.equal(value, 0)
    })
    assertGradient(
      (point) => ({
        y: { shape: [1, 1, 1, 1], data: Float32Array.of(similarity(point, positions).value) },
        pullback: (g) => {
          const { gradient } = similarity(point, positions)
          return { ...gradient, data: gradient.data.map((value) => value * (g.data[0] ?? 0)) }
        },
      }),
      x,
      { step: 1e-2, tolerance: 5e-3 },
    )
  }
})

test('equal pictures have the largest similarity, disjoint channels none, and a silent picture is ignored', () => {
  const one = maps(3, [1, 4, 3, 3])
  assert.ok(Math.abs(similarity(stack([one, one, one]), all(9)).value - 2) < 1e-6)
  const other = { ...one, data: one.data.map((value, i) => (i < 18 ? 0 : value)) }
  const apart = { ...one, data: one.data.map((value, i) => (i < 18 ? value : 0)) }
  assert.equal(similarity(stack([other, apart]), all(9)).value, 0)
  const silent = { ...one, data: new Float32Array(36) }
  const { value, gradient } = similarity(stack([one, silent]), all(9))
  assert.equal(value, 0)
  assert.ok(gradient.data.every((g) => g === 0))
})

test('a step against the gradient through a network lowers the similarity', async () => {
  const network = await minivgg()
  const x = randomImages(4, 3, 48, 48)
  const measure = createSimilarity(network, 'block3_conv3', createRandom(1))
  const { score, gradient } = await measure(x)
  assert.ok([...score].every((value) => value === score[0] && value > 0 && value <= 2))
  const length = Math.sqrt(inner(gradient, gradient))
  const moved = { ...x, data: x.data.map((value, i) => value - (200 * (gradient.data[i] ?? 0)) / length) }
  const after = await createSimilarity(network, 'block3_conv3', createRandom(1))(moved)
  assert.ok((after.score[0] ?? 0) < (score[0] ?? 0), `${after.score[0]} after ${score[0]}`)
  await network.close()
})

function byGrams(x: Maps, positions: readonly number[]): number {
  const [n, channels, height, width] = x.shape
  const grams = all(n).map((i) => {
    const { data } = oneImage(x, i)
    const at = (c: number, p: number) => data[c * height * width + p] ?? 0
    const gram = all(channels).flatMap((c) =>
      all(channels).map((d) => positions.reduce((sum, p) => sum + at(c, p) * at(d, p), 0)),
    )
    const norm = Math.hypot(...gram)
    return gram.map((value) => value / norm)
  })
  let sum = 0
  for (const i of all(n))
    for (const j of all(n))
      if (i !== j) sum += (grams[i] ?? []).reduce((inner, value, k) => inner + value * (grams[j]?.[k] ?? 0), 0)
  return sum / n
}

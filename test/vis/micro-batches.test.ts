import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inMicroBatches } from '../../src/vis/micro-batches.ts'
import { relativeErrors } from '../contract/compare.ts'
import { randomImages, randomMaps } from '../contract/random.ts'
import { minivgg, watched } from './networks.ts'

test('micro-batches give the results of the whole batch for every kind of tap, and none is too large', async () => {
  const network = await minivgg()
  const images = randomImages(1, 5, 32, 32)
  const [own] = await network.activations(images, ['block3_conv1'])
  const objectives = [
    [{ layer: 'block3_conv1', linear: 1 }],
    [{ layer: 'block3_conv1', filters: [3, 5], quadratic: 1 }],
    [{ layer: 'block3_conv1', filters: [[1], [2, 3], [4], [5], [6, 7]], linear: 1 }],
    [
      { layer: 'block3_conv1', linear: randomMaps(2, own?.shape ?? [1, 1, 1, 1]) },
      { layer: 'block4_conv1', quadratic: randomMaps(3, [5, 160, 1, 1]), weight: 2 },
      { layer: 'block4_conv1', linear: randomMaps(4, [1, 160, 1, 1]) },
    ],
  ]
  for (const most of [1, 2, 5, 8]) {
    const sizes: number[] = []
    const turns = inMicroBatches(
      watched(network, ({ shape }) => sizes.push(shape[0])),
      most,
    )
    for (const objective of objectives) {
      const [wanted, got] = [await network.gradient(images, objective), await turns.gradient(images, objective)]
      for (const error of relativeErrors(got.gradient, wanted.gradient)) assert.ok(error < 1e-4, `${error}`)
      for (const [i, score] of got.score.entries())
        assert.ok(Math.abs(score - (wanted.score[i] ?? 0)) <= 1e-4 * Math.abs(score))
    }
    assert.ok(Math.max(...sizes) <= most)
    const layers = ['block2_conv1', 'block3_conv1']
    const [wanted, got] = [await network.activations(images, layers), await turns.activations(images, layers)]
    for (const [i, maps] of got.entries())
      for (const error of relativeErrors(maps, wanted[i] ?? maps)) assert.ok(error < 1e-5)
  }
  await network.close()
})

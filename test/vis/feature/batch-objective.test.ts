import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseDirections } from '../../../src/core/selection/directions.ts'
import type { Maps, OpenNetwork } from '../../../src/engine/engine.ts'
import { type BatchObjective, centreOf, tapOf } from '../../../src/vis/feature/batch-objective.ts'
import { createPastReluGradient } from '../../../src/vis/feature/past-relu-gradient.ts'
import { oneImage, randomImages } from '../../contract/random.ts'
import { mean, minivgg } from '../networks.ts'

const layer = 'block3_conv1'
const filters = 96
const objective = (text: string): BatchObjective => ({
  layer,
  filterCount: filters,
  directions: parseDirections(text, { layer, filters, most: 64 }),
})

let network: OpenNetwork
before(async () => {
  network = await minivgg()
})
after(() => network.close())

/** The map of one filter for one picture. */
function mapOf(maps: Maps, picture: number, filter: number): Float32Array {
  const { data, shape } = oneImage(maps, picture)
  const size = shape[2] * shape[3]
  return data.subarray(filter * size, (filter + 1) * size)
}

test('the score of each picture is the weighted sum of its filters’ means', async () => {
  for (const text of ['3,7,20', '3, 3+7, 2*5-0.5*20', '-4,1,90']) {
    const some = objective(text)
    const images = randomImages(1, some.directions.length, 36, 28)
    const [maps] = await network.activations(images, [layer])
    assert.ok(maps)
    const { score } = await network.gradient(images, [tapOf(some, [...some.directions.keys()])])
    some.directions.forEach((direction, i) => {
      const wanted = direction.reduce((sum, { filter, weight }) => sum + weight * mean(mapOf(maps, i, filter)), 0)
      assert.ok(
        Math.abs((score[i] ?? 0) - wanted) < 1e-4 * Math.max(1, Math.abs(wanted)),
        `${text}: ${score[i]} ${wanted}`,
      )
    })
    const [, second] = await network.gradient(images, [tapOf(some, [0, 1, 2])]).then(({ score }) => [...score])
    const alone = await network.gradient(oneImage(images, 1), [tapOf(some, [1])])
    assert.ok(Math.abs((alone.score[0] ?? 0) - (second ?? 0)) < 1e-4 * Math.max(1, Math.abs(second ?? 0)))
  }
})

test('a neuron’s score is the value in the middle of the map', async () => {
  for (const text of ['3,7', '3, 3+7', '2*5-0.5*20, 1']) {
    const some = { ...objective(text), neuron: true }
    const images = randomImages(2, 2, 36, 28)
    const [maps] = await network.activations(images, [layer])
    assert.ok(maps)
    const [, , height, width] = maps.shape
    const middle = Math.floor(height / 2) * width + Math.floor(width / 2)
    // The tap alone reads the map after the ReLU, also for filters that do not fire.
    const { score } = await network.gradient(images, [tapOf(some, [0, 1], centreOf(maps.shape))])
    some.directions.forEach((direction, i) => {
      const wanted = direction.reduce((sum, { filter, weight }) => {
        return sum + weight * (mapOf(maps, i, filter)[middle] ?? 0)
      }, 0)
      assert.ok(Math.abs((score[i] ?? 0) - wanted) < 1e-4 * Math.max(1, Math.abs(wanted)))
    })
    assert.deepEqual((await createPastReluGradient(network, some)(images)).score, score)
  }
})

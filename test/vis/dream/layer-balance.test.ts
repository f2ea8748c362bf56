import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Objective, OpenNetwork } from '../../../src/engine/engine.ts'
import { balanceLayers } from '../../../src/vis/dream/layer-balance.ts'
import { randomImages } from '../../contract/random.ts'
import { flat, mean, minivgg } from '../networks.ts'

const layers = ['block1_conv2', 'block3_conv3', 'block5_conv3']
const start = randomImages(1, 1, 48, 64)
let network: OpenNetwork
before(async () => {
  network = await minivgg()
})
after(() => network.close())

async function pull(objective: Objective): Promise<number> {
  return mean((await network.gradient(start, objective)).gradient.data.map(Math.abs))
}

test('equal weights give equal gradients at the start, and twice the weight twice the gradient', async () => {
  const alone = await Promise.all(layers.map((layer) => [{ layer, quadratic: 1 }]).map(pull))
  assert.ok(Math.max(...alone) / Math.min(...alone) > 3, 'without it the layers pull unequally')
  const mix = await balanceLayers(start, layers, network)
  for (const weight of [1, 2]) {
    for (const layer of layers) {
      const found = await pull(mix([{ layer, weight }]))
      assert.ok(Math.abs(found / (weight * Math.max(...alone)) - 1) < 1e-3, `${layer}: ${found}`)
    }
  }
})

test('the layer with the largest gradient keeps its units, and the mix is the sum of its parts', async () => {
  const mix = await balanceLayers(start, layers, network)
  const objective = mix(layers.map((layer, i) => ({ layer, weight: i + 1 })))
  assert.ok(objective.some(({ weight }, i) => Math.abs((weight ?? 0) / (i + 1) - 1) < 1e-6))
  const whole = await network.gradient(start, objective)
  const parts = await Promise.all(objective.map((tap) => network.gradient(start, [tap])))
  const sum = parts.reduce((total, { score }) => total + (score[0] ?? 0), 0)
  assert.ok(Math.abs((whole.score[0] ?? 0) / sum - 1) < 1e-4)
})

test('a layer that nothing excites is not enlarged', async () => {
  const silent: OpenNetwork = {
    ...network,
    gradient: async (_, [tap]) => ({
      score: Float32Array.of(0),
      gradient: flat(4, 4, tap?.layer === 'a' ? 0.5 : 0),
    }),
  }
  const mix = await balanceLayers(start, ['a', 'b'], silent)
  assert.deepEqual(
    mix([
      { layer: 'a', weight: 2 },
      { layer: 'b', weight: 3 },
    ]).map(({ weight }) => weight),
    [2, 3],
  )
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { layerBatches, selectLayers } from '../../../src/vis/inspect/network-activations.ts'
import { chain, names } from '../layers.ts'

describe('the layers of the sheet', () => {
  test('are all main layers whose maps have more than one position', () => {
    const layers = chain(5, (i) => (i === 1 ? { size: undefined as never } : i === 4 ? { size: [1, 1] } : {}))
    assert.equal(names(selectLayers(layers)), 'layer0 layer2 layer3')
  })

  test('are an even selection of very many layers, from the first on', () => {
    for (const count of [47, 48, 49, 97, 500]) {
      const picked = selectLayers(chain(count)).map(({ name }) => Number(name.slice(5)))
      assert.equal(picked.length, Math.min(48, count))
      assert.equal(picked[0], 0)
      const steps = picked.slice(1).map((place, i) => place - (picked[i] ?? 0))
      assert.ok(Math.max(...steps) - Math.min(...steps) <= 1)
    }
  })

  test('are split into batches that fit into memory, in order and complete', () => {
    const layers = chain(30, (i) => ({ channels: 64, size: [2 ** (9 - (i % 7)), 512] }))
    const portions = layerBatches(layers)
    assert.deepEqual(portions.flat(), layers)
    for (const portion of portions) {
      const values = portion.reduce(
        (sum, { channels, size }) => sum + channels * (size?.[0] ?? 0) * (size?.[1] ?? 0),
        0,
      )
      assert.ok(values <= 2 ** 24 || portion.length === 1)
    }
    assert.ok(portions.length < 15)
    assert.equal(layerBatches(chain(20)).length, 1)
    assert.deepEqual(layerBatches([]), [])
  })
})

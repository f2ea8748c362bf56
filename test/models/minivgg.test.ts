import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { describe, test } from 'node:test'
import type { Maps } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { load } from '../../src/network/catalog/store.ts'
import { inputRange } from '../../src/network/formats/input.ts'
import { randomImages } from '../contract/random.ts'
import { assertLists, modelCalled } from './listed.ts'

describe('minivgg, which comes with the repository', async () => {
  const model = await modelCalled('minivgg')
  const network = await load({ name: 'minivgg', model, folder: tmpdir() })

  test('has the layers that its model lists, and no others', () => {
    assertLists(model, network)
    assert.deepEqual([...network.layers.keys()], Object.keys(model.layers))
  })

  test('reads 0..255 as -2..2, red first', () => {
    const [range] = network.nodes
    assert.ok(range?.op === 'conv')
    const { data } = range.weight
    for (const channel of [0, 1, 2])
      for (const value of [0, 127.5, 255]) {
        const seen = (data[channel * 4] ?? 0) * value + (range.bias[channel] ?? 0)
        assert.ok(Math.abs(seen - (value / 127.5 - 1) * 2) < 1e-6)
      }
    assert.ok(data.every((weight, i) => (i % 4 === 0) === (weight !== 0)))
  })

  test('gives different scores for different pictures', async () => {
    const open = await createOnnxEngine().open(network)
    const [maps] = (await open.activations(randomImages(31, 4, 64, 64), ['predictions'])) as [Maps]
    await open.close()
    assert.deepEqual(maps.shape, [4, 109, 1, 1])
    assert.ok(maps.data.every(Number.isFinite))
    const rows = [0, 1, 2, 3].map((i) => maps.data.slice(i * 109, (i + 1) * 109))
    assert.equal(new Set(rows.map(String)).size, 4)
    assert.ok(rows.every((row) => Math.max(...row) - Math.min(...row) > 1))
  })
})

test("a network's range is (channel - mean) / std in its own order of channels", () => {
  const { weight, bias } = inputRange({ order: 'bgr', mean: [104, 117, 123], std: [2, 4, 8] }, 'in', 'out')
  const red = 200
  const green = 100
  const blue = 50
  const out = [0, 1, 2].map((c) => {
    const [r = 0, g = 0, b = 0] = weight.data.subarray(c * 3, c * 3 + 3)
    return r * red + g * green + b * blue + (bias[c] ?? 0)
  })
  assert.deepEqual(out, [(50 - 104) / 2, (100 - 117) / 4, (200 - 123) / 8])
  const plain = inputRange({ order: 'rgb', mean: [0, 0, 0] }, 'in', 'out')
  assert.deepEqual([...plain.weight.data], [1, 0, 0, 0, 1, 0, 0, 0, 1])
  assert.ok(plain.bias.every((value) => value === 0))
})

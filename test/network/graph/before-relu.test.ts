import assert from 'node:assert/strict'
import { test } from 'node:test'
import { beforeRelu } from '../../../src/network/graph/before-relu.ts'
import type { Graph } from '../../../src/network/graph/graph.ts'
import { must } from '../../../src/network/graph/walk.ts'
import { random } from '../../contract/random.ts'
import { referenceForward } from '../../contract/reference.ts'
import { tinyNetwork } from '../../contract/tiny-network.ts'

const tiny: Graph = tinyNetwork()
const { uniform } = random(51)
const image = { shape: [3, 30, 30] as const, data: Float64Array.from({ length: 2700 }, () => uniform(0, 255)) }

test('the ReLU of the tensor before a layer, or before a pool or concatenation of ReLUs, is the layer', () => {
  for (const tensor of ['stem', 'pool', 'block/grouped', 'block/pool', 'residual']) {
    const before = beforeRelu(tiny, tensor)
    const values = referenceForward(before.graph, image)
    assert.notEqual(before.tensor, tensor)
    const maps = must(values, before.tensor).data
    assert.deepEqual(
      maps.map((value) => Math.max(0, value)),
      must(values, tensor).data,
    )
  }
})

test('a ReLU with an upper bound clips the tensor before it at both ends, alone and in a concatenation', () => {
  const ends = [
    ['block/dilated', 6],
    ['block', 6],
  ] as const
  for (const [tensor, channels] of ends) {
    const before = beforeRelu(tiny, tensor)
    const values = referenceForward(before.graph, image)
    const { shape, data } = must(values, before.tensor)
    const capped = channels * shape[1] * shape[2]
    assert.ok(data.subarray(0, capped).some((value) => value > 0.5))
    assert.ok(data.subarray(0, capped).some((value) => value < 0))
    assert.deepEqual(
      data.map((value, i) => Math.min(Math.max(0, value), i < capped ? 0.5 : Number.POSITIVE_INFINITY)),
      must(values, tensor).data,
    )
  }
})

test('a tensor without a ReLU is itself', () => {
  for (const tensor of [
    'images',
    'stem/conv',
    'norm',
    'depthwise',
    'pool/signed',
    'residual/sum',
    'average',
    'head',
    'probabilities',
  ]) {
    assert.deepEqual(beforeRelu(tiny, tensor), { graph: tiny, tensor })
  }
})

test('a branch without a ReLU keeps its values', () => {
  const { graph, tensor } = beforeRelu(tiny, 'wide')
  const values = referenceForward(graph, image)
  const split = must(values, 'residual').data.length
  assert.deepEqual(must(values, tensor).data.subarray(0, split), must(values, 'residual/sum').data)
  assert.deepEqual(must(values, tensor).data.subarray(split), must(values, 'average/padded').data)
})

test('a second call adds no nodes again, and shares those that it can', () => {
  const once = beforeRelu(tiny, 'block/pool')
  const twice = beforeRelu(once.graph, 'block/pool')
  assert.deepEqual(twice, once)
  assert.equal(beforeRelu(once.graph, 'pool').graph, once.graph)
  const names = once.graph.nodes.map(({ output }) => output)
  assert.equal(new Set(names).size, names.length)
})

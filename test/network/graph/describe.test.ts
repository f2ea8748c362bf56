import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { describeLayers, type LayerFacts } from '../../../src/network/graph/describe.ts'
import type { Network } from '../../../src/network/graph/graph.ts'
import { minimumSize } from '../../../src/network/graph/shapes.ts'
import { tinyNetwork } from '../../contract/tiny-network.ts'
import { nowhere } from '../../vis/networks.ts'

const tiny = tinyNetwork()
const minivgg = await load({
  name: 'minivgg',
  model: createCatalog(await loadModels(), nowhere).model('minivgg'),
  folder: nowhere,
})

function facts(network: Network, layer: string, side = 64): LayerFacts {
  const found = describeLayers(network, side, side).find(({ name }) => name === layer)
  assert.ok(found, layer)
  return found
}

/** The tiny network with some of its layers alone. */
function withLayers(names: readonly string[]): Network {
  return { ...tiny, layers: new Map([...tiny.layers].filter(([name]) => names.includes(name))) }
}

test('every layer is listed in running order, with the layers that it reads', () => {
  const layers = describeLayers(minivgg, 64, 64)
  assert.deepEqual(
    layers.map(({ name }) => name),
    [...minivgg.layers.keys()],
  )
  assert.deepEqual(
    layers.map(({ inputs }) => inputs.join()),
    ['', ...[...minivgg.layers.keys()].slice(0, -1)],
  )
  assert.deepEqual(facts(tiny, 'block').inputs, ['block/dilated', 'block/grouped', 'block/project'])
  assert.deepEqual(facts(tiny, 'residual/sum').inputs, ['residual/conv', 'strided'])
})

test('a convolution has its window, its weights and its multiply-adds', () => {
  const { operation, window, group, channels, size, parameters, multiplyAdds } = facts(minivgg, 'block2_conv1')
  assert.deepEqual([operation, group, channels, size], ['conv', 1, 48, [32, 32]])
  assert.deepEqual(window, { kernel: [3, 3], strides: [1, 1], dilations: [1, 1] })
  assert.equal(parameters, 48 * 32 * 9 + 48)
  assert.equal(multiplyAdds, 48 * 32 * 9 * 32 * 32)
  const grouped = facts(tiny, 'block/grouped/conv')
  assert.deepEqual([grouped.group, grouped.parameters], [2, 6 * 4 * 8 + 6])
})

test('a ReLU is part of the layer before it; a pool or a sum has no weights', () => {
  assert.equal(facts(minivgg, 'block1_conv1').operation, 'conv')
  for (const layer of ['block1_pool', 'average']) {
    const { parameters, multiplyAdds } = facts(minivgg, layer)
    assert.deepEqual([parameters, multiplyAdds], [0, 0])
  }
  assert.equal(facts(tiny, 'residual').operation, 'relu')
  assert.equal(facts(withLayers(['strided']), 'strided').operation, 'conv')
})

test('the input range’s convolution counts for no layer, every other one for exactly one', () => {
  const all = (network: Network) => describeLayers(network, 64, 64).reduce((sum, { parameters }) => sum + parameters, 0)
  const expected = (network: Network) =>
    network.nodes
      .flatMap((node) => (node.op === 'conv' && !node.inputs.includes(network.input) ? [node] : []))
      .reduce((sum, { weight, bias }) => sum + weight.data.length + bias.length, 0)
  assert.equal(all(minivgg), expected(minivgg))
  assert.equal(all(tiny), expected(tiny))
  // The same holds if most layers have no names.
  assert.equal(all(withLayers(['block', 'residual', 'probabilities'])), expected(tiny))
  assert.equal(all(withLayers(['block/dilated', 'block/grouped', 'probabilities'])), expected(tiny))
})

test('the inputs of a layer are found through operations without a name', () => {
  const few = withLayers(['stem', 'block', 'residual'])
  assert.deepEqual(facts(few, 'block').inputs, ['stem'])
  assert.deepEqual(facts(few, 'residual').inputs, ['block'])
  assert.equal(facts(few, 'residual').operation, 'add')
})

test('a layer that the picture is too small for has no size; the others have theirs', () => {
  const side = minimumSize(tiny, 'strided')
  const sizes = new Map(describeLayers(tiny, side - 1, side - 1).map(({ name, size }) => [name, size]))
  assert.equal(sizes.get('strided'), undefined)
  assert.equal(sizes.get('probabilities'), undefined)
  assert.ok(sizes.get('stem'))
  assert.ok(describeLayers(tiny, side, side).find(({ name }) => name === 'strided')?.size)
})

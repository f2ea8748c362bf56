import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import type { Model } from '../../src/network/catalog/model.ts'
import { createNetworks } from '../../src/worker/networks.ts'
import { randomImages } from '../contract/random.ts'
import { nowhere } from '../vis/networks.ts'

/** The engine with the names of the networks that it has opened and closed. */
function counted(engine: Engine): { engine: Engine; opened: string[]; closed: string[] } {
  const [opened, closed]: [string[], string[]] = [[], []]
  const counting: Engine = {
    name: engine.name,
    async open(network) {
      opened.push(network.name)
      const open = await engine.open(network)
      const close = async () => {
        closed.push(network.name)
        await open.close()
      }
      return { ...open, close }
    },
  }
  return { engine: counting, opened, closed }
}

/** No network is added or removed. */
const refresh = async () => {}

test('three networks stay open; the least recently used one is closed, and opened again when needed', async () => {
  const { engine, opened, closed } = counted(createOnnxEngine())
  const model = (await loadModels()).get('minivgg') as Model
  const models = new Map(['a', 'b', 'c', 'd'].map((name) => [name, model]))
  const networks = createNetworks({ engine, catalog: createCatalog(models, nowhere), folder: nowhere, refresh })
  const first = await networks.get('a')
  await networks.get('b')
  await networks.get('c')
  assert.equal(await networks.get('a'), first)
  assert.deepEqual([opened.join(''), closed.join('')], ['abc', ''])
  await networks.get('d')
  assert.deepEqual([opened.join(''), closed.join('')], ['abcd', 'b'])
  await networks.get('b')
  assert.deepEqual([opened.join(''), closed.join('')], ['abcdb', 'bc'])
  const { score } = await first.open.gradient(randomImages(1, 1, 32, 32), [{ layer: 'block1_conv1', linear: 1 }])
  assert.equal(score.length, 1)
})

test('a network that the processor cannot open can be closed, and is tried again', async () => {
  const device = createOnnxEngine()
  const full = new Error('no memory')
  let isFull = true
  const open: Engine['open'] = (network) => (isFull ? Promise.reject(full) : device.open(network))
  const engine = { ...device, processor: { name: device.name, open } }
  const model = (await loadModels()).get('minivgg') as Model
  const models = new Map(['a', 'b', 'c', 'd'].map((name) => [name, model]))
  const networks = createNetworks({ engine, catalog: createCatalog(models, nowhere), folder: nowhere, refresh })
  for (const name of models.keys()) {
    const { processor } = await networks.get(name)
    await assert.rejects(async () => processor?.(), full)
  }
  isFull = false
  assert.ok(await (await networks.get('d')).processor?.())
})

test('a network knows its layers’ filters and smallest sizes; a wrong name opens nothing', async () => {
  const { engine, opened } = counted(createOnnxEngine())
  const networks = createNetworks({
    engine,
    catalog: createCatalog(await loadModels(), nowhere),
    folder: nowhere,
    refresh,
  })
  await assert.rejects(networks.get('minivgh'), { code: 'unknown-network' })
  const { filters, minimumSize } = await networks.get('minivgg')
  assert.deepEqual([filters('block5_conv3'), minimumSize('block1_conv1'), minimumSize('block5_conv3')], [256, 1, 16])
  assert.throws(() => filters('block9'), { code: 'unknown-layer' })
  assert.throws(() => minimumSize('block9'), { code: 'unknown-layer' })
  assert.deepEqual(opened, ['minivgg'])
})

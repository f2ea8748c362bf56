import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { decode } from '../../src/image/codec/decode.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { createNetworks } from '../../src/worker/networks.ts'
import { photosFolder, weightsFolder, withoutShared } from '../support/shared.ts'

const catalog = createCatalog(await loadModels(), weightsFolder)
const networks = createNetworks({ engine: createOnnxEngine(), catalog, folder: weightsFolder, refresh: async () => {} })

for (const name of ['googlenet', 'squeezenet']) {
  test(`${name} takes a cat for a cat and coffee for coffee`, { skip: withoutShared }, async () => {
    const { classify, open } = await networks.get(name)
    const likeliest = async (file: string) =>
      (await classify(await decode(readFileSync(`${photosFolder}/${file}`)))) ?? []
    const cat = await likeliest('skimage_chelsea.png')
    assert.equal(cat.length, 5)
    assert.match(cat[0]?.label ?? '', /cat|tabby/)
    assert.ok(cat.every(({ probability }, i) => probability > 0 && probability <= (cat[i - 1]?.probability ?? 1)))
    assert.ok(cat.reduce((sum, { probability }) => sum + probability, 0) <= 1 + 1e-6)
    const coffee = await likeliest('skimage_coffee.png')
    assert.ok(
      coffee.some(({ label }) => /espresso|cup/.test(label)),
      JSON.stringify(coffee),
    )
    await open.close()
  })
}

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { load } from '../../src/network/catalog/store.ts'
import { locate } from '../../src/network/catalog/weights-files.ts'
import { decodeModel } from '../../src/network/formats/onnx/schema.ts'
import { randomImages } from '../contract/random.ts'
import { temporaryFolder } from '../network/catalog/folder.ts'
import { assertSameAsFile } from '../network/formats/onnx/run-file.ts'
import { weightsFolder, withoutShared } from '../support/shared.ts'
import { assertLists, modelCalled } from './listed.ts'

// Each test is skipped by itself, because a skipped suite does not count as a skipped test.
const skip = { skip: withoutShared }

describe('the shared weights', async () => {
  const folder = await temporaryFolder()

  for (const name of ['googlenet', 'squeezenet', 'vgg16']) {
    test(`${name} has the layers that its model lists`, skip, async () => {
      const model = await modelCalled(name)
      assertLists(model, await load({ name, model, folder: weightsFolder }), locate(model, weightsFolder)?.weights)
    })
  }

  test('a damaged VGG16 is refused, and the intact one is read after it', skip, async () => {
    const model = await modelCalled('vgg16')
    const bytes = await readFile(`${weightsFolder}/vgg16_blocks1-3.h5`)
    // The HDF5 library used to fail for all files after a damaged one.
    const damaged = bytes.map((byte, i) => (i === 6252 ? 178 : byte))
    for (let round = 0; round < 2; round++) {
      await folder.write('vgg16_blocks1-3.h5', damaged)
      await assert.rejects(load({ name: 'vgg16', model, folder: folder.path }), { code: 'bad-weights' })
      await folder.write('vgg16_blocks1-3.h5', bytes)
      assertLists(model, await load({ name: 'vgg16', model, folder: folder.path }), locate(model, folder.path)?.weights)
    }
  })

  for (const name of ['googlenet', 'squeezenet']) {
    for (const [height, width] of [
      [224, 224],
      [181, 203],
    ] as const)
      test(`${name} computes what ONNX Runtime computes from its file, at ${width} x ${height}`, skip, async () => {
        const model = await modelCalled(name)
        const { path = '', weights } = locate(model, weightsFolder) ?? {}
        assert.ok(weights)
        const bytes = await readFile(path)
        const outputs = decodeModel(bytes).graph?.output?.map((output) => output.name) ?? []
        assert.ok(outputs.length > 8 && outputs.includes('prob'))
        const network = await load({ name, model, folder: weightsFolder })
        await assertSameAsFile(network, bytes, randomImages(21, 1, height, width), weights.input, outputs)
      })
  }
})

import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { load } from '../../../src/network/catalog/store.ts'
import { random } from '../../contract/random.ts'
import { modelOf } from '../catalog/folder.ts'
import { assertRefused, folder } from './refused.ts'

const html = '<!DOCTYPE html>\n<html><head><title>404: Not Found</title></head><body>Größe</body></html>'
const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:c99c507058ea\nsize 28021836\n'
const kinds = { onnx: /^an ONNX network$/, h5: /^an HDF5 file of Keras weights$/, safetensors: /^a safetensors file$/ }

for (const [kind, expected] of Object.entries(kinds)) {
  describe(`a .${kind} file`, () => {
    test('that is empty', () => assertRefused(kind, '', /^it is empty$/, expected))
    test('that is a web page', () => assertRefused(kind, html, /^it is a web page$/, expected))
    test('that points to a large file', () => assertRefused(kind, pointer, /^it is text$/, expected))
    test('that is noise', async () => {
      const { uniform } = random(5)
      for (let i = 0; i < 6; i++) {
        const noise = Uint8Array.from({ length: 1 + i * 67 }, () => uniform(0, 256))
        await assertRefused(kind, noise, /^(it|its header) /, /./)
      }
    })
    test('that is a folder', async () => {
      await mkdir(join(folder.path, `folder.${kind}`), { recursive: true })
      const error = { code: 'bad-weights', message: /folder\.\w+ is not a file; expected an? / }
      await assert.rejects(load({ name: 'tiny', model: modelOf(`folder.${kind}`), folder: folder.path }), error)
    })
  })
}

test('the error of a file with an address names the address', async () => {
  const url = 'https://example.com/bad.onnx'
  await folder.write('bad.onnx', '')
  const model = modelOf('bad.onnx', { weights: [{ file: 'bad.onnx', url, input: { order: 'rgb', mean: [0, 0, 0] } }] })
  await assert.rejects(load({ name: 'tiny', model, folder: folder.path }), {
    code: 'bad-weights',
    hint: `Download ${url} again.`,
  })
})

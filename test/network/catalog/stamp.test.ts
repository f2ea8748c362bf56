/** Versions of networks, which tell when an open network must be read again. */
import assert from 'node:assert/strict'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { versionOf } from '../../../src/network/catalog/store.ts'
import { modelOf, temporaryFolder } from './folder.ts'

test('a network’s version changes with its file and those that may hold its weights, and with no others', async () => {
  const folder = await temporaryFolder()
  await folder.write('net.onnx', 'network')
  for (const file of ['net.onnx.data', 'net_weights', 'all.bin', 'other.onnx', 'notes.txt'])
    await folder.write(file, '1')
  let writes = 1
  const version = (file: string) => versionOf(modelOf(file), folder.path)
  const changes = async (file: string, changed: string) => {
    const before = await version(file)
    await folder.write(changed, '.'.repeat(++writes))
    return (await version(file)) !== before
  }
  for (const own of ['net.onnx', 'net.onnx.data', 'net_weights', 'all.bin'])
    assert.ok(await changes('net.onnx', own), own)
  for (const foreign of ['other.onnx', 'notes.txt']) assert.ok(!(await changes('net.onnx', foreign)), foreign)
  await folder.write('net.onnx_1', 'more')
  await symlink(join(folder.path, 'net.onnx'), join(folder.path, 'link.onnx'))
  assert.ok(await changes('link.onnx', 'net_weights'))
  await folder.write('keras.h5', 'weights')
  assert.ok(!(await changes('keras.h5', 'keras.h5.part')))
  assert.ok(await changes('keras.h5', 'keras.h5'))
})

test('a network’s version changes with its entry in models/', async () => {
  const folder = await temporaryFolder()
  await folder.write('net.onnx', 'network')
  const model = modelOf('net.onnx')
  const version = (changes: Partial<typeof model>) => versionOf({ ...model, ...changes }, folder.path)
  const versions = await Promise.all([
    version({}),
    version({ weights: [{ file: 'net.onnx', input: { order: 'bgr', mean: [0, 0, 0] } }] }),
    version({ classifier: { layer: 'conv', labels: [], size: 8 } }),
    version({ weights: [] }),
  ])
  assert.equal(new Set(versions).size, versions.length)
  assert.equal(await version({}), versions[0])
})

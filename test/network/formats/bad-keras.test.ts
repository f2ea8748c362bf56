import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import h5wasm from 'h5wasm/node'
import { writeKeras } from './keras-file.ts'
import { weights } from './onnx/onnx-file.ts'
import { assertRefused, folder, plan, read } from './refused.ts'

describe('a Keras file', async () => {
  const layer = (name: string, ...shape: [number, number, number, number]) => {
    const { data } = weights(name.length, ...shape)
    return { name, kernel: { shape, data: new Float32Array(data) }, bias: new Float32Array(shape[3]).fill(0.5) }
  }
  const first = layer('block1_conv1', 3, 3, 3, 4)
  const path = join(folder.path, 'good.h5')
  await writeKeras(path, [first, layer('block2_conv1', 3, 3, 4, 6), layer('block2_conv2', 3, 3, 6, 5)])
  const bytes = await readFile(path)

  test('that is cut off anywhere', async () => {
    assert.deepEqual(
      [...(await read('h5', bytes)).layers.keys()],
      plan.map(({ name }) => name),
    )
    for (let part = 1; part < 6; part++)
      await assertRefused(
        'h5',
        bytes.subarray(0, Math.floor((bytes.length * part) / 6)),
        /^it is incomplete or in another format$/,
        /^a whole HDF5 file/,
      )
  })

  test('that is damaged prints no errors of the library', async () => {
    const damaged = [27, 318, 1750].map((at) => bytes.map((byte, i) => (i === at ? byte ^ 0xff : byte)))
    const contents = [bytes.subarray(0, 3000), ...damaged, bytes]
    const files = await Promise.all(contents.map((content, i) => folder.write(`${i}.h5`, content)))
    const script = await folder.write(
      'read.ts',
      `import { readKeras } from ${JSON.stringify(new URL('../../../src/network/formats/keras.ts', import.meta.url).href)}
      for (const file of ${JSON.stringify(files)})
        await readKeras(file).then((layer) => console.log(layer('block2_conv2').kernel.shape.join()), ({ name }) => console.log(name))`,
    )
    const { stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' })
    assert.equal(stderr, '')
    assert.match(stdout, /^(BadWeights\n)+5,6,3,3\n$/)
  })

  const written = async (layers: Parameters<typeof writeKeras>[1]) => {
    await writeKeras(join(folder.path, 'other.h5'), layers)
    return readFile(join(folder.path, 'other.h5'))
  }

  test('of other shapes', async () => {
    const swapped = layer('block1_conv1', 3, 3, 4, 3)
    await assertRefused(
      'h5',
      await written([swapped]),
      /^the kernel of block1_conv1 has the shape 3 x 4 x 3 x 3$/,
      /^4 x 3 x 3 x 3$/,
    )
    const short = { ...first, bias: new Float32Array(3) }
    await assertRefused('h5', await written([short]), /^the bias of block1_conv1 has the shape 3$/, /^4$/)
    const dense = { ...first, kernel: { shape: [27, 4], data: first.kernel.data } }
    await assertRefused('h5', await written([dense]), /^the kernel of block1_conv1 has the shape /, /^4 x 3 x 3 x 3$/)
  })

  test('of another network', async () => {
    const other = await written([layer('conv', 3, 3, 3, 4)])
    await assertRefused('h5', other, /^it has none of the layers of tiny$/, /^block1_conv1, /)
  })

  test('of other data', async () => {
    await h5wasm.ready
    const file = new h5wasm.File(join(folder.path, 'data.h5'), 'w')
    file.create_dataset({ name: 'block1_conv1', data: [1, 2, 3] })
    file.create_group('empty')
    file.close()
    const data = await readFile(join(folder.path, 'data.h5'))
    await assertRefused('h5', data, /^it has none of the layers of tiny$/, /^block1_conv1, /)
  })

  test('that holds only the first layers is read as those', async () => {
    const network = await read('h5', await written([first, layer('block2_conv1', 3, 3, 4, 6)]))
    assert.deepEqual([...network.layers.keys()], ['block1_conv1', 'block1_pool', 'block2_conv1'])
  })

  test('with names of any length is read alike', async () => {
    const usual = await read('h5', bytes)
    await writeKeras(
      join(folder.path, 'any.h5'),
      [first, layer('block2_conv1', 3, 3, 4, 6), layer('block2_conv2', 3, 3, 6, 5)],
      'any',
    )
    const any = await read('h5', await readFile(join(folder.path, 'any.h5')))
    assert.deepEqual(any.nodes, usual.nodes)
    assert.notEqual(any.hash, usual.hash)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Maps } from '../../../src/engine/engine.ts'
import { createOnnxEngine } from '../../../src/engine/onnx/engine.ts'
import { load } from '../../../src/network/catalog/store.ts'
import { random, randomImages } from '../../contract/random.ts'
import { assertLists, modelCalled, standIn } from '../../models/listed.ts'
import { temporaryFolder } from '../catalog/folder.ts'
import { type KerasLayer, writeKeras } from './keras-file.ts'

const FILE = 'vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5'

/** VGG16's thirteen convolutions, with weights that keep the activations of all layers at the same scale. */
function vgg16(): KerasLayer[] {
  const { uniform } = random(71)
  let inputs = 3
  return [2, 2, 3, 3, 3].flatMap((count, block) =>
    Array.from({ length: count }, (_, i): KerasLayer => {
      const outputs = Math.min(512, 64 << block)
      const bound = Math.sqrt(6 / (9 * inputs))
      const shape = [3, 3, inputs, outputs]
      const data = Float32Array.from({ length: 9 * inputs * outputs }, () => uniform(-bound, bound))
      const bias = Float32Array.from({ length: outputs }, () => uniform(-0.1, 0.1))
      inputs = outputs
      return { name: `block${block + 1}_conv${i + 1}`, kernel: { shape, data }, bias }
    }),
  )
}

describe('a file of the layout and size of the public VGG16', async () => {
  const folder = await temporaryFolder()
  const layers = vgg16()
  await writeKeras(`${folder.path}/${FILE}`, layers)
  const model = standIn(await modelCalled('vgg16'))
  const network = await load({ name: 'vgg16', model, folder: folder.path })

  test('has all layers', () => {
    assertLists(model, network)
    assert.equal(Object.keys(model.layers).length, 18)
  })

  test('has kernels of [height, width, in, out]: its activations are those computed from them', async () => {
    const open = await createOnnxEngine().open(network)
    const images = randomImages(72, 1, 39, 50)
    for (const [from, to] of [
      ['block1_conv1', 'block1_conv2'],
      ['block3_pool', 'block4_conv1'],
      ['block5_conv2', 'block5_conv3'],
    ] as const) {
      const [input, output] = (await open.activations(images, [from, to])) as [Maps, Maps]
      const layer = layers.find(({ name }) => name === to) as KerasLayer
      const largest = output.data.reduce((most, value) => Math.max(most, value), 0)
      assert.ok(largest > 0)
      const [, channels, height, width] = output.shape
      for (let c = 0; c < channels; c += 7)
        for (const [y, x] of [
          [0, 0],
          [height - 1, width - 1],
          [height >> 1, width >> 1],
        ] as const) {
          const found = output.data[(c * height + y) * width + x] ?? Number.NaN
          assert.ok(Math.abs(found - at(layer, input, c, y, x)) < 1e-5 * largest, `${to} ${c} at ${y}, ${x}`)
        }
    }
    await open.close()
  })
})

/** One activation of a convolution with ReLU, computed from the kernel as Keras stores it. */
function at({ kernel, bias }: KerasLayer, { shape, data }: Maps, filter: number, y: number, x: number): number {
  const [, inputs, height, width] = shape
  let sum = bias[filter] ?? 0
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      for (let c = 0; c < inputs; c++) {
        const [row, column] = [y + i - 1, x + j - 1]
        if (row < 0 || column < 0 || row >= height || column >= width) continue
        const weight = kernel.data[((i * 3 + j) * inputs + c) * bias.length + filter] ?? 0
        sum += weight * (data[(c * height + row) * width + column] ?? 0)
      }
  return Math.max(0, sum)
}

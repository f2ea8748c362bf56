import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import * as tf from '@tensorflow/tfjs'
import type { OpenNetwork } from '../../src/engine/engine.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../../src/engine/tensorflow/engine.ts'
import { load } from '../../src/network/catalog/store.ts'
import type { Network } from '../../src/network/graph/graph.ts'
import { assertAgree, relativeErrors } from '../contract/compare.ts'
import { randomImages } from '../contract/random.ts'
import { temporaryFolder } from '../network/catalog/folder.ts'
import { type StoredLayer, writeStored } from '../network/formats/keras-file.ts'
import { inceptionV3, mobileNetV2, type Reference, resnet50v2, vgg19 } from '../network/formats/keras-reference.ts'
import { assertLists, modelCalled, standIn } from './listed.ts'

tf.enableProdMode()
await tf.setBackend('cpu')

interface Case {
  build(): Reference
  /** The size of the pictures: one that every stride divides, where Keras' padding depends on it. */
  readonly size: readonly [height: number, width: number]
  /** Pairs of a layer and the layer of Keras with the same activations. */
  readonly layers: Readonly<Record<string, string>>
  /** One of these layers, at which a file ends. */
  readonly end: string
  /** The layer whose gradients are compared. */
  readonly gradients: readonly string[]
  /** The name of a layer of Keras in files of another version. */
  readonly alias?: (layer: string) => string
  /** The number of layers with weights, and of all weights as in Keras' summaries. */
  readonly counts: readonly [layers: number, parameters: number]
}

const CASES: Readonly<Record<string, Case>> = {
  vgg19: {
    build: vgg19,
    size: [35, 48],
    layers: {
      block1_conv2: 'block1_conv2',
      block3_conv4: 'block3_conv4',
      block5_conv4: 'block5_conv4',
      block5_pool: 'block5_pool',
    },
    end: 'block3_conv4',
    gradients: ['block3_conv4'],
    counts: [16, 20_024_384],
  },
  resnet50v2: {
    build: resnet50v2,
    size: [65, 96],
    layers: {
      conv1_conv: 'conv1_conv',
      pool1_pool: 'pool1_pool',
      conv2_block1_preact_bn: 'conv2_block1_preact_relu',
      conv2_block3_out: 'conv2_block3_out',
      conv3_block4_2_conv: 'conv3_block4_2_relu',
      conv4_block5_out: 'conv4_block5_out',
      post_bn: 'post_relu',
    },
    end: 'conv3_block4_2_conv',
    gradients: ['conv2_block3_out', 'conv3_block2_1_conv'],
    counts: [102, 23_564_800],
  },
  inceptionv3: {
    build: inceptionV3,
    size: [75, 96],
    layers: {
      conv2d: 'activation_1',
      conv2d_4: 'activation_5',
      average_pooling2d: 'average_pooling2d_1',
      mixed0: 'mixed0',
      mixed3: 'mixed3',
      conv2d_31: 'activation_32',
      mixed5: 'mixed5',
      mixed8: 'mixed8',
      mixed9_0: 'mixed9_0',
      mixed10: 'mixed10',
    },
    end: 'conv2d_31',
    gradients: ['mixed1'],
    alias: (layer) => layer.replace(/(?<=^(conv2d|batch_normalization)_)\d+$/, (number) => `${Number(number) + 94}`),
    counts: [188, 21_802_784],
  },
  mobilenetv2: {
    build: mobileNetV2,
    size: [64, 96],
    layers: {
      Conv1: 'Conv1_relu',
      expanded_conv_project: 'expanded_conv_project_BN',
      block_1_depthwise: 'block_1_depthwise_relu',
      block_2_add: 'block_2_add',
      block_13_expand: 'block_13_expand_relu',
      block_15_add: 'block_15_add',
      Conv_1: 'out_relu',
    },
    end: 'block_13_expand',
    gradients: ['block_3_depthwise', 'block_8_add'],
    alias: (layer) =>
      layer
        .replace(/^expanded_conv_/, 'block_0_')
        .replace(/^block_(\d+)_([a-z]+)_BN$/, 'bn$1_conv_$1_bn_$2')
        .replace(/^block_(\d+)_([a-z]+)$/, 'mobl$1_conv_$1_$2'),
    counts: [104, 2_257_984],
  },
}

for (const [name, { build, size, layers, end, gradients, alias, counts }] of Object.entries(CASES))
  describe(`${name}, from a file of the layout of the public one`, async () => {
    const folder = await temporaryFolder()
    let reference: Reference
    let network: Network
    let open: OpenNetwork
    before(async () => {
      reference = build()
      network = await loaded(reference.layers)
      open = await createOnnxEngine().open(network)
    })
    after(async () => {
      await open.close()
      reference.dispose()
    })

    /** The network from a file with these layers. */
    const loaded = async (stored: Iterable<StoredLayer>, options = {}) => {
      const model = standIn(await modelCalled(name))
      const path = join(folder.path, String(model.weights[0]?.file))
      await writeStored(path, stored, options)
      return load({ name, model, folder: folder.path })
    }

    test('has all its layers and weights', async () => {
      const model = standIn(await modelCalled(name))
      assertLists(model, network)
      assert.deepEqual(
        [...network.layers.keys()],
        model.plan?.map((layer) => layer.name),
      )
      const tensors = reference.layers.flatMap((layer) => Object.values(layer.tensors))
      assert.deepEqual(
        [
          reference.layers.filter((layer) => Object.keys(layer.tensors).length > 0).length,
          tensors.reduce((sum, { data }) => sum + data.length, 0),
        ],
        counts,
      )
    })

    test('computes what Keras computes', async () => {
      const images = randomImages(81, 2, ...size)
      const wanted = await reference.activations(images, Object.values(layers))
      const got = await open.activations(images, Object.keys(layers))
      for (const [i, layer] of Object.keys(layers).entries()) {
        const [maps, keras] = [got[i], wanted[i]]
        assert.ok(maps && keras)
        assert.ok(keras.data.some((value) => value !== 0) && keras.data.every(Number.isFinite), layer)
        for (const error of relativeErrors(maps, keras)) assert.ok(error < 1e-4, `${layer} is off by ${error}`)
      }
    })

    test('has the gradients that TensorFlow.js computes', async () => {
      const other = await (await createTensorflowEngine()).open(network)
      const images = randomImages(82, 1, ...size)
      for (const layer of gradients) {
        const objective = [{ layer, quadratic: 1 }]
        assertAgree(await open.gradient(images, objective), await other.gradient(images, objective))
      }
      await other.close()
    })

    test('that ends early has the layers before its end', async () => {
      const last = reference.layers.findIndex((layer) => layer.name === layers[end])
      assert.ok(last > 0 && last < reference.layers.length - 1)
      const part = await loaded(reference.layers.slice(0, last + 1))
      assert.ok(part.layers.has(end) && part.layers.size < network.layers.size)
      const images = randomImages(83, 1, ...size)
      const opened = await createOnnxEngine().open(part)
      const [got, wanted] = [await opened.activations(images, [end]), await open.activations(images, [end])]
      await opened.close()
      assert.deepEqual(got, wanted)
    })

    test('of a saved model, or with the names of another version, is the same network', async () => {
      const same = (other: Network) => {
        assert.deepEqual([...other.layers.keys()], [...network.layers.keys()])
        for (const [i, node] of other.nodes.entries()) assert.deepEqual(node, network.nodes[i])
      }
      same(await loaded(reference.layers, { whole: true, texts: 'any' }))
      if (!alias) return
      const renamed = reference.layers.map(({ name, tensors }) => renamedLayer(name, alias(name), tensors))
      assert.ok(renamed.filter((layer, i) => layer.name !== reference.layers[i]?.name).length > 90)
      same(await loaded(renamed))
    })

    test('of other shapes, or of another network, is refused', async () => {
      const first = reference.layers.findIndex(({ tensors }) => Object.keys(tensors).length > 0)
      const narrow = reference.layers.with(first, halfOf(reference.layers[first] as StoredLayer))
      await assert.rejects(loaded(narrow), {
        code: 'bad-weights',
        message: /: the kernel of \w+ has the shape \d+ x 3 x \d x \d; expected \d+ x 3 x \d x \d\.$/,
      })
      const foreign = reference.layers.slice(0, 9).map(({ name, tensors }) => ({ name: `other_${name}`, tensors }))
      await assert.rejects(loaded(foreign), {
        code: 'bad-weights',
        message: new RegExp(`: it has none of the layers of ${name}; expected [\\w, ]+ and \\d+ more\\.$`),
      })
    })
  })

function renamedLayer(from: string, to: string, tensors: StoredLayer['tensors']): StoredLayer {
  const entries = Object.entries(tensors).map(([tensor, values]) => [tensor.replace(from, to), values])
  return { name: to, tensors: Object.fromEntries(entries) }
}

/** A layer with half as many filters. */
function halfOf({ name, tensors }: StoredLayer): StoredLayer {
  const entries = Object.entries(tensors).map(([tensor, { shape, data }]) => {
    const fewer = shape.with(-1, (shape.at(-1) ?? 0) / 2)
    return [tensor, { shape: fewer, data: data.subarray(0, data.length / 2) }]
  })
  return { name, tensors: Object.fromEntries(entries) }
}

/** Models for MXNet's files of the ONNX model zoo, with files of the same layout: the names of their layers. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { createCatalog } from '../../src/network/catalog/catalog.ts'
import type { Model, WeightsFile } from '../../src/network/catalog/model.ts'
import { load } from '../../src/network/catalog/store.ts'
import type { Network } from '../../src/network/graph/graph.ts'
import { randomImages } from '../contract/random.ts'
import { temporaryFolder } from '../network/catalog/folder.ts'
import { assertSameAsFile } from '../network/formats/onnx/run-file.ts'
import { type GluonFile, gluonResnet, gluonSqueezenet } from './gluon-file.ts'
import { modelCalled, standIn } from './listed.ts'

interface Case {
  readonly file: string
  build(): GluonFile
  /** The layers that the file lacks. */
  readonly without: readonly string[]
  /** The file's own tensors, by the model's name for their layer. */
  readonly tensors: Readonly<Record<string, string>>
  /** The size of the pictures, as small as those layers allow. */
  readonly size: readonly [height: number, width: number]
  /** A layer that the file lacks, and the error for it, with FOLDER for the weights folder. */
  readonly asked: string
  readonly answer: string
  /** A file of another network of this kind, and the error for it. */
  other(): GluonFile
  readonly refusal: RegExp
}

const KERAS =
  'https://storage.googleapis.com/tensorflow/keras-applications/resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5'

const CASES: Readonly<Record<string, Case>> = {
  squeezenet: {
    file: 'squeezenet1.1-7.onnx',
    build: gluonSqueezenet,
    without: ['prob'],
    tensors: {
      conv1: 'relu0_fwd',
      'fire2/squeeze1x1': 'relu1_fwd',
      'fire2/expand1x1': 'relu2_fwd',
      'fire2/expand3x3': 'relu3_fwd',
      'fire2/concat': 'concat0',
      'fire5/expand3x3': 'relu12_fwd',
      'fire7/concat': 'concat5',
      'fire9/squeeze1x1': 'relu22_fwd',
      conv10: 'relu25_fwd',
    },
    size: [43, 51],
    asked: 'prob',
    answer:
      "The weights of squeezenet's prob are not installed: squeezenet1.1-7.onnx ends at conv10. " +
      'Put squeezenet1_1.onnx into FOLDER, or use a layer up to conv10.',
    other: () => gluonSqueezenet([64, 64, 128, 128, 192, 96, 256, 256]),
    refusal: /: its squeezenet0_conv17 has 96 channels; expected 192, as in fire7\/expand1x1\.$/,
  },
  resnet50v2: {
    file: 'resnet50-v2-7.onnx',
    build: gluonResnet,
    without: ['pool1_pad', 'max_pooling2d', 'max_pooling2d_1', 'max_pooling2d_2'],
    tensors: {
      conv1_conv: 'relu0_fwd',
      pool1_pool: 'pool0_fwd',
      conv2_block1_preact_bn: 'stage1_activation0',
      conv2_block1_0_conv: 'stage1_conv3_fwd',
      conv2_block1_3_conv: 'stage1_conv2_fwd',
      conv2_block1_out: 'stage1__plus0',
      conv3_block1_0_conv: 'stage2_conv3_fwd',
      conv3_block2_1_conv: 'stage2_activation4',
      conv3_block4_2_conv: 'stage2_activation11',
      conv4_block5_out: 'stage3__plus4',
      conv4_block6_preact_bn: 'stage3_activation15',
      conv5_block3_out: 'stage4__plus2',
      post_bn: 'relu1_fwd',
      predictions: 'dense0_fwd',
    },
    size: [33, 48],
    asked: 'max_pooling2d',
    answer:
      "The weights of resnet50v2's max_pooling2d are not installed: resnet50-v2-7.onnx lacks it. " +
      `Download ${KERAS} into FOLDER, or use another layer.`,
    other: () => gluonResnet([3, 4, 6, 2]),
    refusal: /: it has 51 layers of the kind conv; expected 54, conv1_conv to predictions\.$/,
  },
}

for (const [name, { file, build, without, tensors, size, asked, answer, other, refusal }] of Object.entries(CASES))
  describe(`${name}, from a file of the layout of ${file}`, async () => {
    const folder = await temporaryFolder()
    let model: Model
    let weights: WeightsFile
    let gluon: GluonFile
    let network: Network
    before(async () => {
      model = standIn(await modelCalled(name))
      weights = model.weights.find((each) => each.file === file) as WeightsFile
      gluon = build()
      await folder.write(file, gluon.bytes)
      network = await load({ name, model, folder: folder.path })
    })

    test('is as large as the public one, up to a hundred bytes of header', async () => {
      const { weights } = await modelCalled(name)
      const bytes = weights.find((each) => each.file === file)?.bytes ?? 0
      assert.ok(Math.abs(bytes - gluon.bytes.length) < 100, `${gluon.bytes.length} of ${bytes} bytes`)
    })

    test('has exactly the layers that the model lists, without those that the file lacks', () => {
      const found = [...network.layers].map(([layer, { name, channels }]) => {
        assert.equal(layer, name)
        return [name, channels]
      })
      const wanted = Object.entries(model.layers).filter(([layer]) => !without.includes(layer))
      assert.deepEqual(Object.fromEntries(found), Object.fromEntries(wanted))
      assert.equal(wanted.length, Object.keys(model.layers).length - without.length)
    })

    test('computes what ONNX Runtime computes from the file', async () => {
      const { order, mean, std = [] } = weights.input
      const whole = (numbers: readonly number[]) => numbers.map((value) => Math.round(value * 1000))
      assert.deepEqual([order, whole(mean), whole(std)], ['rgb', [123_675, 116_280, 103_530], [58_395, 57_120, 57_375]])
      const prefix = name === 'squeezenet' ? 'squeezenet0' : 'resnetv24'
      const wanted = Object.entries(tensors).map(([layer, tensor]) => [layer, `${prefix}_${tensor}`])
      const found = wanted.map(([layer = '']) => [layer, network.layers.get(layer)?.tensor])
      assert.deepEqual(found, wanted)
      const outputs = wanted.map(([, tensor = '']) => tensor)
      const layers = new Map([...network.layers].filter(([layer]) => layer in tensors))
      const images = randomImages(92, 1, ...size)
      await assertSameAsFile({ ...network, layers }, gluon.open(outputs), images, weights.input, outputs)
    })

    test('is offered by the catalog with those layers alone', () => {
      const catalog = createCatalog(new Map([[name, model]]), folder.path)
      const layer = model.dream.layer
      assert.deepEqual(catalog.choose({}), { network: name, layer, filters: model.layers[layer] })
      const { layer: scores = '' } = model.classifier ?? {}
      assert.equal(catalog.choose({ network: name, layer: scores }).filters, 1000)
      const [listed] = catalog.list()
      assert.deepEqual(
        [listed?.installed, listed?.bytes, listed?.layers],
        [true, gluon.bytes.length, network.layers.size],
      )
      assert.throws(
        () => catalog.choose({ network: name, layer: asked }),
        (error: Error & { code?: string; hint?: string }) => {
          assert.equal(error.code, 'missing-weights')
          assert.equal(`${error.message} ${error.hint}`.replaceAll(folder.path, 'FOLDER'), answer)
          return true
        },
      )
    })

    test('of another network is refused', async () => {
      const wrong = await temporaryFolder()
      await wrong.write(file, other().bytes)
      await assert.rejects(load({ name, model, folder: wrong.path }), { code: 'bad-weights', message: refusal })
    })
  })

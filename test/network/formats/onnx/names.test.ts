import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { NodeProto } from '../../../../src/network/formats/onnx/schema.ts'
import type { Network } from '../../../../src/network/graph/graph.ts'
import { randomImages } from '../../../contract/random.ts'
import { type FileOptions, ints, node, onnxFile, type Tensor, weights } from './onnx-file.ts'
import { assertSameAsFile } from './run-file.ts'

const input = { order: 'bgr', mean: [104, 117, 123] } as const

function read(nodes: readonly NodeProto[], constants: Record<string, Tensor>, options?: FileOptions): Network {
  return readOnnx(onnxFile(nodes, constants, options), { name: 'named', hash: '', input })
}

/** The names of layers and their tensors. */
const names = ({ layers }: Network) => [...layers.values()].map(({ name, tensor }) => [name, tensor])

describe('layers are named', () => {
  /** Names as in the public GoogLeNet, with a fixed picture size. */
  const convolution = (name: string, from: string, attributes = {}) => [
    node('Conv', [from, `${name}_w_0`, `${name}_b_0`], `${name}_1`, attributes),
    node('Relu', [`${name}_1`], `${name}_2`),
  ]
  const caffe2 = [
    ...convolution('conv1/7x7_s2', 'data_0', { strides: [2, 2], pads: [3, 3, 3, 3] }),
    node('MaxPool', ['conv1/7x7_s2_2'], 'pool1/3x3_s2_1', {
      kernel_shape: [3, 3],
      strides: [2, 2],
      pads: [0, 0, 1, 1],
    }),
    node('LRN', ['pool1/3x3_s2_1'], 'pool1/norm1_1', { size: 5 }),
    ...convolution('inception_3a/1x1', 'pool1/norm1_1'),
    ...convolution('inception_3a/3x3_reduce', 'pool1/norm1_1'),
    ...convolution('inception_3a/3x3', 'inception_3a/3x3_reduce_2', { pads: [1, 1, 1, 1] }),
    node('Concat', ['inception_3a/1x1_2', 'inception_3a/3x3_2'], 'inception_3a/output_1', { axis: 1 }),
    node('AveragePool', ['inception_3a/output_1'], 'pool5/7x7_s1_1', { kernel_shape: [6, 6] }),
    node('Dropout', ['pool5/7x7_s1_1'], ['pool5/7x7_s1_2', '_pool5/7x7_s1_mask_1'], { ratio: { float: 0.4 } }),
    node('Reshape', ['pool5/7x7_s1_2', 'OC2_DUMMY_1'], 'OC2_DUMMY_0'),
    node('Gemm', ['OC2_DUMMY_0', 'loss3/classifier_w_0', 'loss3/classifier_b_0'], 'loss3/classifier_1', { transB: 1 }),
    node('Softmax', ['loss3/classifier_1'], 'prob_1'),
  ]
  const filled = (shapes: Record<string, number[]>): Record<string, Tensor> =>
    Object.fromEntries(Object.entries(shapes).map(([name, shape], i) => [name, weights(i + 1, ...shape)]))
  const caffe2Weights = {
    ...filled({
      'conv1/7x7_s2_w_0': [8, 3, 7, 7],
      'conv1/7x7_s2_b_0': [8],
      'inception_3a/1x1_w_0': [4, 8, 1, 1],
      'inception_3a/1x1_b_0': [4],
      'inception_3a/3x3_reduce_w_0': [5, 8, 1, 1],
      'inception_3a/3x3_reduce_b_0': [5],
      'inception_3a/3x3_w_0': [6, 5, 3, 3],
      'inception_3a/3x3_b_0': [6],
      'loss3/classifier_w_0': [7, 10],
      'loss3/classifier_b_0': [7],
    }),
    OC2_DUMMY_1: ints(1, 10),
  }

  test('as in the public GoogLeNet, without the numbers of its tensors', async () => {
    const outputs = ['conv1/7x7_s2_2', 'inception_3a/output_1', 'prob_1']
    // It lists weights among its inputs, as was usual then; the pictures are `data_0`.
    const bytes = onnxFile(caffe2, caffe2Weights, {
      opset: 9,
      shape: [1, 3, 24, 24],
      outputs,
      listed: true,
      input: 'data_0',
    })
    const network = readOnnx(bytes, { name: 'named', hash: '', input })
    assert.deepEqual(names(network), [
      ['conv1/7x7_s2', 'conv1/7x7_s2_2'],
      ['pool1/3x3_s2', 'pool1/3x3_s2_1'],
      ['pool1/norm1', 'pool1/norm1_1'],
      ['inception_3a/1x1', 'inception_3a/1x1_2'],
      ['inception_3a/3x3_reduce', 'inception_3a/3x3_reduce_2'],
      ['inception_3a/3x3', 'inception_3a/3x3_2'],
      ['inception_3a/output', 'inception_3a/output_1'],
      ['pool5/7x7_s1', 'pool5/7x7_s1_1'],
      ['loss3/classifier', 'loss3/classifier_1'],
      ['prob', 'prob_1'],
    ])
    const small = {
      ...network,
      layers: new Map([...network.layers].filter(([, { tensor }]) => outputs.includes(tensor))),
    }
    await assertSameAsFile(small, bytes, randomImages(5, 1, 24, 24), input, outputs)
  })

  const torch = (weightNames: readonly [string, string, string]): Network =>
    read(
      [
        node('Conv', ['data', weightNames[0]], '/features/features.0/Conv_output_0'),
        node('Relu', ['/features/features.0/Conv_output_0'], '/features/features.1/Relu_output_0'),
        node('MaxPool', ['/features/features.1/Relu_output_0'], '/features/features.2/MaxPool_output_0', {
          kernel_shape: [2, 2],
        }),
        node('Conv', ['/features/features.2/MaxPool_output_0', weightNames[1]], '/features/features.3/Conv_output_0'),
        node('GlobalAveragePool', ['/features/features.3/Conv_output_0'], '/avgpool/GlobalAveragePool_output_0'),
        node('Flatten', ['/avgpool/GlobalAveragePool_output_0'], '/Flatten_output_0'),
        node('Gemm', ['/Flatten_output_0', weightNames[2]], 'output'),
      ],
      filled({ [weightNames[0]]: [4, 3, 3, 3], [weightNames[1]]: [4, 4, 1, 1], [weightNames[2]]: [4, 2] }),
    )

  test('after the modules of PyTorch', () => {
    assert.deepEqual(
      [...torch(['features.0.weight', 'features.3.weight', 'classifier.weight']).layers.keys()],
      ['features.0', 'features/features.2/MaxPool', 'features.3', 'avgpool/GlobalAveragePool', 'classifier'],
    )
  })

  test('after their tensors where PyTorch has made up the weights’ names', () => {
    assert.deepEqual(
      [...torch(['onnx::Conv_123', 'onnx::Conv_126', 'onnx::MatMul_9']).layers.keys()],
      [
        'features/features.0/Conv',
        'features/features.2/MaxPool',
        'features/features.3/Conv',
        'avgpool/GlobalAveragePool',
        'output',
      ],
    )
  })

  test('after their weights, with TensorFlow’s endings or a single capital letter', () => {
    const layer = (weight: string) => [
      ...read([node('Conv', ['data', weight], 'tensor:0')], filled({ [weight]: [2, 3, 1, 1] })).layers.keys(),
    ]
    assert.deepEqual(layer('block1_conv1/kernel:0'), ['block1_conv1'])
    assert.deepEqual(layer('conv1_W'), ['conv1'])
    assert.deepEqual(layer('conv1/7x7_s2_w_0'), ['conv1/7x7_s2'])
    assert.deepEqual(layer('squeezenet0_conv0_weight'), ['squeezenet0_conv0'])
    assert.deepEqual(layer('kernel of many words'), ['tensor'])
    assert.deepEqual(layer('_w'), ['tensor'])
  })

  test('with their numbers unless all tensors have one', () => {
    const nodes = [
      node('Conv', ['data', 'weights'], 'stage_1'),
      node('LRN', ['stage_1'], 'norm', { size: 3 }),
      node('LRN', ['norm'], 'stage_2', { size: 3 }),
    ]
    const { layers } = read(nodes, filled({ weights: [2, 3, 1, 1] }))
    assert.deepEqual([...layers.keys()], ['stage_1', 'norm', 'stage_2'])
  })

  test('with unique names where weights are shared or names coincide', () => {
    const nodes = [
      node('Conv', ['data', 'shared.weight'], 'one'),
      node('Conv', ['data', 'shared.weight'], 'two'),
      node('Conv', ['data', 'pool.weight'], 'three'),
      node('MaxPool', ['three'], 'pool', { kernel_shape: [2, 2] }),
      node('Conv', ['data', 'pool_2.weight'], 'four'),
      node('Conv', ['data', 'four.weight'], 'pool_3'),
      node('Relu', ['pool_3'], 'five'),
      node('LRN', ['five'], 'shared', { size: 3 }),
    ]
    const constants = filled({
      'shared.weight': [2, 3, 1, 1],
      'pool.weight': [3, 3, 1, 1],
      'pool_2.weight': [4, 3, 1, 1],
      'four.weight': [5, 3, 1, 1],
    })
    const { layers } = read(nodes, constants)
    assert.deepEqual(
      [...layers].map(([key, { name, tensor, channels }]) => [key === name, name, tensor, channels]),
      [
        [true, 'shared', 'one', 2],
        [true, 'two', 'two', 2],
        [true, 'pool', 'three', 3],
        [true, 'pool_2', 'pool', 3],
        [true, 'four', 'four', 4],
        [true, 'five', 'five', 5],
        [true, 'shared_2', 'shared', 5],
      ],
    )
  })
})

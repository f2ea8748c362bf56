import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { Network } from '../../../../src/network/graph/graph.ts'
import { randomImages } from '../../../contract/random.ts'
import { type FileOptions, ints, node, onnxFile, storages, type Tensor, weights } from './onnx-file.ts'
import { assertSameAsFile } from './run-file.ts'

const range = { order: 'bgr', mean: [104, 117, 123], std: [58, 57, 56] } as const

/** The choices that exporters and opsets make for the same network. */
interface Dialect extends FileOptions {
  readonly mean?: 'pool' | 'axes' | 'axes input' | 'no dimensions left'
  readonly flatten?: 'Flatten' | 'Reshape' | 'Reshape to a computed shape' | 'Squeeze' | 'Squeeze input' | 'Squeeze all'
  readonly dropout?: 'plain' | 'ratio' | 'ratio input' | 'two outputs' | 'none'
  readonly transB?: 0 | 1
  readonly softmaxAxis?: number
  readonly padding?: 'SAME_UPPER'
}

/** Layers by name, and the tensors of the file that hold their activations. */
const layers = {
  conv1: 'relu1',
  pool1: 'pool1',
  norm1: 'norm1',
  left: 'left/relu',
  right: 'right/relu',
  concat: 'concat',
  average: 'average',
  project: 'project',
  sum: 'sum/relu',
  mean: 'mean',
  classes: 'classes',
  prob: 'prob',
}
const tensors = Object.values(layers)

/** A network with every supported operation. */
function file(dialect: Dialect = {}): Uint8Array {
  const { mean = 'pool', flatten = 'Flatten', dropout = 'plain', transB = 1, softmaxAxis, padding } = dialect
  const constants: Record<string, Tensor> = {
    'conv1.weight': weights(1, 8, 3, 3, 3),
    'conv1.bias': weights(2, 8),
    'left.weight': weights(3, 6, 8, 1, 1),
    'left.bias': weights(4, 6),
    'right.weight': weights(5, 4, 4, 3, 5),
    'project.weight': weights(6, 10, 10, 1, 1),
    'classes.weight': transB ? weights(7, 5, 10) : transpose(weights(7, 5, 10)),
    'classes.bias': weights(8, 5),
  }
  const dropouts = {
    plain: [node('Dropout', ['average'], 'dropped')],
    ratio: [node('Dropout', ['average'], 'dropped', { ratio: { float: 0.4 } })],
    'ratio input': [node('Dropout', ['average', 'ratio'], 'dropped')],
    'two outputs': [node('Dropout', ['average'], ['dropped', 'mask'])],
    none: [node('Identity', ['average'], 'dropped')],
  }
  const means = {
    pool: node('GlobalAveragePool', ['sum/relu'], 'mean'),
    axes: node('ReduceMean', ['sum/relu'], 'mean', { axes: [2, 3], keepdims: 1 }),
    'axes input': node('ReduceMean', ['sum/relu', 'axes'], 'mean'),
    'no dimensions left': node('ReduceMean', ['sum/relu'], 'mean', { axes: [-2, -1], keepdims: 0 }),
  }
  const flattens = {
    Flatten: [node('Flatten', ['mean'], 'flat')],
    Reshape: [node('Reshape', ['mean', 'shape'], 'flat')],
    'Reshape to a computed shape': [
      node('Shape', ['mean'], 'sizes'),
      node('Gather', ['sizes', 'first'], 'batch'),
      node('Concat', ['batch', 'rest'], 'dims', { axis: 0 }),
      node('Reshape', ['mean', 'dims'], 'flat'),
    ],
    Squeeze: [node('Squeeze', ['mean'], 'flat', { axes: [2, 3] })],
    'Squeeze input': [node('Squeeze', ['mean', 'axes'], 'flat')],
    'Squeeze all': [node('Squeeze', ['mean'], 'squeezed'), node('Reshape', ['squeezed', 'shape'], 'flat')],
  }
  const extra: Record<string, Tensor> = {
    ...(dropout === 'ratio input' && { ratio: { shape: [], data: [0.25] } }),
    ...((mean === 'axes input' || flatten === 'Squeeze input') && { axes: ints(2, 3) }),
    ...((flatten === 'Reshape' || flatten === 'Squeeze all') && { shape: ints(-1, 10) }),
    ...(flatten === 'Reshape to a computed shape' && { first: ints(0), rest: ints(-1) }),
  }
  const pads: Record<string, string | number[]> = padding ? { auto_pad: padding } : { pads: [1, 1, 1, 1] }
  return onnxFile(
    [
      node('Conv', ['data', 'conv1.weight', 'conv1.bias'], 'conv1', { kernel_shape: [3, 3], ...pads }),
      node('Relu', ['conv1'], 'relu1'),
      node('MaxPool', ['relu1'], 'pool1', { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] }),
      node('LRN', ['pool1'], 'norm1', { size: 5, alpha: { float: 0.5 } }),
      node('Conv', ['norm1', 'left.weight', 'left.bias'], 'left'),
      node('Relu', ['left'], 'left/relu'),
      node('Conv', ['norm1', 'right.weight'], 'right', { group: 2, pads: [2, 4, 2, 4], dilations: [2, 2] }),
      node('Relu', ['right'], 'right/relu'),
      node('Concat', ['left/relu', 'right/relu'], 'concat', { axis: 1 }),
      node('AveragePool', ['concat'], 'average', { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
      ...dropouts[dropout],
      node('Conv', ['dropped', 'project.weight'], 'project'),
      node('Add', ['project', 'concat'], 'sum'),
      node('Relu', ['sum'], 'sum/relu'),
      means[mean],
      ...(mean === 'no dimensions left' ? [node('Identity', ['mean'], 'flat')] : flattens[flatten]),
      node('Gemm', ['flat', 'classes.weight', 'classes.bias'], 'classes', transB ? { transB } : {}),
      node('Softmax', ['classes'], 'prob', softmaxAxis === undefined ? {} : { axis: softmaxAxis }),
    ],
    { ...constants, ...extra },
    { outputs: tensors, ...dialect },
  )
}

const dialects: Record<string, Dialect> = {
  'opset 7, inputs that list the weights': { opset: 7, listed: true, dropout: 'ratio', shape: [1, 3, 24, 26] },
  'opset 9, a second output of Dropout': { opset: 9, dropout: 'two outputs', transB: 0 },
  'opset 11, axes as attributes': { opset: 11, mean: 'axes', flatten: 'Squeeze', softmaxAxis: -1 },
  'opset 13, axes as inputs': { opset: 13, flatten: 'Squeeze input', dropout: 'ratio input', softmaxAxis: 1 },
  'opset 13, a mean without its dimensions': { opset: 13, mean: 'no dimensions left' },
  'opset 18, the mean over input axes': { opset: 18, mean: 'axes input', flatten: 'Reshape' },
  'opset 22': { opset: 22, dropout: 'none', transB: 0 },
  'a shape computed at run time': { flatten: 'Reshape to a computed shape' },
  'all dimensions of 1 squeezed': { flatten: 'Squeeze all', shape: [1, 3, 24, 26] },
  'padding SAME': { padding: 'SAME_UPPER' },
  'fixed size': { shape: [1, 3, 24, 26] },
  'constants as nodes': { constantNodes: true, flatten: 'Reshape' },
  'constants as nodes, opset 9': { opset: 9, constantNodes: true },
  ...Object.fromEntries(Object.entries(storages).map(([name, store]) => [`weights as ${name}`, { store }])),
}

describe('one network, as different exporters and opsets write it', () => {
  const usual = read(file())

  test('has its layers', () => {
    const found = [...usual.layers.values()].map(({ name, tensor }) => [name, tensor])
    assert.deepEqual(found, Object.entries(layers))
  })

  for (const [name, dialect] of Object.entries({ 'the usual way': {}, ...dialects })) {
    test(`${name}: the same layers, which compute what ONNX Runtime computes from the file`, async () => {
      const bytes = file(dialect)
      const network = read(bytes)
      assert.deepEqual(network, usual)
      await assertSameAsFile(network, bytes, randomImages(3, 1, 24, 26), range, tensors)
    })
  }

  test('a fixed size and batch become free', async () => {
    const fixed = read(file({ shape: [1, 3, 24, 26] }))
    await assertSameAsFile(fixed, file(), randomImages(4, 2, 31, 17), range, tensors)
  })
})

function read(bytes: Uint8Array): Network {
  return readOnnx(bytes, { name: 'test', hash: '', input: range })
}

function transpose({ shape: [rows = 0, columns = 0], data }: Tensor): Tensor {
  const turned = Array.from({ length: columns }, (_, c) =>
    Array.from({ length: rows }, (_, r) => data[r * columns + c] ?? 0),
  )
  return { shape: [columns, rows], data: turned.flat() }
}

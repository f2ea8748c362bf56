import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { NodeProto } from '../../../../src/network/formats/onnx/schema.ts'
import type { Layer } from '../../../../src/network/graph/graph.ts'
import { type FileOptions, ints, node, onnxFile, weights } from './onnx-file.ts'

const input = { order: 'rgb', mean: [0, 0, 0] } as const

/** Nodes after the maps `relu`, [n, 4, 12, 10], of which the one with the output `odd` is not supported. */
type Odd = readonly [nodes: readonly NodeProto[], options?: FileOptions]

const shape = [1, 3, 12, 10]
const free = ['n', 3, 'h', 'w']
const flat = node('Flatten', ['relu'], 'flat')
const window = { kernel_shape: [2, 2] }
const half = node('MaxPool', ['relu'], 'half', { ...window, strides: [2, 2] })
const mean = node('GlobalAveragePool', ['relu'], 'mean')

const odd: Record<string, Odd> = {
  'an unknown operation': [[node('Sigmoid', ['relu'], 'odd')]],
  'a convolution of another domain': [[{ ...node('Conv', ['relu', 'one.weight'], 'odd'), domain: 'com.example' }]],
  'a convolution with weights that nodes compute': [
    [node('Neg', ['one.weight'], 'negative'), node('Conv', ['relu', 'negative'], 'odd')],
  ],
  'a convolution with biases that nodes compute': [
    [node('Neg', ['four'], 'negative'), node('Conv', ['relu', 'one.weight', 'negative'], 'odd')],
  ],
  'a convolution of a flattened tensor': [[flat, node('Conv', ['flat', 'one.weight'], 'odd')]],
  'a pool of a flattened tensor': [[flat, node('MaxPool', ['flat'], 'odd', window)]],
  'a max pool that gives its indices': [[node('MaxPool', ['relu'], ['odd', 'indices'], window)]],
  'a dilated max pool': [[node('MaxPool', ['relu'], 'odd', { ...window, dilations: [2, 1] })]],
  'a dilated average pool': [[node('AveragePool', ['relu'], 'odd', { ...window, dilations: [1, 2] })], { opset: 19 }],
  'a pool with windows in the padding': [[node('MaxPool', ['relu'], 'odd', { ...window, pads: [0, 2, 0, 0] })]],
  'a softmax along a row': [[node('Softmax', ['relu'], 'odd')]],
  'a softmax along a row of one': [[mean, node('Softmax', ['mean'], 'odd')]],
  'a softmax along the pictures': [[mean, node('Softmax', ['mean'], 'odd', { axis: 0 })]],
  'a softmax over all values of a picture': [[node('Softmax', ['relu'], 'odd', { axis: 1 })], { opset: 11 }],
  'a softmax over all values, flattened': [[flat, node('Softmax', ['flat'], 'odd')]],
  'a concatenation of rows': [[node('Concat', ['relu', 'relu'], 'odd', { axis: 2 })]],
  'a concatenation with a constant': [[node('Concat', ['relu', 'map'], 'odd', { axis: 1 })]],
  'a concatenation of two sizes': [[half, node('Concat', ['relu', 'half'], 'odd', { axis: 1 })], { shape }],
  'a sum with a constant': [[node('Add', ['relu', 'four'], 'odd')]],
  'a sum of different channels': [
    [node('Concat', ['relu', 'relu'], 'eight', { axis: 1 }), node('Add', ['relu', 'eight'], 'odd')],
  ],
  'a sum that repeats one value for each map': [[mean, node('Add', ['relu', 'mean'], 'odd')]],
  'a sum of three': [[node('Sum', ['relu', 'relu', 'relu'], 'odd')]],
  'a mean over channels': [[node('ReduceMean', ['relu'], 'odd', { axes: [1] })]],
  'a mean over everything': [[node('ReduceMean', ['relu'], 'odd')]],
  'a mean over axes that nodes compute': [
    [node('Neg', ['two'], 'axes'), node('ReduceMean', ['relu', 'axes'], 'odd')],
    { opset: 18 },
  ],
  'a shuffle of channels': [
    [
      node('Reshape', ['relu', 'groups'], 'grouped'),
      node('Transpose', ['grouped'], 'turned', { perm: [0, 2, 1, 3, 4] }),
      node('Reshape', ['turned', 'ungrouped'], 'odd'),
    ],
    { shape },
  ],
  'a reshape into other rows': [[node('Reshape', ['relu', 'rows'], 'odd')], { shape }],
  'a reshape into other rows of maps of any size': [[node('Reshape', ['relu', 'seven'], 'odd')], { shape: free }],
  'a flattening that keeps rows': [[node('Flatten', ['relu'], 'odd', { axis: 2 })]],
  'a squeezed batch': [[mean, node('Squeeze', ['mean', 'zero'], 'odd')]],
  'a matrix with a factor': [[flat, node('Gemm', ['flat', 'matrix'], 'odd', { alpha: { float: 2 } })], { shape }],
  'a transposed matrix': [[flat, node('Gemm', ['flat', 'matrix'], 'odd', { transA: 1 })], { shape }],
  'a matrix that nodes compute': [
    [flat, node('Neg', ['matrix'], 'negative'), node('Gemm', ['flat', 'negative'], 'odd')],
    { shape },
  ],
}

const constants = {
  'one.weight': weights(1, 4, 4, 1, 1),
  'first.weight': weights(2, 4, 3, 3, 3),
  matrix: weights(3, 480, 2),
  map: weights(4, 1, 4, 12, 10),
  four: weights(5, 4),
  two: ints(2, 3),
  zero: ints(0),
  groups: ints(1, 2, 2, 12, 10),
  ungrouped: ints(1, 4, 12, 10),
  rows: ints(-1, 48),
  seven: ints(-1, 7),
}

const first = [node('Conv', ['data', 'first.weight'], 'first', { pads: [1, 1, 1, 1] }), node('Relu', ['first'], 'relu')]

function read(nodes: readonly NodeProto[], options?: FileOptions): Layer[] {
  const bytes = onnxFile([...first, ...nodes], constants, options)
  return [...readOnnx(bytes, { name: 'odd', hash: '', input }).layers.values()]
}

describe('layers after an unsupported operation are left out, those before and beside it work', () => {
  for (const [what, [nodes, options]] of Object.entries(odd)) {
    test(what, () => {
      const beside = [node('Conv', ['relu', 'one.weight'], 'beside')]
      const behind = [node('Relu', ['odd'], 'behind'), node('Relu', ['behind'], 'far behind')]
      const layers = read([...nodes, ...behind, ...beside], options).map(({ name }) => name)
      const [start, ...rest] = layers
      assert.equal(start, 'first')
      assert.equal(rest.pop(), 'one')
      assert.ok(
        rest.every((layer) => ['half', 'mean', 'eight'].includes(layer)),
        layers.join(', '),
      )
    })
  }

  test('the same operations, with supported attributes', () => {
    const good: Odd[] = [
      [[node('MaxPool', ['relu'], 'odd', { ...window, dilations: [1, 1], pads: [0, 1, 0, 0] })]],
      [[node('Softmax', ['relu'], 'odd', { axis: -3 })]],
      [[mean, node('Softmax', ['mean'], 'odd')], { opset: 11 }],
      [[node('Concat', ['relu', 'relu'], 'odd', { axis: -3 })]],
      [[half, node('Concat', ['half', 'half'], 'odd', { axis: 1 })], { shape }],
      [[node('Sum', ['relu', 'first'], 'odd')]],
      [[node('ReduceMean', ['relu', 'two'], 'odd')], { opset: 18 }],
      [[flat, node('Gemm', ['flat', 'matrix'], 'odd')], { shape }],
      [[mean, node('Flatten', ['mean'], 'vector'), node('Softmax', ['vector'], 'odd')]],
    ]
    for (const [nodes, options] of good) {
      const layers = read([...nodes, node('Relu', ['odd'], 'behind')], options)
      assert.equal(layers.at(-1)?.tensor, 'behind')
    }
  })
})

describe('a file that contradicts itself is refused', () => {
  const wrong: Record<string, [NodeProto[], RegExp, FileOptions?]> = {
    'channels of a convolution': [
      [node('Conv', ['relu', 'first.weight'], 'odd')],
      /^odd has weights for 3 channels; expected 4$/,
    ],
    'channels of its groups': [
      [node('Conv', ['relu', 'one.weight'], 'odd', { group: 2 })],
      /^odd has weights for 8 channels; expected 4$/,
    ],
    'its biases': [[node('Conv', ['relu', 'one.weight', 'two'], 'odd')], /^odd has 2 biases; expected 4$/],
    'rows of a matrix': [
      [half, node('Flatten', ['half'], 'flat'), node('Gemm', ['flat', 'matrix'], 'odd')],
      /^odd has weights for 480 values; expected 120$/,
      { shape },
    ],
    'weights that the file lacks': [
      [node('Conv', ['relu', 'lost.weight'], 'odd')],
      /^it lacks lost.weight; expected all its weights$/,
    ],
  }
  for (const [what, [nodes, message, options]] of Object.entries(wrong)) {
    test(what, () => assert.throws(() => read(nodes, options), { name: 'BadWeights', message }))
  }
})

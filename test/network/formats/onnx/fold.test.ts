import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { NodeProto } from '../../../../src/network/formats/onnx/schema.ts'
import type { Network } from '../../../../src/network/graph/graph.ts'
import { channelCounts } from '../../../../src/network/graph/layers.ts'
import { randomImages } from '../../../contract/random.ts'
import { type FileOptions, ints, node, onnxFile, type Tensor, weights } from './onnx-file.ts'
import { assertSameAsFile } from './run-file.ts'

const input = { order: 'rgb', mean: [128, 128, 128], std: [64, 64, 64] } as const
const scalar = (value: number): Tensor => ({ shape: [], data: [value] })
const positive = (seed: number, ...shape: number[]): Tensor => ({
  shape,
  data: weights(seed, ...shape).data.map((value) => Math.abs(value) + 0.5),
})

const constants: Record<string, Tensor> = {
  'conv.weight': weights(1, 4, 3, 3, 3),
  'conv.bias': weights(2, 4),
  'next.weight': weights(3, 5, 4, 3, 3),
  'deep.weight': weights(4, 8, 1, 2, 3),
  map: positive(5, 1, 4, 1, 1),
  column: positive(6, 4, 1, 1),
  row: positive(7, 4),
  'columns of channels': positive(16, 4, 1, 15),
  'deep map': positive(17, 1, 1, 4, 1, 1),
  one: positive(8, 1),
  two: scalar(2),
  zero: scalar(0),
  six: scalar(6),
  minus: scalar(-1),
  gamma: weights(9, 4),
  beta: weights(10, 4),
  mean: weights(11, 4),
  variance: positive(12, 4),
  around: ints(0, 0, 1, 2, 0, 0, 0, 1),
  inner: ints(1, 2, 0, 1),
  columns: ints(1, 2),
  places: ints(2, 3),
  last: ints(-1),
  crop: ints(0, 0, -1, 0, 0, 0, 0, 0),
  channel: ints(0, 1, 0, 0, 0, 0, 0, 0),
  matrix: weights(13, 4, 3),
  answer: weights(14, 3),
}

const conv = node('Conv', ['data', 'conv.weight', 'conv.bias'], 'conv', { pads: [1, 1, 1, 1] })
const relu = node('Relu', ['conv'], 'relu')
const norm = (from: string, to: string) =>
  node('BatchNormalization', [from, 'gamma', 'beta', 'mean', 'variance'], to, { epsilon: { float: 0.01 } })
const pad = (from: string, to: string, ...rest: string[]) => node('Pad', [from, 'around', ...rest], to)
const pool = (op: string, from: string, to: string, attributes = {}) =>
  node(op, [from], to, { kernel_shape: [3, 4], strides: [2, 2], ...attributes })

const names = (nodes: readonly NodeProto[]) => new Set(nodes.flatMap(({ input = [] }) => input))
/** Only the constants that `nodes` read. */
const file = (nodes: readonly NodeProto[], options: FileOptions = {}) => {
  const used = names(nodes)
  return onnxFile(nodes, Object.fromEntries(Object.entries(constants).filter(([name]) => used.has(name))), options)
}
const read = (bytes: Uint8Array): Network => readOnnx(bytes, { name: 'folded', hash: '', input })

/** The nodes after the input range's: operation and output. */
const shapeOf = ({ nodes }: Network) => nodes.slice(1).map(({ op, output }) => `${op} ${output}`)

/** Asserts that the network of `nodes` has the operations `wanted`, each with the activations that the file gives. */
async function assertOperations(nodes: readonly NodeProto[], wanted: readonly string[], options: FileOptions = {}) {
  const outputs = wanted.map((line) => line.slice(line.indexOf(' ') + 1))
  const network = read(file(nodes, options))
  assert.deepEqual(shapeOf(network), wanted)
  assert.equal(network.unsupported, undefined)
  const counts = channelCounts(network)
  const tapped = {
    ...network,
    layers: new Map(
      network.nodes
        .slice(1)
        .map(({ output }) => [output, { name: output, tensor: output, channels: counts.get(output) ?? 0 }]),
    ),
  }
  for (const [height, width] of [
    [12, 15],
    [15, 12],
  ] as const)
    await assertSameAsFile(
      tapped,
      file(nodes, { ...options, outputs }),
      randomImages(6, 2, height, width),
      input,
      outputs,
    )
}

describe('arithmetic with constants is folded into the convolution before it', () => {
  const cases: Record<string, readonly [NodeProto, FileOptions?]> = {
    BatchNormalization: [norm('conv', 'odd')],
    'BatchNormalization of opset 7': [norm('conv', 'odd'), { opset: 7, listed: true }],
    'Mul by maps': [node('Mul', ['conv', 'map'], 'odd')],
    'Mul, the constant first': [node('Mul', ['column', 'conv'], 'odd')],
    'Mul by a number': [node('Mul', ['conv', 'two'], 'odd')],
    'Mul by a list of one': [node('Mul', ['conv', 'one'], 'odd')],
    Add: [node('Add', ['conv', 'column'], 'odd')],
    'Add of opset 7': [node('Add', ['map', 'conv'], 'odd'), { opset: 7, listed: true }],
    Sub: [node('Sub', ['conv', 'column'], 'odd')],
    'Sub from a constant': [node('Sub', ['column', 'conv'], 'odd')],
    Div: [node('Div', ['conv', 'column'], 'odd')],
    'Div by a number': [node('Div', ['conv', 'two'], 'odd'), { constantNodes: true }],
  }
  for (const [what, [made, options]] of Object.entries(cases))
    test(what, () => assertOperations([conv, made], ['conv odd'], options))

  test('several in a row, followed by a ReLU', async () => {
    const nodes = [conv, norm('conv', 'a'), node('Mul', ['a', 'column'], 'b'), node('Add', ['b', 'two'], 'c')]
    await assertOperations([...nodes, node('Relu', ['c'], 'odd')], ['conv c', 'relu odd'])
    const { layers } = read(file([...nodes, node('Relu', ['c'], 'odd')]))
    assert.deepEqual([...layers.values()], [{ name: 'conv', tensor: 'odd', channels: 4 }])
  })

  test('at the beginning, into the convolution of the input range', async () => {
    const first = [node('Div', ['data', 'two'], 'half'), node('Sub', ['half', 'minus'], 'centred')]
    const bytes = file([...first, { ...conv, input: ['centred', 'conv.weight'] }], { outputs: ['conv'] })
    const network = read(bytes)
    assert.deepEqual(shapeOf(network), ['conv conv'])
    assert.deepEqual([...network.layers.keys()], ['conv'])
    await assertSameAsFile(network, bytes, randomImages(7, 1, 9, 9), input, ['conv'])
  })

  test('into a grouped convolution with several channels per group', () => {
    const deep = node('Conv', ['conv', 'deep.weight'], 'deep', { group: 4 })
    return assertOperations([conv, deep, node('Mul', ['deep', 'two'], 'odd')], ['conv conv', 'conv odd'])
  })

  test('into a fully connected layer', () => {
    const head = [node('GlobalAveragePool', ['conv'], 'mean0'), node('Flatten', ['mean0'], 'flat')]
    const product = node('MatMul', ['flat', 'matrix'], 'product')
    const wanted = ['conv conv', 'globalAverage mean0', 'conv odd']
    for (const nodes of [[node('Add', ['product', 'answer'], 'odd')], [node('Add', ['answer', 'product'], 'odd')]])
      assert.deepEqual(shapeOf(read(file([conv, ...head, product, ...nodes]))), wanted)
    return assertOperations([conv, ...head, product, node('Add', ['product', 'answer'], 'odd')], wanted)
  })
})

describe('arithmetic with constants stays an operation', () => {
  test('after a ReLU', () =>
    assertOperations([conv, relu, norm('relu', 'odd')], ['conv conv', 'relu relu', 'conv odd']))

  test('where others read the convolution', async () => {
    await assertOperations([conv, relu, norm('conv', 'odd')], ['conv conv', 'relu relu', 'conv odd'])
    const twice = [conv, node('Mul', ['conv', 'two'], 'a'), node('Add', ['conv', 'a'], 'b')]
    await assertOperations(twice, ['conv conv', 'conv a', 'add b'])
  })

  test('where an unsupported operation reads the convolution', () => {
    const hardSwish = [
      conv,
      node('Add', ['conv', 'two'], 'more'),
      node('Clip', ['more', 'zero', 'six'], 'gate'),
      node('Mul', ['conv', 'gate'], 'odd'),
    ]
    const network = read(file(hardSwish))
    assert.deepEqual(shapeOf(network), ['conv conv', 'conv more', 'relu gate'])
    assert.deepEqual(network.layers.get('conv'), { name: 'conv', tensor: 'conv', channels: 4 })
    assert.deepEqual(network.unsupported, { operation: 'Mul', at: 'more' })
  })
})

describe('zeros around maps', () => {
  const next = (from: string) => node('Conv', [from, 'next.weight'], 'next', { pads: [0, 0, 1, 1], strides: [2, 1] })

  for (const [what, made, options] of [
    ['by attributes', node('Pad', ['relu'], 'padded', { pads: [0, 0, 1, 2, 0, 0, 0, 1] }), { opset: 7, listed: true }],
    ['by inputs', pad('relu', 'padded'), { opset: 11 }],
    ['by inputs, of a number that is given', pad('relu', 'padded', 'zero'), { opset: 13 }],
    ['of some axes', node('Pad', ['relu', 'inner', '', 'places'], 'padded'), { opset: 18 }],
    ['as nodes', pad('relu', 'padded'), { constantNodes: true }],
  ] as const)
    test(`become pads of the next convolution: ${what}`, () =>
      assertOperations([conv, relu, made, next('padded')], ['conv conv', 'relu relu', 'conv next'], options))

  test('become pads of several readers, and of another Pad', () =>
    assertOperations(
      [conv, pad('conv', 'a'), pad('a', 'b'), next('b'), pool('AveragePool', 'b', 'average', { kernel_shape: [5, 5] })],
      ['conv conv', 'conv next', 'averagePool average'],
    ))

  const pools: Record<string, readonly [NodeProto[], folded: boolean]> = {
    'an average pool': [[pad('conv', 'b'), pool('AveragePool', 'b', 'odd')], true],
    'an average pool that counts its own': [
      [pad('conv', 'b'), pool('AveragePool', 'b', 'odd', { pads: [1, 1, 0, 1], count_include_pad: 1 })],
      true,
    ],
    'an average pool that does not count its own': [
      [pad('conv', 'b'), pool('AveragePool', 'b', 'odd', { pads: [1, 1, 0, 1] })],
      false,
    ],
    'an average pool that rounds up': [[pad('conv', 'b'), pool('AveragePool', 'b', 'odd', { ceil_mode: 1 })], false],
    'an average pool as narrow as the zeros': [
      [pad('conv', 'b'), pool('AveragePool', 'b', 'odd', { kernel_shape: [3, 2] })],
      false,
    ],
    'a max pool over numbers of any sign': [[pad('conv', 'b'), pool('MaxPool', 'b', 'odd')], false],
    'a max pool over a ReLU': [[relu, pad('relu', 'b'), pool('MaxPool', 'b', 'odd')], true],
    'a max pool over pooled and joined ReLUs': [
      [
        relu,
        pool('MaxPool', 'relu', 'a'),
        node('Concat', ['a', 'a'], 'c', { axis: 1 }),
        pad('c', 'b'),
        pool('MaxPool', 'b', 'odd'),
      ],
      true,
    ],
    'a max pool over a ReLU and something else': [
      [relu, node('Add', ['relu', 'conv'], 'c'), pad('c', 'b'), pool('MaxPool', 'b', 'odd')],
      false,
    ],
    'a mean of all': [[pad('conv', 'b'), node('GlobalAveragePool', ['b'], 'odd')], false],
    'one that can and one that cannot': [[pad('conv', 'b'), next('b'), pool('MaxPool', 'b', 'odd')], false],
  }
  for (const [what, [nodes, folded]] of Object.entries(pools))
    test(`${folded ? 'become pads of' : 'stay before'} ${what}`, () => {
      const ops: Record<string, string> = {
        Pad: 'conv',
        Relu: 'relu',
        Conv: 'conv',
        MaxPool: 'maxPool',
        AveragePool: 'averagePool',
        Concat: 'concat',
        Add: 'add',
        GlobalAveragePool: 'globalAverage',
      }
      const wanted = nodes
        .filter(({ opType }) => !folded || opType !== 'Pad')
        .map(({ opType, output = [] }) => `${ops[opType]} ${output[0]}`)
      return assertOperations([conv, ...nodes], ['conv conv', ...wanted])
    })

  test('of width 0 are dropped', () =>
    assertOperations(
      [conv, node('Pad', ['conv'], 'b', { pads: [0, 0, 0, 0, 0, 0, 0, 0] }), pool('MaxPool', 'b', 'odd')],
      ['conv conv', 'maxPool odd'],
      { opset: 9 },
    ))

  test('and arithmetic after them are folded into the same convolution', () =>
    assertOperations(
      [conv, relu, pad('relu', 'b'), norm('b', 'c'), next('c'), pool('MaxPool', 'c', 'odd')],
      ['conv conv', 'relu relu', 'conv c', 'conv next', 'maxPool odd'],
    ))
})

describe('a Clip from zero is a ReLU', () => {
  const ends = (min: number, max?: number) => ({ min: { float: min }, ...(max && { max: { float: max } }) })
  const cases: Record<string, readonly [NodeProto, number | undefined, FileOptions]> = {
    'of opset 7': [node('Clip', ['conv'], 'odd', ends(0, 1.5)), 1.5, { opset: 7, listed: true }],
    'of opset 7 without an upper bound': [
      node('Clip', ['conv'], 'odd', ends(0)),
      undefined,
      { opset: 7, listed: true },
    ],
    'of opset 7 with the largest number': [
      node('Clip', ['conv'], 'odd', ends(0, 3.4028234663852886e38)),
      undefined,
      { opset: 10 },
    ],
    'of opset 11': [node('Clip', ['conv', 'zero', 'two'], 'odd'), 2, { opset: 11 }],
    'of opset 13 without an upper bound': [node('Clip', ['conv', 'zero'], 'odd'), undefined, { opset: 13 }],
    'of opset 22 with Constant nodes for its bounds': [
      node('Clip', ['conv', 'zero', 'two'], 'odd'),
      2,
      { opset: 22, constantNodes: true },
    ],
  }
  for (const [what, [made, max, options]] of Object.entries(cases))
    test(what, async () => {
      await assertOperations([conv, made], ['conv conv', 'relu odd'], options)
      const last = read(file([conv, made], options)).nodes.at(-1)
      assert.deepEqual(last, { op: 'relu', inputs: ['conv'], output: 'odd', ...(max && { max }) })
    })
})

describe('an unsupported operation is named, with the layer before it', () => {
  const odd: Record<string, readonly [NodeProto[], operation: string, at: string, FileOptions?]> = {
    'an operation that is not known': [[relu, node('Sigmoid', ['relu'], 'odd')], 'Sigmoid', 'conv'],
    'an operation before the ReLU': [[node('Sigmoid', ['conv'], 'odd')], 'Sigmoid', 'conv'],
    'the first of several': [
      [relu, node('Mul', ['relu', 'two'], 'b'), node('Elu', ['b'], 'c'), node('Exp', ['relu'], 'd')],
      'Elu',
      'b',
    ],
    'a constant per column': [[node('Add', ['conv', 'row'], 'odd')], 'Add', 'conv'],
    'a product of maps': [[relu, node('Mul', ['relu', 'relu'], 'odd')], 'Mul', 'conv'],
    'a difference of maps': [[relu, node('Sub', ['relu', 'relu'], 'odd')], 'Sub', 'conv'],
    'a constant divided by maps': [[node('Div', ['two', 'conv'], 'odd')], 'Div', 'conv'],
    'maps divided by zero': [[node('Div', ['conv', 'zero'], 'odd')], 'Div', 'conv'],
    'a Clip from below zero': [[node('Clip', ['conv', 'minus', 'six'], 'odd')], 'Clip', 'conv'],
    'a Clip without a lower bound': [[node('Clip', ['conv', '', 'six'], 'odd')], 'Clip', 'conv'],
    'a Clip with computed bounds': [
      [node('Neg', ['minus'], 'plus'), node('Clip', ['conv', 'zero', 'plus'], 'odd')],
      'Clip',
      'conv',
    ],
    'a Pad of ones': [[pad('conv', 'odd', 'two')], 'Pad', 'conv'],
    'a Pad that reflects': [[node('Pad', ['conv', 'around'], 'odd', { mode: 'reflect' })], 'Pad', 'conv'],
    'a Pad that crops': [[node('Pad', ['conv', 'crop'], 'odd')], 'Pad', 'conv'],
    'a Pad of channels': [[node('Pad', ['conv', 'channel'], 'odd')], 'Pad', 'conv'],
    'a BatchNormalization in training': [
      [{ ...norm('conv', 'odd'), output: ['odd', 'newMean', 'newVariance'] }],
      'BatchNormalization',
      'conv',
      { opset: 13 },
    ],
    'a BatchNormalization per position, opset 7': [
      [node('BatchNormalization', ['conv', 'gamma', 'beta', 'mean', 'variance'], 'odd', { spatial: 0 })],
      'BatchNormalization',
      'conv',
      { opset: 7 },
    ],
    'a constant per channel and column': [[node('Mul', ['conv', 'columns of channels'], 'odd')], 'Mul', 'conv'],
    'a constant of five dimensions': [[node('Mul', ['conv', 'deep map'], 'odd')], 'Mul', 'conv'],
    'a shuffle': [[node('DepthToSpace', ['conv'], 'odd', { blocksize: 2 })], 'DepthToSpace', 'conv'],
  }
  for (const [what, [nodes, operation, at, options]] of Object.entries(odd))
    test(what, () => {
      const network = read(file([conv, ...nodes, node('Relu', ['odd'], 'behind')], options))
      assert.deepEqual(network.unsupported, { operation, at })
      assert.ok(![...network.layers.values()].some(({ tensor }) => tensor === 'behind' || tensor === 'odd'))
    })

  test('zeros that an unsupported operation reads stay', () => {
    const next = node('Conv', ['b', 'next.weight'], 'next')
    const network = read(file([conv, pad('conv', 'b'), next, node('Sigmoid', ['b'], 'odd')]))
    assert.deepEqual(shapeOf(network), ['conv conv', 'conv b', 'conv next'])
    assert.deepEqual(network.unsupported, { operation: 'Sigmoid', at: 'b' })
  })

  test('a BatchNormalization with another number of channels is refused', () =>
    assert.throws(() => read(file([conv, node('Conv', ['conv', 'next.weight'], 'next'), norm('next', 'odd')])), {
      name: 'BadWeights',
      message: 'odd has weights for 4 channels; expected 5',
    }))
})

test('layers of tensors whose names are numbers get an operation’s name', () => {
  const nodes = [
    { ...conv, output: ['490'] },
    node('Relu', ['490'], '491'),
    pool('MaxPool', '491', '492'),
    node('Add', ['492', '492'], '493'),
    node('Conv', ['493', 'onnx::Conv_7'], '494'),
    norm('494', '495'),
  ]
  const all = { ...constants, 'onnx::Conv_7': weights(15, 4, 4, 1, 1) }
  assert.deepEqual([...read(onnxFile(nodes, all)).layers.keys()], ['conv', 'maxPool_492', 'add_493', 'conv_494'])
})

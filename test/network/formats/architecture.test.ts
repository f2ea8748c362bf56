import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import * as tf from '@tensorflow/tfjs'
import { createOnnxEngine } from '../../../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../../../src/engine/tensorflow/engine.ts'
import { fillPlan } from '../../../src/network/formats/architecture.ts'
import { readKeras } from '../../../src/network/formats/keras.ts'
import { type PlannedLayer, plannedChannels } from '../../../src/network/formats/plan.ts'
import { assertAgree, relativeErrors } from '../../contract/compare.ts'
import { randomImages } from '../../contract/random.ts'
import { temporaryFolder } from '../catalog/folder.ts'
import { type StoredLayer, writeStored } from './keras-file.ts'
import { reference } from './keras-reference.ts'

tf.enableProdMode()
await tf.setBackend('cpu')

const input = { order: 'rgb', mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] } as const
const options = { name: 'tiny', hash: '', input }

/** Every operation of a plan, with every way to pad. */
const plan: PlannedLayer[] = [
  {
    name: 'stem',
    filters: 8,
    kernel: 3,
    stride: 2,
    bias: false,
    batchNorm: { name: 'stem_bn', epsilon: 0.1 },
    relu: 6,
  },
  { name: 'around', zeroPad: [1, 2, 0, 1] },
  { name: 'largest', maxPool: 3, stride: 2 },
  { name: 'bn', batchNorm: { epsilon: 0.01, scale: false }, relu: true },
  { name: 'tall', filters: 6, kernel: [5, 1], pad: 'valid', relu: true },
  { name: 'tall_same', from: 'bn', filters: 6, kernel: [4, 2] },
  { name: 'average', from: 'bn', averagePool: 3, stride: 1, pad: 'same' },
  {
    name: 'depth',
    depthwise: true,
    kernel: 3,
    stride: 2,
    batchNorm: { name: 'depth_bn', epsilon: 0.1 },
  },
  { name: 'wide', from: ['average', 'tall_same', 'bn'], concat: true },
  { name: 'narrow', filters: 8, kernel: 1 },
  { name: 'sum', from: ['bn', 'narrow'], add: true, relu: true },
  { name: 'pairs', maxPool: 2 },
  { name: 'mean', globalAverage: true },
  { name: 'scores', filters: 5, kernel: 1 },
]

/** The same network, built from Keras' layers. */
function keras() {
  type Tensor = tf.SymbolicTensor
  const conv = (x: Tensor, name: string, filters: number, kernelSize: number | [number, number], rest = {}) =>
    tf.layers.conv2d({ name, filters, kernelSize, padding: 'same', ...rest }).apply(x) as Tensor
  const relu = (x: Tensor, name: string, maxValue?: number) =>
    tf.layers.reLU(maxValue === undefined ? { name } : { name, maxValue }).apply(x) as Tensor
  const norm = (x: Tensor, name: string, epsilon: number, scale = true) =>
    tf.layers.batchNormalization({ name, epsilon, scale }).apply(x) as Tensor
  const x = tf.input({ shape: [null, null, 3] })
  const stem = relu(norm(conv(x, 'stem', 8, 3, { strides: 2, useBias: false }), 'stem_bn', 0.1), 'stem_relu', 6)
  const padding: [[number, number], [number, number]] = [
    [1, 0],
    [2, 1],
  ]
  const around = tf.layers.zeroPadding2d({ name: 'around', padding }).apply(stem) as Tensor
  const largest = tf.layers.maxPooling2d({ name: 'largest', poolSize: 3, strides: 2 }).apply(around) as Tensor
  const bn = relu(norm(largest, 'bn', 0.01, false), 'bn_relu')
  const tall = relu(conv(bn, 'tall', 6, [5, 1], { padding: 'valid' }), 'tall_relu')
  const same = conv(bn, 'tall_same', 6, [4, 2])
  const pool = { name: 'average', poolSize: 3, strides: 1, padding: 'same' } as const
  const average = tf.layers.averagePooling2d(pool).apply(bn) as Tensor
  const depthwise = { name: 'depth', kernelSize: 3, strides: 2, padding: 'same' } as const
  const depth = norm(tf.layers.depthwiseConv2d(depthwise).apply(average) as Tensor, 'depth_bn', 0.1)
  const wide = tf.layers.concatenate({ name: 'wide' }).apply([average, same, bn]) as Tensor
  const narrow = conv(wide, 'narrow', 8, 1)
  const sum = relu(tf.layers.add({ name: 'sum' }).apply([bn, narrow]) as Tensor, 'sum_relu')
  const pairs = tf.layers.maxPooling2d({ name: 'pairs', poolSize: 2 }).apply(sum) as Tensor
  const mean = tf.layers.globalAveragePooling2d({ name: 'mean' }).apply(pairs) as Tensor
  const scores = tf.layers.dense({ name: 'scores', units: 5 }).apply(mean) as Tensor
  return reference(x, [tall, depth, scores], 'tf')
}

describe('a plan with every operation', async () => {
  const folder = await temporaryFolder()
  const { layers, activations } = keras()
  const filled = async (stored: Iterable<StoredLayer>, settings = {}, planned = plan) => {
    await writeStored(join(folder.path, 'plan.h5'), stored, settings)
    return fillPlan(planned, await readKeras(join(folder.path, 'plan.h5')), options)
  }
  const network = await filled(layers)

  test('gives the planned layers and channels', () => {
    const found = Object.fromEntries([...network.layers.values()].map(({ name, channels }) => [name, channels]))
    assert.deepEqual(found, plannedChannels(plan))
    assert.deepEqual(Object.keys(found), Object.keys(plannedChannels(plan)))
    assert.equal(found.wide, 22)
  })

  test('computes what Keras computes, in both engines, and their gradients agree', async () => {
    const images = randomImages(91, 2, 48, 36)
    const one = await createOnnxEngine().open(network)
    const other = await (await createTensorflowEngine()).open(network)
    const names = { stem: 'stem_relu', around: 'around', bn: 'bn_relu', tall: 'tall_relu', depth: 'depth_bn' }
    const outputs = {
      ...names,
      average: 'average',
      tall_same: 'tall_same',
      wide: 'wide',
      sum: 'sum_relu',
      pairs: 'pairs',
    }
    const wanted = await activations(images, Object.values(outputs))
    for (const engine of [one, other]) {
      const got = await engine.activations(images, Object.keys(outputs))
      for (const [i, layer] of Object.keys(outputs).entries()) {
        const [maps, keras] = [got[i], wanted[i]]
        assert.ok(maps)
        assert.ok(keras)
        assert.ok(keras.data.some((value) => value !== 0))
        for (const error of relativeErrors(maps, keras)) assert.ok(error < 1e-5, `${layer} is off by ${error}`)
      }
    }
    for (const layer of ['tall', 'depth', 'scores']) {
      const objective = [{ layer, quadratic: 1 }]
      assertAgree(await one.gradient(images, objective), await other.gradient(images, objective))
    }
    await one.close()
    await other.close()
  })

  test('gives the layers that depend on no missing weights, from a file with some of them', async () => {
    const without = async (...missing: string[]) => {
      const part = await filled(layers.filter(({ name }) => !missing.includes(name)))
      return Object.keys(plannedChannels(plan)).filter((layer) => !part.layers.has(layer))
    }
    assert.deepEqual(await without('scores'), ['scores'])
    assert.deepEqual(await without('tall_same'), ['tall_same', 'wide', 'narrow', 'sum', 'pairs', 'mean', 'scores'])
    assert.deepEqual(await without('depth_bn'), ['depth'])
    await assert.rejects(without('stem_bn'), /it has none of the layers of tiny/)
  })

  const layer = (name: string) => layers.find((stored) => stored.name === name) as StoredLayer
  const replaced = (stored: StoredLayer) => layers.map((other) => (other.name === stored.name ? stored : other))
  const vector = (size: number) => ({ shape: [size], data: new Float32Array(size).fill(1) })
  const refusals: Record<string, [layer: string, tensors: (old: StoredLayer['tensors']) => object, message: string]> = {
    'without a bias': ['tall', (old) => ({ k: old['tall/kernel:0'] }), 'the bias of tall is missing; expected 6'],
    'with a bias too many': [
      'stem',
      (old) => ({ ...old, 'stem/bias:0': vector(8) }),
      'the bias of stem has the shape 8; expected none',
    ],
    'with a gamma too many': [
      'bn',
      (old) => ({ 'bn/gamma:0': vector(8), ...old }),
      'the gamma of bn has the shape 8; expected none',
    ],
    'without a gamma': [
      'stem_bn',
      ({ 'stem_bn/gamma:0': _, ...old }) => old,
      'the gamma of stem_bn is missing; expected 8',
    ],
    'with too short a variance': [
      'stem_bn',
      (old) => ({ ...old, 'stem_bn/moving_variance:0': vector(7) }),
      'the variance of stem_bn has the shape 7; expected 8',
    ],
    'with a kernel in place of a normalization': [
      'bn',
      () => ({ 'bn/kernel:0': vector(8) }),
      'the beta of bn is missing; expected 8',
    ],
  }
  for (const [what, [name, change, message]] of Object.entries(refusals))
    test(`refuses a file ${what}`, async () => {
      const tensors = change(layer(name).tensors) as StoredLayer['tensors']
      await assert.rejects(filled(replaced({ name, tensors })), { name: 'BadWeights', message })
    })

  test('reads tensors with the names of Keras 1, and tensors without such names by their order', async () => {
    const old: Record<string, string> = {
      moving_mean: 'running_mean',
      moving_variance: 'running_std',
      kernel: 'W',
      bias: 'b',
    }
    const renamed = (rename: (layer: string, kind: string, i: number) => string) =>
      layers.map(({ name, tensors }) => {
        const entries = Object.entries(tensors).map(([tensor, values], i) => {
          const kind = tensor.replace(/^.*\/(.*):0$/, '$1')
          return [kind.startsWith('depthwise') ? tensor : rename(name, kind, i), values]
        })
        return { name, tensors: Object.fromEntries(entries) }
      })
    const first = await filled(renamed((name, kind) => `${name}_${old[kind] ?? kind}_1:0`))
    assert.deepEqual(first.nodes, network.nodes)
    const bare = layers.filter(({ name }) => name !== 'depth')
    const param = (_: string, __: string, i: number) => `param_${i}`
    const second = await filled(renamed(param).filter(({ name }) => name !== 'depth'))
    assert.deepEqual(second.nodes, (await filled(bare)).nodes)
  })

  test('keeps a depthwise kernel’s channels in the order of the maps', async () => {
    const two: PlannedLayer[] = [{ name: 'depth', depthwise: true, kernel: [2, 1], bias: false, pad: 'valid' }]
    const kernel = { shape: [2, 1, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) }
    const { nodes } = await filled([{ name: 'depth', tensors: { 'depth/depthwise_kernel:0': kernel } }], {}, two)
    const [, node] = nodes
    assert.ok(node?.op === 'conv' && node.group === 3)
    assert.deepEqual(node.weight, { shape: [3, 1, 2, 1], data: Float32Array.of(1, 4, 2, 5, 3, 6) })
  })
})

describe('a chain', async () => {
  const folder = await temporaryFolder()
  const chain: PlannedLayer[] = [
    { name: 'first', filters: 4, kernel: 1, bias: false, batchNorm: { name: 'first_bn', epsilon: 1, scale: false } },
    { name: 'second', filters: 2, kernel: 1 },
    { name: 'third', filters: 2, kernel: 1 },
  ]
  const kernel = (inputs: number, filters: number, value: number) => ({
    shape: [1, 1, inputs, filters],
    data: new Float32Array(inputs * filters).fill(value),
  })
  const vector = (size: number, value = 0) => ({ shape: [size], data: new Float32Array(size).fill(value) })
  const stored: StoredLayer[] = [
    { name: 'a', tensors: { 'kernel:0': kernel(3, 4, 1) } },
    { name: 'z', tensors: { 'beta:0': vector(4), 'moving_mean:0': vector(4), 'moving_variance:0': vector(4, 3) } },
    { name: 'pool', tensors: {} },
    { name: 'c', tensors: { 'kernel:0': kernel(4, 2, 2), 'bias:0': vector(2) } },
    { name: 'b', tensors: { 'kernel:0': kernel(2, 2, 3), 'bias:0': vector(2) } },
  ]
  const filled = async (planned: readonly PlannedLayer[], layers: readonly StoredLayer[]) => {
    await writeStored(join(folder.path, 'chain.h5'), layers)
    return fillPlan(planned, await readKeras(join(folder.path, 'chain.h5')), options)
  }

  test('reads a file with other names in order', async () => {
    const { nodes } = await filled(chain, stored)
    const values = nodes.slice(1).map((node) => node.op === 'conv' && node.weight.data[0])
    assert.deepEqual(values, [0.5, 2, 3])
  })

  test('does not read a file with another number of layers and other names', () =>
    assert.rejects(
      filled(chain, stored.slice(0, -1)),
      /^BadWeights: it has none of the layers of tiny; expected first, /,
    ))

  test('with a fork is not read in order', () =>
    assert.rejects(
      filled(chain.with(2, { name: 'third', from: 'first', filters: 2, kernel: 1 }), stored),
      /it has none of the layers of tiny/,
    ))
})

test('a plan that contradicts itself throws an Error', () => {
  const conv = { filters: 4, kernel: 1 } as const
  const cases: [PlannedLayer[], RegExp][] = [
    [
      [
        { name: 'a', ...conv },
        { name: 'a', ...conv },
      ],
      /^two planned layers are called a$/,
    ],
    [
      [
        { name: 'a', from: 'b', ...conv },
        { name: 'b', ...conv },
      ],
      /^a reads a layer that is not planned before it$/,
    ],
    [
      [
        { name: 'a', ...conv },
        { name: 'b', filters: 5, kernel: 1 },
        { name: 'c', from: ['a', 'b'], add: true },
      ],
      /^c adds 4 and 5 channels$/,
    ],
  ]
  for (const [planned, message] of cases) assert.throws(() => plannedChannels(planned), { message })
})

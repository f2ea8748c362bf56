/** Networks built like MobileNetV2 and ResNetV2, as exporters of different years write them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UserError } from '../../../../src/core/errors.ts'
import { createOnnxEngine } from '../../../../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../../../../src/engine/tensorflow/engine.ts'
import { BadWeights } from '../../../../src/network/formats/bad-weights.ts'
import { readOnnx } from '../../../../src/network/formats/onnx/reader.ts'
import type { NodeProto } from '../../../../src/network/formats/onnx/schema.ts'
import { inferShapes } from '../../../../src/network/graph/shapes.ts'
import { assertAgree } from '../../../contract/compare.ts'
import { random, randomImages } from '../../../contract/random.ts'
import { ints, node, onnxFile, type Tensor, weights } from './onnx-file.ts'
import { assertSameAsFile, runFile } from './run-file.ts'

const range = { order: 'rgb', mean: [124, 116, 104], std: [58, 57, 56] } as const
const OPSETS = [7, 11, 13, 18, 22] as const
type Opset = (typeof OPSETS)[number]

/** Collects nodes and their constants in the dialect of an opset. */
function exporter(opset: Opset) {
  const nodes: NodeProto[] = []
  const constants: Record<string, Tensor> = {}
  let seed = 0
  const add = (made: NodeProto): string => {
    nodes.push(made)
    return made.output?.[0] ?? ''
  }
  return {
    nodes,
    constants,
    add,
    conv(name: string, from: string, shape: [number, number, number, number], attributes = {}, bias = false) {
      constants[`${name}.weight`] = weights(++seed, ...shape)
      if (bias) constants[`${name}.bias`] = weights(++seed, shape[0])
      return add(
        node('Conv', [from, `${name}.weight`, ...(bias ? [`${name}.bias`] : [])], `${name}/Conv_output_0`, attributes),
      )
    },
    batchNorm(name: string, from: string, channels: number) {
      const { uniform } = random(++seed)
      const numbers = (low: number, high: number): Tensor => ({
        shape: [channels],
        data: Array.from({ length: channels }, () => uniform(low, high)),
      })
      const parts = { weight: numbers(-3, 3), bias: numbers(-1, 4), mean: numbers(-1, 1), var: numbers(0.2, 2) }
      for (const [part, tensor] of Object.entries(parts)) constants[`${name}.${part}`] = tensor
      const inputs = [from, ...Object.keys(parts).map((part) => `${name}.${part}`)]
      return add(node('BatchNormalization', inputs, `${name}/BN`, { epsilon: { float: 1e-3 } }))
    },
    relu6(name: string, from: string) {
      if (opset < 11) return add(node('Clip', [from], name, { min: { float: 0 }, max: { float: 6 } }))
      const ends = ['low', 'high'].map((end, i) => {
        const tensor = { dims: [], dataType: 1, floatData: [6 * i] }
        return add(node('Constant', [], `${name}/${end}`, { value: { tensor } }))
      })
      return add(node('Clip', [from, ...ends], name))
    },
    pad(name: string, from: string, side: number) {
      const around = [side, side, side, side]
      if (opset < 11) return add(node('Pad', [from], name, { pads: [0, 0, side, side, 0, 0, side, side] }))
      constants[`${name}/pads`] = opset < 18 ? ints(0, 0, side, side, 0, 0, side, side) : ints(...around)
      const inputs = [from, `${name}/pads`]
      if (opset < 18) return add(node('Pad', inputs, name, { mode: 'constant' }))
      constants[`${name}/axes`] = ints(-2, 3)
      return add(node('Pad', [...inputs, '', `${name}/axes`], name))
    },
    classifier(from: string, channels: number) {
      constants['classes/kernel'] = weights(++seed, channels, 5)
      constants['classes/bias'] = weights(++seed, 5)
      const mean = add(node('GlobalAveragePool', [from], 'mean'))
      const flat = add(node('Flatten', [mean], 'flat'))
      const product = add(node('MatMul', [flat, 'classes/kernel'], 'product'))
      return add(node('Add', [product, 'classes/bias'], 'classes'))
    },
    file(outputs: readonly string[]): Uint8Array {
      return onnxFile(nodes, constants, { opset, outputs, listed: opset < 9 })
    },
  }
}

type Exporter = ReturnType<typeof exporter>

const around = { pads: [1, 1, 1, 1] }

/** Inverted residuals: BatchNorm after every convolution, ReLU6 after all but the last of a block. */
function mobilenet(to: Exporter): void {
  const unit = (name: string, from: string, shape: [number, number, number, number], attributes = {}) =>
    to.batchNorm(`${name}.bn`, to.conv(name, from, shape, attributes), shape[0])
  to.constants.centre = { shape: [1, 3, 1, 1], data: [0.25, -0.5, 0.125] }
  to.constants.deviation = { shape: [3, 1, 1], data: [0.5, 2, 1.5] }
  const centred = to.add(node('Div', [to.add(node('Sub', ['data', 'centre'], 'centred')), 'deviation'], 'input'))
  const stem = to.relu6('stem/relu6', unit('stem', centred, [8, 3, 3, 3], { strides: [2, 2], ...around }))
  const multiplied = unit('multiply', stem, [16, 1, 3, 2], { group: 8, pads: [1, 0, 1, 1] })
  const block1 = unit('block1.project', to.relu6('multiply/relu6', multiplied), [6, 16, 1, 1])
  const expanded = to.relu6('block2.expand/relu6', unit('block2.expand', block1, [12, 6, 1, 1]))
  const depthwise = unit('block2.depthwise', expanded, [12, 1, 3, 3], { group: 12, ...around })
  const projected = unit('block2.project', to.relu6('block2.depthwise/relu6', depthwise), [6, 12, 1, 1])
  const block2 = to.add(node('Add', [projected, block1], 'block2'))
  const strided = unit('block3.depthwise', to.pad('padded', block2, 1), [6, 1, 3, 3], { group: 6, strides: [2, 2] })
  const last = to.relu6('last/relu6', unit('last', to.relu6('block3/relu6', strided), [10, 6, 1, 1]))
  to.add(node('Softmax', [to.classifier(last, 10)], 'prob', { axis: 1 }))
}

const mobilenetLayers = {
  stem: 'stem/relu6',
  multiply: 'multiply/relu6',
  'block1.project': 'block1.project.bn/BN',
  'block2.expand': 'block2.expand/relu6',
  'block2.depthwise': 'block2.depthwise/relu6',
  'block2.project': 'block2.project.bn/BN',
  block2: 'block2',
  'block3.depthwise': 'block3/relu6',
  last: 'last/relu6',
  mean: 'mean',
  classes: 'classes',
  prob: 'prob',
}

/** Pre-activation: BatchNorm and ReLU before each convolution, and so after each sum; separate Pad nodes. */
function resnet(to: Exporter): void {
  const activated = (name: string, from: string, channels: number) =>
    to.add(node('Relu', [to.batchNorm(name, from, channels)], `${name}/relu`))
  const data = to.batchNorm('data.bn', 'data', 3)
  const stem = to.conv('conv1', to.pad('conv1/pad', data, 3), [8, 3, 7, 7], { strides: [2, 2] }, true)
  const pooled = node('MaxPool', [to.pad('pool1/pad', stem, 1)], 'pool1', { kernel_shape: [3, 3], strides: [2, 2] })
  const before = activated('block1.bn0', to.add(pooled), 8)
  const shortcut = to.conv('block1.shortcut', before, [12, 8, 1, 1], { strides: [2, 2] }, true)
  const reduced = activated('block1.bn1', to.conv('block1.conv1', before, [6, 8, 1, 1]), 6)
  const middle = to.conv('block1.conv2', to.pad('block1/pad', reduced, 1), [6, 6, 3, 3], { strides: [2, 2] })
  const widened = to.conv('block1.conv3', activated('block1.bn2', middle, 6), [12, 6, 1, 1], {}, true)
  const block1 = to.add(node('Add', [shortcut, widened], 'block1'))
  const next = activated('block2.bn0', block1, 12)
  const thinned = node('MaxPool', [block1], 'block2.shortcut', { kernel_shape: [1, 1], strides: [2, 2] })
  const inner = activated('block2.bn1', to.conv('block2.conv1', next, [4, 12, 1, 1]), 4)
  const outer = to.conv('block2.conv2', inner, [12, 4, 3, 3], { strides: [2, 2], ...around }, true)
  const block2 = to.add(node('Add', [to.add(thinned), outer], 'block2'))
  to.classifier(activated('post.bn', block2, 12), 12)
}

const resnetLayers = {
  conv1: 'conv1/Conv_output_0',
  'pool1/pad': 'pool1/pad',
  pool1: 'pool1',
  'block1.bn0': 'block1.bn0/relu',
  'block1.shortcut': 'block1.shortcut/Conv_output_0',
  'block1.conv1': 'block1.bn1/relu',
  'block1.conv2': 'block1.bn2/relu',
  'block1.conv3': 'block1.conv3/Conv_output_0',
  block1: 'block1',
  'block2.bn0': 'block2.bn0/relu',
  'block2.shortcut': 'block2.shortcut',
  'block2.conv1': 'block2.bn1/relu',
  'block2.conv2': 'block2.conv2/Conv_output_0',
  block2: 'block2',
  'post.bn': 'post.bn/relu',
  mean: 'mean',
  classes: 'classes',
}

for (const [what, build, layers] of [
  ['MobileNetV2', mobilenet, mobilenetLayers],
  ['ResNetV2', resnet, resnetLayers],
] as const) {
  describe(`a network like ${what}`, () => {
    const tensors = Object.values(layers)
    const written = (opset: Opset) => {
      const to = exporter(opset)
      build(to)
      const bytes = to.file(tensors)
      return { bytes, network: readOnnx(bytes, { name: 'test', hash: '', input: range }) }
    }
    const { network, bytes: usual } = written(13)

    for (const opset of OPSETS)
      test(`of opset ${opset} computes what ONNX Runtime computes from the file, with readable layer names`, async () => {
        const { bytes, network } = written(opset)
        const found = [...network.layers.values()].map(({ name, tensor }) => [name, tensor])
        assert.deepEqual(Object.fromEntries(found), layers)
        assert.equal(network.unsupported, undefined)
        for (const [seed, height, width] of [
          [61, 33, 40],
          [62, 40, 33],
        ] as const)
          await assertSameAsFile(network, bytes, randomImages(seed, 2, height, width), range, tensors)
      })

    test('has the same gradients in two engines, at every layer', async () => {
      const images = randomImages(63, 2, 41, 34)
      const engines = await Promise.all([
        createOnnxEngine().open(network),
        (await createTensorflowEngine()).open(network),
      ])
      for (const [layer, { channels }] of network.layers)
        for (const objective of [
          [{ layer, linear: -0.5, quadratic: 1 }],
          [{ layer, filters: [channels - 1, 1], linear: 1, beforeRelu: true }],
        ]) {
          const [got, wanted] = await Promise.all(engines.map((engine) => engine.gradient(images, objective)))
          assert.ok(got && wanted)
          assertAgree(got, wanted)
        }
      await Promise.all(engines.map((engine) => engine.close()))
    })

    test('reaches both sides of every ReLU, and the upper bound of those that have one', async () => {
      const images = randomImages(64, 2, 41, 34)
      const relus = network.nodes.filter((node) => node.op === 'relu')
      const names = relus.map(({ output }) => output)
      const maps = await runFile(usual, images, range, names)
      for (const node of relus) {
        const { data } = maps.get(node.output) ?? { data: [] }
        const { max = Number.POSITIVE_INFINITY } = node
        const has = (wanted: (value: number) => boolean) => assert.ok(data.some(wanted), node.output)
        has((value) => value === 0)
        has((value) => value > 0 && value < max)
        if ('max' in node) has((value) => value === 6)
      }
    })
  })
}

test('damaged anywhere, they are read as consistent networks, or refused', () => {
  const { uniform } = random(65)
  let refused = 0
  for (const [build, opset] of [
    [mobilenet, 7],
    [mobilenet, 18],
    [resnet, 11],
  ] as const) {
    const to = exporter(opset)
    build(to)
    const bytes = to.file([])
    for (let i = 0; i < 400; i++) {
      const damaged = Uint8Array.from(bytes)
      for (let k = 0; k < 1 + (i % 3); k++) damaged[Math.floor(uniform(0, bytes.length))] = uniform(0, 256)
      try {
        inferShapes(readOnnx(damaged, { name: 'test', hash: '', input: range }), [1, 3, 64, 64])
      } catch (error) {
        assert.ok(error instanceof BadWeights || error instanceof UserError, String((error as Error).stack))
        refused++
      }
    }
  }
  assert.ok(refused > 100 && refused < 1100, `${refused} refused`)
})

test('every BatchNorm and padding that can be folded is part of a convolution', () => {
  const to = exporter(13)
  resnet(to)
  const { nodes } = readOnnx(to.file([]), { name: 'test', hash: '', input: range })
  const alone = nodes.filter((node) => node.op === 'conv' && node.group > 1).map(({ output }) => output)
  // The rest follow pools and sums, or pad a max pool over numbers of any sign.
  assert.deepEqual(alone, ['pool1/pad', 'block1.bn0/BN', 'block2.bn0/BN', 'post.bn/BN'])
})

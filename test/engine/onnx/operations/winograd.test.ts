import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Maps } from '../../../../src/engine/engine.ts'
import { type CompiledModel, GraphBuilder } from '../../../../src/engine/onnx/builder.ts'
import { compileGradient } from '../../../../src/engine/onnx/compile.ts'
import { createOnnxEngine, feedTensors } from '../../../../src/engine/onnx/engine.ts'
import type { ConvKernel } from '../../../../src/engine/onnx/operations/convolution-forms.ts'
import { emitWinograd, suitsWinograd, winogradPays } from '../../../../src/engine/onnx/operations/winograd.ts'
import { capabilitiesOf } from '../../../../src/engine/onnx/provider.ts'
import * as ort from '../../../../src/engine/onnx/runtime.ts'
import { createSessions } from '../../../../src/engine/onnx/sessions.ts'
import { createTensorflowEngine } from '../../../../src/engine/tensorflow/engine.ts'
import type { ConvNode, Pads } from '../../../../src/network/graph/graph.ts'
import { inferShapes, type Shape } from '../../../../src/network/graph/shapes.ts'
import { must } from '../../../../src/network/graph/walk.ts'
import { assertAgree, assertWithin, relativeErrors } from '../../../contract/compare.ts'
import { oneImage, randomImages, randomMaps } from '../../../contract/random.ts'
import { referenceForward, toPlane } from '../../../contract/reference.ts'
import { inputRange, makeNetwork } from '../../../contract/tiny-network.ts'

const CASES: readonly (readonly [what: string, shape: Shape, filters: number, pads: Pads])[] = [
  ['whole windows', [1, 3, 8, 12], 4, [1, 1, 1, 1]],
  ['windows that stick out', [2, 5, 9, 7], 3, [1, 1, 1, 1]],
  ['no padding', [1, 16, 6, 11], 16, [0, 0, 0, 0]],
  ['uneven padding', [2, 3, 5, 6], 2, [2, 0, 1, 2]],
  ['a picture smaller than a window', [3, 2, 1, 2], 5, [1, 1, 1, 1]],
  ['a single result', [1, 2, 3, 3], 1, [0, 0, 0, 0]],
  ['padding that takes away', [2, 3, 9, 8], 4, [-1, 0, -2, 1]],
]

for (const [what, shape, filters, pads] of CASES) {
  test(`Winograd's form equals the convolution: ${what}`, async () => {
    const node = conv('output', 'images', shape[1], filters, { pads })
    const images = randomMaps(5, shape)
    const found = await run(node, images)
    const wanted = Array.from({ length: shape[0] }, (_, i) => referenceForward(graphOf(node), toPlane(images, i)))
    const all = wanted.flatMap((values) => [...must(values, 'output').data])
    assertWithin(relativeErrors(found, { shape: found.shape, data: Float32Array.from(all) }), 2e-6)
  })
}

test("Winograd's form of a convolution of many filters rounds hardly more than the runtime's own", async () => {
  const node = conv('output', 'images', 256, 256, {})
  const images = randomMaps(6, [1, 256, 8, 8])
  const exact = must(referenceForward(graphOf(node), toPlane(images, 0)), 'output')
  const wanted: Maps = { shape: [1, ...exact.shape], data: Float32Array.from(exact.data) }
  const [error = Number.NaN] = relativeErrors(await run(node, images), wanted)
  assert.ok(error < 2e-6, `${error}`)
})

test('Winograd’s form suits large 3x3 convolutions with strides of 1', () => {
  const suits = (filters: number, kernel: number, options: Partial<ConvNode>) =>
    suitsWinograd(conv('output', 'images', 256, filters, options, kernel))
  assert.equal(suits(256, 3, {}), true)
  assert.equal(suits(64, 3, {}), false, 'few filters')
  assert.equal(suits(256, 5, {}), false)
  assert.equal(suits(256, 3, { strides: [2, 2] }), false)
  assert.equal(suits(256, 3, { dilations: [2, 2] }), false)
})

test('Winograd’s form pays for large pictures, independently of their number', () => {
  const deep = conv('output', 'images', 256, 256, { pads: [1, 1, 1, 1] })
  const small = conv('output', 'images', 16, 16, { pads: [1, 1, 1, 1] })
  const pays = (node: ConvNode, shape: Shape) => winogradPays([node], inferShapes(graphOf(node), shape))
  assert.deepEqual(
    [16, 20, 24, 28, 32, 36].map((size) => pays(deep, [1, 256, size, size])),
    [false, false, false, true, true, true],
  )
  assert.equal(pays(deep, [8, 256, 16, 16]), false)
  assert.equal(pays(small, [1, 16, 400, 400]), false)
})

describe('a network with a large convolution', () => {
  const pads: Pads = [1, 1, 1, 1]
  const network = makeNetwork('deep', [
    inputRange('range', 'images'),
    conv('wide', 'range', 3, 256, { pads }),
    { op: 'relu', inputs: ['wide'], output: 'open' },
    conv('deep', 'open', 256, 256, { pads }),
  ])
  const images = randomImages(7, 2, 25, 26)
  const objective = [{ layer: 'deep', quadratic: 1 }]

  test('has the gradient of TensorFlow.js’s automatic differentiation', async () => {
    const [one, other] = [await createOnnxEngine().open(network), await (await createTensorflowEngine()).open(network)]
    assertAgree(await one.gradient(images, objective), await other.gradient(images, objective), 1e-5)
    await one.close()
    await other.close()
  })

  test('has it in Winograd’s form, with the same bits for a picture alone and in a batch', async () => {
    const engine = await createOnnxEngine().open(network)
    const together = await engine.gradient(images, objective)
    for (let i = 0; i < images.shape[0]; i++) {
      const alone = await engine.gradient(oneImage(images, i), objective)
      assert.deepEqual(alone.gradient, oneImage(together.gradient, i))
      assert.equal(alone.score[0], together.score[i])
    }
    await engine.close()
    const compile = (useWinograd: boolean) =>
      compileGradient(network, ['deep'], { capabilities: capabilitiesOf('cpu'), useWinograd })
    const number = (value: number): Maps => ({ shape: [1, 1, 1, 1], data: Float32Array.of(value) })
    const inputs = { images, linear0: number(0), quadratic0: number(1 / (256 * 25 * 26)) }
    const shapes = inferShapes(network, images.shape)
    const [direct, winograd] = [
      await outputOf(compile(false), inputs, shapes),
      await outputOf(compile(true), inputs, shapes),
    ]
    assert.deepEqual(together.gradient.data, winograd)
    assert.notDeepEqual(together.gradient.data, direct)
    assert.ok(compile(true).bytes > compile(false).bytes + 2 * 36 * 4 * 256 ** 2)
  })
})

/** The output of `node` in Winograd's form, whether it pays or not. */
async function run(node: ConvNode, images: Maps): Promise<Maps> {
  const builder = new GraphBuilder()
  const kernel = { ...node.weight, shape: node.weight.shape as ConvKernel['shape'], bias: node.bias }
  const gradient = emitWinograd(builder, { x: builder.input('images'), tensor: 'images', kernel, pads: node.pads })
  const shapes = inferShapes(graphOf(node), images.shape)
  const data = await outputOf(builder.build({ gradient }), { images }, shapes)
  return { shape: must(shapes, 'output'), data }
}

/** The output `gradient` of a model. */
async function outputOf(
  model: CompiledModel,
  inputs: Readonly<Record<string, Maps>>,
  shapes: ReadonlyMap<string, Shape>,
) {
  const sessions = createSessions()
  const { session, feeds } = await sessions.get('one', () => model, 0)
  const maps = Object.entries(inputs).map(([name, { data, shape }]) => [name, new ort.Tensor(data, shape)])
  const { gradient } = await session.run({ ...Object.fromEntries(maps), ...feedTensors(shapes, feeds) })
  await sessions.close()
  return gradient?.data as Float32Array
}

function graphOf(node: ConvNode) {
  return { input: 'images', nodes: [node] }
}

function conv(
  output: string,
  input: string,
  from: number,
  to: number,
  options: Partial<ConvNode>,
  kernel = 3,
): ConvNode {
  const shape = [to, from, kernel, kernel] as const
  const { data } = randomMaps(from + to, shape)
  const weight = { shape: [...shape], data: data.map((value) => value / kernel / Math.sqrt(from)) }
  const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 } as const
  return { op: 'conv', inputs: [input], output, weight, bias: randomMaps(to, [1, to, 1, 1]).data, ...plain, ...options }
}

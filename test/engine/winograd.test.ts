import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images, Maps } from '../../src/engine/engine.ts'
import { createBuilder } from '../../src/engine/onnx/builder.ts'
import { createOnnxEngine } from '../../src/engine/onnx/engine.ts'
import { suitsWinograd, winograd, winogradPays } from '../../src/engine/onnx/operations/winograd.ts'
import * as ort from '../../src/engine/onnx/runtime.ts'
import { createSessions } from '../../src/engine/onnx/sessions.ts'
import type { Conv, Pads } from '../../src/network/graph.ts'
import { inferShapes, type Shape } from '../../src/network/shapes.ts'
import { assertWithin, relativeErrors } from '../contract/compare.ts'
import { oneImage, randomImages, randomMaps } from '../contract/random.ts'
import { get, referenceForward, toPlane } from '../contract/reference.ts'
import { inputRange, makeNetwork } from '../contract/tiny-network.ts'

const CASES: readonly (readonly [what: string, shape: Shape, filters: number, pads: Pads])[] = [
  ['whole windows', [1, 3, 8, 12], 4, [1, 1, 1, 1]],
  ['windows that stick out', [2, 5, 9, 7], 3, [1, 1, 1, 1]],
  ['no padding', [1, 16, 6, 11], 16, [0, 0, 0, 0]],
  ['uneven padding', [2, 3, 5, 6], 2, [2, 0, 1, 2]],
  ['a picture smaller than a window', [3, 2, 1, 2], 5, [1, 1, 1, 1]],
  ['a single result', [1, 2, 3, 3], 1, [0, 0, 0, 0]],
]

for (const [what, shape, filters, pads] of CASES) {
  test(`Winograd's form is the convolution: ${what}`, async () => {
    const node = conv('output', 'images', shape[1], filters, { pads })
    const images = randomMaps(5, shape)
    const found = await run(node, images)
    const wanted = Array.from({ length: shape[0] }, (_, i) => referenceForward(graphOf(node), toPlane(images, i)))
    const all = wanted.flatMap((values) => [...get(values, 'output').data])
    assertWithin(relativeErrors(found, { shape: found.shape, data: Float32Array.from(all) }), 2e-6)
  })
}

test("Winograd's form of a convolution of many filters rounds hardly more than the runtime's own", async () => {
  const node = conv('output', 'images', 256, 256, {})
  const images = randomMaps(6, [1, 256, 8, 8])
  const exact = get(referenceForward(graphOf(node), toPlane(images, 0)), 'output')
  const wanted: Maps = { shape: [1, ...exact.shape], data: Float32Array.from(exact.data) }
  const [error = Number.NaN] = relativeErrors(await run(node, images), wanted)
  assert.ok(error < 2e-6, `${error}`)
})

test('it is for large 3x3 convolutions in steps of 1', () => {
  const suits = (filters: number, kernel: number, options: Partial<Conv>) =>
    suitsWinograd(conv('output', 'images', 256, filters, options, kernel))
  assert.equal(suits(256, 3, {}), true)
  assert.equal(suits(64, 3, {}), false, 'few filters')
  assert.equal(suits(256, 5, {}), false)
  assert.equal(suits(256, 3, { strides: [2, 2] }), false)
  assert.equal(suits(256, 3, { dilations: [2, 2] }), false)
})

test('it is taken for pictures so large that it saves much, or for many of them', () => {
  const deep = conv('output', 'images', 256, 256, { pads: [1, 1, 1, 1] })
  const small = conv('output', 'images', 16, 16, { pads: [1, 1, 1, 1] })
  const pays = (node: Conv, shape: Shape) => winogradPays([node], inferShapes(graphOf(node), shape))
  assert.equal(pays(deep, [1, 256, 8, 8]), false)
  assert.equal(pays(deep, [8, 256, 8, 8]), true)
  assert.equal(pays(deep, [1, 256, 40, 40]), true)
  assert.equal(pays(small, [1, 16, 400, 400]), false)
})

test('a gradient is the same for a picture alone, directly, and among others, in Winograd’s form', async () => {
  const pads: Pads = [1, 1, 1, 1]
  const nodes = [
    inputRange('range', 'images'),
    conv('wide', 'range', 3, 256, { pads }),
    { op: 'relu', inputs: ['wide'], output: 'open' } as const,
    conv('deep', 'open', 256, 256, { pads }),
  ]
  const network = makeNetwork('deep', nodes)
  const images = randomImages(7, 4, 10, 11)
  assert.ok(winogradPays(nodes, inferShapes(network, images.shape)))
  assert.ok(!winogradPays(nodes, inferShapes(network, oneImage(images, 0).shape)))

  const engine = await createOnnxEngine().open(network)
  const objective = [{ layer: 'deep', quadratic: 1 }]
  const together = await engine.gradient(images, objective)
  const [maps] = await engine.activations(images, ['deep'])
  for (let i = 0; i < images.shape[0]; i++) {
    const one: Images = oneImage(images, i)
    const alone = await engine.gradient(one, objective)
    assertWithin(relativeErrors(oneImage(together.gradient, i), alone.gradient), 1e-5)
    assertWithin([Math.abs((together.score[i] ?? 0) / (alone.score[0] ?? 0) - 1)], 1e-5)
    const [own] = await engine.activations(one, ['deep'])
    const size = (own as Maps).data.length
    const share: Maps = { ...(own as Maps), data: (maps as Maps).data.slice(i * size, (i + 1) * size) }
    assertWithin(relativeErrors(share, own as Maps), 1e-5)
  }
  await engine.close()
})

/** `node` alone, in Winograd's form however little it pays. */
async function run(node: Conv, images: Maps): Promise<Maps> {
  const sessions = createSessions()
  const compile = () => {
    const builder = createBuilder()
    const kernel = { ...node.weight, bias: node.bias }
    return builder.build({ output: winograd(builder, builder.input('images'), kernel, node.pads, () => images.shape) })
  }
  const { session, feeds } = await sessions.get('one', compile, 0)
  const inputs = [...feeds].map(([name, feed]) => [name, new ort.Tensor(feed(() => images.shape))])
  const { output } = await session.run({
    images: new ort.Tensor(images.data, images.shape),
    ...Object.fromEntries(inputs),
  })
  await sessions.close()
  return { shape: output?.dims as unknown as Shape, data: output?.data as Float32Array }
}

function graphOf(node: Conv) {
  return { input: 'images', nodes: [node] }
}

function conv(output: string, input: string, from: number, to: number, options: Partial<Conv>, kernel = 3): Conv {
  const shape = [to, from, kernel, kernel] as const
  const { data } = randomMaps(from + to, shape)
  const weight = { shape: [...shape], data: data.map((value) => value / kernel / Math.sqrt(from)) }
  const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 } as const
  return { op: 'conv', inputs: [input], output, weight, bias: randomMaps(to, [1, to, 1, 1]).data, ...plain, ...options }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { createOnnxEngine } from '../../../src/engine/onnx/engine.ts'
import { type InputRange, inputRange } from '../../../src/network/formats/input.ts'
import type { ConvNode, Network } from '../../../src/network/graph/graph.ts'
import { kernelsOf } from '../../../src/network/graph/kernels.ts'
import { random } from '../../contract/random.ts'
import { makeNetwork, tinyNetwork } from '../../contract/tiny-network.ts'

const tiny = tinyNetwork()
const std = [50, 60, 70] as const
const ranges: readonly InputRange[] = [
  { order: 'rgb', mean: [120, 110, 100] },
  { order: 'bgr', mean: [104, 117, 123] },
  { order: 'rgb', mean: [0, 0, 0], std },
  { order: 'bgr', mean: [1, 2, 3], std },
]

/** A 3x3 convolution of four filters after an input range. */
function network(range: InputRange): Network {
  const { normal } = random(3)
  const conv: ConvNode = {
    ...{ op: 'conv', inputs: ['range'], output: 'conv', group: 1, dilations: [1, 1], strides: [1, 1] },
    pads: [1, 1, 1, 1],
    weight: { shape: [4, 3, 3, 3], data: Float32Array.from({ length: 108 }, normal) },
    bias: new Float32Array(4),
  }
  const all = makeNetwork('coloured', [inputRange(range, 'images', 'range'), conv])
  return { ...all, layers: new Map([...all.layers].filter(([name]) => name === 'conv')) }
}

function refusal(name: string): string {
  try {
    kernelsOf(tiny, name)
  } catch (error) {
    assert.ok(error instanceof UserError)
    return `${error.code}: ${error.message} ${error.hint}`.trim()
  }
  assert.fail('was not refused')
}

test('the first layer’s weights are those for red, green and blue, 0..255, whatever order and range the network reads', async () => {
  for (const range of ranges) {
    const coloured = network(range)
    const { weights, colours } = kernelsOf(coloured, 'conv')
    assert.equal(colours, true)
    const open = await createOnnxEngine().open(coloured)
    const dark = new Float32Array(3 * 25).fill(100)
    const [before] = await open.activations({ shape: [1, 3, 5, 5], data: dark }, ['conv'])
    for (let colour = 0; colour < 3; colour++)
      for (const [y, x] of [
        [1, 1],
        [2, 3],
        [3, 2],
      ] as const) {
        const lit = dark.slice()
        lit[(colour * 5 + y) * 5 + x] = 150
        const [after] = await open.activations({ shape: [1, 3, 5, 5], data: lit }, ['conv'])
        for (let filter = 0; filter < 4; filter++) {
          // The filter at the middle position reads rows and columns 1 to 3.
          const middle = filter * 25 + 12
          const change = ((after?.data[middle] ?? 0) - (before?.data[middle] ?? 0)) / 50
          const weight = weights.data[(filter * 3 + colour) * 9 + (y - 1) * 3 + (x - 1)] ?? Number.NaN
          assert.ok(
            Math.abs(change - weight) < 1e-4,
            `${JSON.stringify(range)}, filter ${filter}: ${change}, ${weight}`,
          )
        }
      }
    await open.close()
  }
})

test('deeper layers have their own weights, with their shape and groups', () => {
  for (const name of ['block/grouped/conv', 'block/dilated/conv', 'depthwise', 'residual/conv']) {
    const node = tiny.nodes.find(({ output }) => output === name) as ConvNode
    const { weights, colours, group, strides, dilations, parameters } = kernelsOf(tiny, name)
    assert.deepEqual([weights, colours], [node.weight, false])
    assert.deepEqual(
      { group, strides, dilations },
      { group: node.group, strides: node.strides, dilations: node.dilations },
    )
    assert.equal(parameters, node.weight.data.length + node.bias.length)
  }
})

test('the kernels of a layer that ends with a ReLU are those of its convolution', () => {
  const few = new Map([...tiny.layers].filter(([name]) => !name.endsWith('/conv')))
  assert.equal(kernelsOf({ ...tiny, layers: few }, 'stem').colours, true)
})

test('a layer that is not a convolution, or does not exist, is refused with the nearest ones', () => {
  assert.equal(
    refusal('block/pool'),
    'bad-input: block/pool is not a convolution, so it has no kernels. The nearest convolutions: block/grouped/conv and block/project/conv.',
  )
  assert.equal(
    refusal('probabilities'),
    'bad-input: probabilities is not a convolution, so it has no kernels. The nearest convolutions: classes.',
  )
  assert.match(refusal('blok/pool'), /^unknown-layer: tiny has no layer "blok\/pool"\. Did you mean block\/pool/)
})

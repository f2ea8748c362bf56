/**
 * Ties: the first of equal maxima in scan order takes the whole gradient of a max pool, and a ReLU at zero passes none.
 * Pictures of a few flat colours have many ties. Finite differences are not defined there, so the rule is written out.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine, Images, Maps } from '../../src/engine/engine.ts'
import type { Node, PoolNode } from '../../src/network/graph/graph.ts'
import { outputSize } from '../../src/network/graph/shapes.ts'
import { relativeErrors } from './compare.ts'
import { random, randomMaps } from './random.ts'
import { makeNetwork } from './tiny-network.ts'

type Window = Pick<PoolNode, 'kernel' | 'strides' | 'pads' | 'ceil'>

const windows: Record<string, readonly Window[]> = {
  '3x3, stride 1': [{ kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], ceil: false }],
  '3x3, stride 2, rounded up': [{ kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], ceil: true }],
  '2x2, stride 2': [{ kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0], ceil: false }],
  '2x3, uneven pads': [{ kernel: [2, 3], strides: [1, 2], pads: [1, 0, 0, 2], ceil: false }],
  'one after the other': [
    { kernel: [3, 3], strides: [2, 2], pads: [0, 0, 0, 0], ceil: true },
    { kernel: [3, 3], strides: [1, 1], pads: [1, 1, 1, 1], ceil: false },
  ],
}

export function tieContract(open: () => Promise<Engine>): void {
  for (const [name, pools] of Object.entries(windows)) {
    test(`the first of equal maxima takes the whole gradient: ${name}`, async () => {
      const nodes = pools.map(
        (window, i): Node => ({
          op: 'maxPool',
          inputs: [i ? `pool${i - 1}` : 'images'],
          output: `pool${i}`,
          ...window,
        }),
      )
      const network = await (await open()).open(makeNetwork('ties', nodes))
      const images = flatColours(31, [2, 3, 14, 11])

      const layers = nodes.map(({ output }) => output)
      const maps = await network.activations(images, layers)
      const [n, channels, height, width] = (maps.at(-1) as Maps).shape
      const linear = randomMaps(32, [n, channels, height, width])
      const { gradient } = await network.gradient(images, [{ layer: layers.at(-1) as string, linear }])
      await network.close()

      const share = channels * height * width
      let wanted: Maps = { shape: linear.shape, data: linear.data.map((value) => value / share) }
      for (const i of [...pools.keys()].reverse())
        wanted = firstMatch(pools[i] as Window, i ? (maps[i - 1] as Maps) : images, wanted)
      for (const error of relativeErrors(gradient, wanted)) assert.ok(error < 1e-6, `off by ${error}`)
    })
  }

  test('a ReLU at zero passes no gradient', async () => {
    const relu: Node = { op: 'relu', inputs: ['images'], output: 'relu' }
    const network = await (await open()).open(makeNetwork('zero', [relu]))
    const images: Images = { shape: [1, 3, 1, 2], data: Float32Array.of(0, 1, -1, 0, 2, -2) }
    const { gradient } = await network.gradient(images, [{ layer: 'relu', linear: 6 }])
    await network.close()
    assert.deepEqual([...gradient.data], [0, 1, 0, 0, 1, 0])
  })

  test('a ReLU with an upper end passes no gradient at the end or above it', async () => {
    const relu: Node = { op: 'relu', inputs: ['images'], output: 'relu', max: 6 }
    const network = await (await open()).open(makeNetwork('ends', [relu]))
    const images: Images = { shape: [1, 3, 1, 2], data: Float32Array.of(0, 6, -1, 5.5, 7, 0.5) }
    const { score, gradient } = await network.gradient(images, [{ layer: 'relu', linear: 6 }])
    await network.close()
    assert.deepEqual([...gradient.data], [0, 0, 0, 1, 0, 1])
    assert.deepEqual([...score], [18])
  })
}

/** Pictures with three values only, one of them negative. */
function flatColours(seed: number, shape: Images['shape']): Images {
  const { uniform } = random(seed)
  const levels = [-50, 0, 200]
  const data = Float32Array.from(
    { length: shape[0] * shape[1] * shape[2] * shape[3] },
    () => levels[Math.floor(uniform(0, 3))] ?? 0,
  )
  return { shape, data }
}

/** The gradient of a max pool's input from that of its output. */
function firstMatch({ kernel, strides, pads, ceil }: Window, input: Maps, output: Maps): Maps {
  const [n, channels, height, width] = input.shape
  const node: PoolNode = { op: 'maxPool', inputs: [], output: '', kernel, strides, pads, ceil }
  const [rows, columns] = [outputSize(node, 0, height), outputSize(node, 1, width)]
  const data = new Float32Array(input.data.length)
  for (let plane = 0; plane < n * channels; plane++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        let [first, most] = [-1, Number.NEGATIVE_INFINITY]
        for (let i = y * strides[0] - pads[0]; i < y * strides[0] - pads[0] + kernel[0]; i++)
          for (let j = x * strides[1] - pads[1]; j < x * strides[1] - pads[1] + kernel[1]; j++) {
            const value = input.data[(plane * height + i) * width + j] ?? 0
            if (i < 0 || j < 0 || i >= height || j >= width || value <= most) continue
            ;[first, most] = [(plane * height + i) * width + j, value]
          }
        data[first] = (data[first] ?? 0) + (output.data[(plane * rows + y) * columns + x] ?? 0)
      }
  return { shape: input.shape, data }
}

/**
 * Convolutions with numbers of channels that a runtime's vectors don't divide, and of single channels, forward and
 * backward.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine, Maps } from '../../src/engine/engine.ts'
import type { ConvNode } from '../../src/network/graph/graph.ts'
import { assertAgree, assertWithin, relativeErrors } from './compare.ts'
import { randomImages, randomMaps } from './random.ts'
import { inputRange, makeNetwork } from './tiny-network.ts'

const SHAPES: readonly (readonly [inputs: number, outputs: number, group: number])[] = [
  [6, 8, 1],
  [9, 4, 1],
  [5, 15, 1],
  [4, 12, 2],
  [6, 10, 2],
  [8, 21, 1],
]

export function channelContract(open: () => Promise<Engine>, oracle: () => Promise<Engine>): void {
  for (const [inputs, outputs, group] of SHAPES) {
    test(`a convolution from ${inputs} channels to ${outputs}, with ${group} groups`, () => {
      const wide = conv('wide', 'range', 3, inputs, 1)
      return check([inputRange('range', 'images'), wide, conv('last', 'wide', inputs, outputs, group)])
    })
  }

  const SINGLE: Readonly<Record<string, { sources: number[]; of: Partial<ConvNode> }>> = {
    'in another order': { sources: [2, 0, 1], of: {} },
    'with strides': { sources: [0, 1, 2], of: { strides: [2, 2] } },
    'with pads': { sources: [1, 2, 0], of: { pads: [1, 0, 0, 2] } },
    'one of them twice and one never': { sources: [1, 1, 0, 1], of: {} },
  }
  for (const [what, { sources, of }] of Object.entries(SINGLE)) {
    test(`a convolution that selects channels, ${what}`, () => {
      const shape = [sources.length, 3, 1, 1]
      const data = Float32Array.from(sources.flatMap((source) => [0, 1, 2].map((c) => (c === source ? 1.5 : 0))))
      const single = { ...conv('single', 'range', 3, sources.length, 1), weight: { shape, data } }
      const pads = [0, 0, 0, 0] as const
      return check([
        inputRange('range', 'images'),
        { ...single, pads, ...of },
        conv('last', 'single', sources.length, 5, 1),
      ])
    })
  }

  async function check(nodes: readonly ConvNode[]): Promise<void> {
    const network = makeNetwork('channels', [...nodes])
    const images = randomImages(81, 2, 9, 11)
    const one = await (await open()).open(network)
    const other = await (await oracle()).open(network)
    const [found] = await one.activations(images, ['last'])
    const [wanted] = await other.activations(images, ['last'])
    assertWithin(relativeErrors(found as Maps, wanted as Maps), 1e-5)
    const outputs = nodes.at(-1)?.weight.shape[0] ?? 0
    const objective = [{ layer: 'last', linear: randomMaps(82, [1, outputs, 1, 1]) }]
    assertAgree(await one.gradient(images, objective), await other.gradient(images, objective), 1e-5)
    assert.equal(found?.shape[1], outputs)
    await one.close()
    await other.close()
  }
}

function conv(output: string, input: string, from: number, to: number, group: number): ConvNode {
  const shape = [to, from / group, 3, 3] as const
  return {
    op: 'conv',
    inputs: [input],
    output,
    weight: { shape: [...shape], data: randomMaps(from + to, shape).data },
    bias: randomMaps(to, [1, to, 1, 1]).data,
    strides: [1, 1],
    pads: [1, 1, 1, 1],
    dilations: [1, 1],
    group,
  }
}

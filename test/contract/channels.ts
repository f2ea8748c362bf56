/** Convolutions of numbers of channels that a runtime's vectors don't divide, there and back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Engine, Maps } from '../../src/engine/engine.ts'
import type { Conv } from '../../src/network/graph.ts'
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
  [256, 256, 1],
]

export function channelContract(open: () => Promise<Engine>, oracle: () => Promise<Engine>): void {
  for (const [inputs, outputs, group] of SHAPES) {
    test(`a convolution from ${inputs} channels to ${outputs}, in groups: ${group}`, async () => {
      const widen = conv('wide', 'range', 3, inputs, 1)
      const nodes = [inputRange('range', 'images'), widen, conv('narrow', 'wide', inputs, outputs, group)]
      const network = makeNetwork('channels', nodes)
      const images = randomImages(81, 3, 9, 11)
      const one = await (await open()).open(network)
      const other = await (await oracle()).open(network)
      const [found] = await one.activations(images, ['narrow'])
      const [wanted] = await other.activations(images, ['narrow'])
      assertWithin(relativeErrors(found as Maps, wanted as Maps), 1e-5)
      const linear = randomMaps(82, [1, outputs, 1, 1])
      const objective = [{ layer: 'narrow', linear }]
      assertAgree(await one.gradient(images, objective), await other.gradient(images, objective), 1e-5)
      assert.equal(found?.shape[1], outputs)
      await one.close()
      await other.close()
    })
  }
}

function conv(output: string, input: string, from: number, to: number, group: number): Conv {
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

/**
 * Compares two engines over a network of real size and weights: activations, scores and gradients agree. Pictures are
 * small, because one engine may be pure JavaScript.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Engine, Images, Maps, Objective, OpenNetwork } from '../../src/engine/engine.ts'
import type { Network } from '../../src/network/graph/graph.ts'
import { assertAgree, assertWithin, relativeErrors } from './compare.ts'
import { randomImages } from './random.ts'

/** Registers the suite for `layers` of a network, from the input on. */
export function realNetworkContract(
  name: string,
  network: () => Promise<Network>,
  layers: readonly string[],
  engine: () => Promise<Engine>,
  oracle: () => Promise<Engine>,
  skip: string | false = false,
): void {
  describe(`${name} in both engines`, () => {
    let one: OpenNetwork
    let other: OpenNetwork
    before(async () => {
      if (skip) return
      const loaded = await network()
      one = await (await engine()).open(loaded)
      other = await (await oracle()).open(loaded)
    })
    after(async () => {
      await one?.close()
      await other?.close()
    })

    const agree = async (images: Images, objective: Objective) =>
      assertAgree(await one.gradient(images, objective), await other.gradient(images, objective))

    for (const layer of layers) {
      test(`${layer}: activations, the whole layer and its strongest filters`, { skip }, async () => {
        const [maps] = (await one.activations(upright, [layer])) as [Maps]
        const [wanted] = (await other.activations(upright, [layer])) as [Maps]
        assertWithin(relativeErrors(maps, wanted), 1e-5, 'activations')
        await agree(upright, [{ layer, quadratic: 1 }])
        await agree(lying, [{ layer, filters: strongest(wanted), linear: 1 }])
      })
    }

    test('a mix of all layers with different weights', { skip }, async () => {
      const taps = layers.map((layer, i) => ({ layer, quadratic: 1, weight: (i + 1) / 4 }))
      await agree(lying, [...taps, { layer: layers[0] ?? '', filters: [1, 2], linear: -1 }])
    })

    test('one filter, before its ReLU', { skip }, async () => {
      for (const layer of layers) await agree(upright, [{ layer, filters: [3], linear: 1, beforeRelu: true }])
    })
  })
}

const upright = randomImages(41, 3, 40, 34)
const lying = randomImages(42, 3, 33, 39)

/** The filter with the largest sum of activations, for each image. */
function strongest({ shape: [n, channels, height, width], data }: Maps): number[][] {
  const size = height * width
  return Array.from({ length: n }, (_, image) => {
    const sums = Array.from({ length: channels }, (_, c) => {
      const start = (image * channels + c) * size
      return data.subarray(start, start + size).reduce((sum, value) => sum + value, 0)
    })
    const most = Math.max(...sums)
    assert.ok(most > 0, 'no filter fires')
    return [sums.indexOf(most)]
  })
}

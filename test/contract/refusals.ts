/** Errors of an engine for wrong requests: each names the value that it found and what it expected. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Objective, OpenNetwork } from '../../src/engine/engine.ts'
import type { Network } from '../../src/network/graph/graph.ts'
import { minimumSize } from '../../src/network/graph/shapes.ts'
import { randomImages } from './random.ts'

/** `network` is the tiny network, and `open` gives it opened. */
export function refusalContract(open: () => OpenNetwork, network: Network): void {
  const images = randomImages(15, 3, 39, 31)
  const wrong: Record<string, [Objective, { code: string; message: RegExp; hint?: RegExp }]> = {
    'a layer that does not exist': [
      [{ layer: 'block_grouped', quadratic: 1 }],
      { code: 'unknown-layer', message: /"block_grouped"/, hint: /block\/grouped/ },
    ],
    'a filter out of range': [
      [{ layer: 'block', filters: [3, 16], linear: 1 }],
      { code: 'bad-input', message: /16.*block has filters 0 to 15/ },
    ],
    "a filter out of range in one image's list": [
      [{ layer: 'block', filters: [[0], [1], [-1]], linear: 1 }],
      { code: 'bad-input', message: /-1.*0 to 15/ },
    ],
    'half a filter': [[{ layer: 'block', filters: [1.5], linear: 1 }], { code: 'bad-input', message: /1\.5/ }],
    'no filter': [[{ layer: 'block', filters: [], linear: 1 }], { code: 'bad-input', message: /block/ }],
    'lists for another number of images': [
      [{ layer: 'block', filters: [[0], [1]], linear: 1 }],
      { code: 'bad-input', message: /2 images.*3/ },
    ],
    'a weight that is no number': [
      [{ layer: 'block', linear: 1, weight: Number.NaN }],
      { code: 'bad-input', message: /weight.*NaN/ },
    ],
    'no tap at all': [[], { code: 'bad-input', message: /empty/ }],
  }
  for (const [what, [objective, error]] of Object.entries(wrong)) {
    test(`${what} is refused`, () =>
      assert.rejects(open().gradient(images, objective), { name: 'UserError', ...error }))
  }

  test('activations of a layer that does not exist are refused', () =>
    assert.rejects(open().activations(images, ['block', 'blok']), { code: 'unknown-layer', hint: /block/ }))

  test('images that are too small are refused with the smallest size for that layer', async () => {
    const side = minimumSize(network, 'strided')
    assert.ok(minimumSize(network, 'stem') < side)
    const small = randomImages(16, 1, side + 5, side - 1)
    const error = { code: 'too-small', message: new RegExp(`${side - 1} x ${side + 5}.*strided.*${side} x`) }
    await assert.rejects(open().activations(small, ['strided']), error)
    await assert.rejects(open().gradient(small, [{ layer: 'residual', quadratic: 1 }]), { code: 'too-small' })
    await open().gradient(small, [{ layer: 'stem', quadratic: 1 }])
  })
}

import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { Images } from '../../../src/engine/engine.ts'
import { createOnnxEngine } from '../../../src/engine/onnx/engine.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { load } from '../../../src/network/catalog/store.ts'
import type { Network } from '../../../src/network/graph/graph.ts'
import { type ReceptiveField, receptiveFields } from '../../../src/network/graph/receptive-field.ts'
import { random } from '../../contract/random.ts'
import { tinyNetwork } from '../../contract/tiny-network.ts'
import { nowhere } from '../../vis/networks.ts'

const SIDE = 64

const minivgg = await load({
  name: 'minivgg',
  model: createCatalog(await loadModels(), nowhere).model('minivgg'),
  folder: nowhere,
})
/** The number of different changes to try: in a network of few channels a ReLU or a pool may hide one. */
const networks: readonly (readonly [network: Network, tries: number])[] = [
  [tinyNetwork(), 6],
  [minivgg, 1],
]

/** The first and last row or column of pixels whose change changes the position in the middle of a layer. */
interface Seen {
  readonly axis: 0 | 1
  readonly layer: string
  readonly position: number
  readonly first: number
  readonly last: number
}

for (const [network, tries] of networks) {
  describe(`the receptive field in ${network.name}`, () => {
    const fields = receptiveFields(network)
    let seen: Seen[]
    before(async () => {
      seen = await bruteForce(network, tries)
    })

    test('holds exactly the pixels whose change changes a position', () => {
      assert.ok(seen.length > 20)
      for (const { axis, layer, position, first, last } of seen) {
        const field = fields.get(network.layers.get(layer)?.tensor ?? '') as ReceptiveField
        const clip = (pixel: number) => Math.min(SIDE - 1, Math.max(0, pixel))
        const expected = [field.first[axis], field.last[axis]].map((pixel) => clip(pixel + position * field.jump[axis]))
        assert.deepEqual([first, last], expected, `${layer}, axis ${axis}, position ${position}`)
      }
    })
  })
}

test('receptive fields have the sizes that papers give', () => {
  const fields = receptiveFields(minivgg)
  const size = (layer: string) => {
    const { first, last } = fields.get(minivgg.layers.get(layer)?.tensor ?? '') as ReceptiveField
    return [last[0] - first[0] + 1, last[1] - first[1] + 1]
  }
  // Araujo, Norris and Sim give 212 for VGG16 after its last pool, which minivgg lacks.
  assert.deepEqual(size('block5_conv3'), [196, 196])
  assert.deepEqual(size('block1_conv1'), [3, 3])
  assert.deepEqual(size('predictions'), [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
})

/** Changes one row or column of pixels after the other, and compares all layers. */
async function bruteForce(network: Network, tries: number): Promise<Seen[]> {
  const open = await createOnnxEngine().open(network)
  const layers = [...network.layers.keys()]
  const changed = new Map<string, { position: number; pixels: Set<number> }>()
  const key = (layer: string, axis: number) => `${layer} ${axis}`
  for (let seed = 1; seed <= tries; seed++) {
    const { uniform } = random(seed)
    const data = Float32Array.from({ length: 3 * SIDE * SIDE }, () => uniform(0, 255))
    const before = await open.activations({ shape: [1, 3, SIDE, SIDE], data }, layers)
    for (const axis of [0, 1] as const) {
      for (let pixel = 0; pixel < SIDE; pixel++) {
        const after = await open.activations(withChange(data, axis, pixel, uniform), layers)
        layers.forEach((layer, i) => {
          const [a, b] = [before[i], after[i]]
          if (!a || !b) throw new Error('maps are missing')
          const middle = [a.shape[2] >> 1, a.shape[3] >> 1] as const
          const entry = changed.get(key(layer, axis)) ?? { position: middle[axis], pixels: new Set<number>() }
          changed.set(key(layer, axis), entry)
          if (differs(a, b, middle)) entry.pixels.add(pixel)
        })
      }
    }
  }
  await open.close()
  return layers.flatMap((layer) =>
    ([0, 1] as const).map((axis) => {
      const { position, pixels } = changed.get(key(layer, axis)) ?? { position: 0, pixels: new Set<number>() }
      return { axis, layer, position, first: Math.min(...pixels), last: Math.max(...pixels) }
    }),
  )
}

/** The picture with one row (axis 0) or column (axis 1) of other pixels, far outside of 0..255. */
function withChange(data: Float32Array, axis: 0 | 1, pixel: number, uniform: (a: number, b: number) => number): Images {
  const other = data.slice()
  for (let c = 0; c < 3; c++)
    for (let i = 0; i < SIDE; i++) {
      const [y, x] = axis === 0 ? [pixel, i] : [i, pixel]
      other[(c * SIDE + y) * SIDE + x] = uniform(-4000, 4000)
    }
  return { shape: [1, 3, SIDE, SIDE], data: other }
}

function differs(a: Images, b: Images, [y, x]: readonly [number, number]): boolean {
  const [, channels, height, width] = a.shape
  return Array.from({ length: channels }, (_, c) => (c * height + y) * width + x).some((i) => a.data[i] !== b.data[i])
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import type { FeatureMaps, Images, OpenNetwork } from '../../../src/engine/engine.ts'
import { dream } from '../../../src/vis/dream/dream.ts'
import { bestMatches, guideImages, guideNetwork, limitFeatures } from '../../../src/vis/dream/guide.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { tiledGradient } from '../../../src/vis/tiled-gradient.ts'
import { random, randomImages, randomMaps } from '../../contract/random.ts'
import { noise } from '../../image/pictures.ts'
import { finish, mean, minivgg } from '../networks.ts'

const layer = 'block3_conv3'
const photo = randomImages(1, 1, 40, 48)
const guide = randomImages(2, 1, 36, 44)
let network: OpenNetwork
before(async () => {
  network = await minivgg()
})
after(() => network.close())

const score = async (objective: OpenNetwork, image: Images, filters?: number[]) =>
  (await objective.gradient(image, [{ layer, quadratic: 1, ...(filters && { filters }) }])).score[0] ?? Number.NaN

test('the best match at each position has the largest dot product over the chosen filters', () => {
  const { uniform } = random(4)
  for (const filters of [
    [0, 1, 2, 3, 4, 5],
    [1, 4],
  ]) {
    const maps = randomMaps(Math.floor(uniform(0, 1000)), [2, 6, 5, 7])
    const features = Array.from({ length: 9 }, (_, i) => randomMaps(50 + i, [1, 6, 1, 1]).data)
    const found = bestMatches(maps, features, filters)
    for (let image = 0; image < 2; image++)
      for (let p = 0; p < 35; p++) {
        const value = ({ data }: FeatureMaps, c: number) => data[(image * 6 + c) * 35 + p] ?? Number.NaN
        const product = (feature: Float32Array) =>
          filters.reduce((sum, c) => sum + value(maps, c) * (feature[c] ?? Number.NaN), 0)
        const best = features.toSorted((a, b) => product(b) - product(a))[0] ?? new Float32Array()
        assert.deepEqual(
          Array.from({ length: 6 }, (_, c) => value(found, c)),
          Array.from(best),
        )
      }
  }
})

test('large maps are compared with fewer, evenly chosen features', () => {
  const features = Array.from({ length: 250 }, (_, i) => Float32Array.of(i))
  const left = (values: number) => limitFeatures(features, { data: new Float32Array(values) }).map(([i]) => i)
  assert.equal(left(512 * 32 * 32).length, 250)
  const some = left(64 * 256 * 256)
  assert.ok(some.length > 80 && some.length < 110, String(some.length))
  const gaps = some.slice(1).map((each = 0, i) => each - (some[i] ?? 0))
  assert.ok(gaps.every((gap) => gap === 2 || gap === 3))
  assert.ok(left(64 * 1024 * 1024).length >= 16)
})

test('score and gradient have the best matches as targets, by finite differences', async () => {
  const led = await guideNetwork(network, guide, [layer])
  const { score: found, gradient } = await led.gradient(photo, [{ layer, quadratic: 1 }])
  const [[maps], [features]] = [await network.activations(photo, [layer]), await network.activations(guide, [layer])]
  assert.ok(maps && features)
  const column = ({ shape: [, channels, h, w], data }: FeatureMaps, p: number) =>
    Float64Array.from({ length: channels }, (_, c) => data[c * h * w + p] ?? 0)
  const positions = ({ shape: [, , h, w] }: FeatureMaps) => Array.from({ length: h * w }, (_, p) => p)
  const all = positions(features).map((p) => column(features, p))
  const products = positions(maps).map((p) => {
    const a = column(maps, p)
    return Math.max(...all.map((feature) => feature.reduce((sum, value, c) => sum + value * (a[c] ?? 0), 0)))
  })
  const wanted = mean(products) / maps.shape[1]
  assert.ok(Math.abs((found[0] ?? 0) / wanted - 1) < 1e-4, `${found[0]} is not ${wanted}`)

  // Along the whole gradient, so that a kink at a single position has little effect.
  const length = Math.sqrt(gradient.data.reduce((sum, value) => sum + value * value, 0))
  const along = (distance: number): Images => ({
    ...photo,
    data: photo.data.map((value, i) => value + (distance * (gradient.data[i] ?? 0)) / length),
  })
  const slope = ((await score(led, along(0.5))) - (await score(led, along(-0.5)))) / 1
  assert.ok(Math.abs(slope / length - 1) < 0.05, `${slope} is not ${length}`)
})

test('a guided dream gains the guide’s features more than an unguided one, in the chosen filters only', async () => {
  const led = await guideNetwork(network, guide, [layer])
  const options = { octaves: 1, octaveScale: 1.4, iterations: 6, step: 1.5, jitter: 0, smooth: 0 }
  const objective = [{ layer, quadratic: 1 }]
  const run = (by: OpenNetwork) => finish(dream(photo, { ...options, objective, network: by, random: createRandom(1) }))
  const [alone, withGuide] = [(await run(network)).value, (await run(led)).value]
  const before = await score(led, photo)
  const [without, reached] = [await score(led, alone), await score(led, withGuide)]
  assert.ok(reached > 1.1 * before && reached > without, `${before} before, ${without} without a guide, ${reached}`)
  assert.notEqual(await score(led, photo, [1, 2]), before)
})

test('tiles are guided by the same features', async () => {
  const led = await guideNetwork(network, guide, [layer])
  const size = (side: number) => Math.ceil(side / 4)
  const field = { first: [-18, -18], last: [21, 21], jump: [4, 4] } as const
  const layersAt = (height: number, width: number) => [
    { name: layer, size: [size(height), size(width)] as const, field },
  ]
  const large = randomImages(3, 1, 120, 140)
  const parts = tiledGradient(led, {
    layersAt,
    random: createRandom(1),
    tiling: { budget: 1, side: 96, margin: 32, align: 8 },
  })
  const [whole, inTiles] = [await score(led, large), await score(parts, large)]
  assert.ok(Math.abs(inTiles / whole - 1) < 0.01, `${inTiles} in tiles, ${whole} whole`)
})

test('a guide of any size is scaled to the size of training pictures, in its proportions', () => {
  for (const [width, height] of [
    [224, 224],
    [30, 20],
    [900, 300],
    [64, 640],
  ] as const) {
    const { shape } = guideImages(noise(width, height), { layer, minimum: 20 })
    assert.ok(Math.abs((shape[2] * shape[3]) / 224 ** 2 - 1) < 0.02)
    assert.ok(Math.abs(shape[3] / shape[2] / (width / height) - 1) < 0.03)
  }
  assert.throws(
    () => guideImages(noise(400, 1), { layer, minimum: 20 }),
    (error) =>
      error instanceof UserError &&
      /^The guide becomes 4480 x 11, and block3_conv3 needs 20 x 20\.$/.test(error.message),
  )
})

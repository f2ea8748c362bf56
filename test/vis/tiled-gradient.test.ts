import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Images, Objective, OpenNetwork } from '../../src/engine/engine.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { load } from '../../src/network/catalog/store.ts'
import { describeLayers } from '../../src/network/graph/describe.ts'
import { dream } from '../../src/vis/dream/dream.ts'
import { createRandom } from '../../src/vis/random.ts'
import {
  blendWeight,
  computedPixels,
  type LayersAt,
  TILING,
  type Tiling,
  tiledGradient,
  tileSpans,
} from '../../src/vis/tiled-gradient.ts'
import { random, randomImages } from '../contract/random.ts'
import { distance, finish, mean, minivgg, nowhere, paint, watched } from './networks.ts'

let network: OpenNetwork
let layersAt: LayersAt
before(async () => {
  network = await minivgg()
  const graph = await load({
    name: 'minivgg',
    model: createCatalog(await loadModels(), nowhere).model('minivgg'),
    folder: nowhere,
  })
  layersAt = (height, width) => describeLayers(graph, height, width)
})
after(() => network.close())

const energy = (values: readonly number[]) => mean(values.map((value) => value ** 2))

test('tiles cover a side with weights that sum to 1 at each pixel, and their borders vary', () => {
  const { uniform } = random(3)
  const whole = (from: number, to: number) => Math.floor(uniform(from, to + 1))
  for (let i = 0; i < 300; i++) {
    const align = [8, 32][whole(0, 1)] ?? 8
    const margin = align * whole(1, 3)
    const own = { budget: 0, margin, align, side: align * whole(7, 20) }
    // Also smaller tiles of the default kind, as they are used when memory is short.
    const tiling: Tiling = i % 3 === 0 ? { ...TILING, side: [256, 384, 512][whole(0, 2)] ?? 512 } : own
    const side = whole(10, 4 * tiling.side)
    const found = tileSpans(side, tiling, createRandom(i))
    const total = new Float64Array(side)
    for (const tile of found) {
      assert.ok(tile.start >= 0 && tile.start + tile.length <= side && tile.start % tiling.align === 0)
      assert.ok(tile.length <= tiling.side + tiling.align, `${tile.length} of ${tiling.side}`)
      for (let place = 0; place < side; place++) {
        const weight = blendWeight(place, tile, tiling)
        const isSeen = place >= tile.start && place < tile.start + tile.length
        assert.ok(weight === 0 || isSeen, 'only what the tile has counts in it')
        total[place] = (total[place] ?? 0) + weight
      }
    }
    assert.ok(
      total.every((weight) => Math.abs(weight - 1) < 1e-9),
      JSON.stringify({ side, tiling }),
    )
  }
  const borders = Array.from({ length: 40 }, (_, i) => tileSpans(1024, TILING, createRandom(i))[1]?.from)
  assert.ok(new Set(borders).size >= 3)
})

test('tiles give the score and the gradient of the whole picture if the margin holds the receptive field', async () => {
  const tiling: Tiling = { budget: 1, side: 160, margin: 48, align: 16 }
  const images = randomImages(1, 2, 190, 233)
  const objectives: Objective[] = [
    [{ layer: 'block3_conv3', quadratic: 1 }],
    [
      { layer: 'block1_conv2', quadratic: 1, weight: 3 },
      { layer: 'block2_conv2', linear: 2, filters: [1, 5] },
    ],
  ]
  for (const objective of objectives) {
    const wanted = await network.gradient(images, objective)
    let tiles = 0
    const counted = watched(network, ({ shape }) => {
      tiles++
      assert.ok(Math.max(shape[2], shape[3]) <= tiling.side + tiling.align)
    })
    const found = await tiledGradient(counted, { layersAt, random: createRandom(7), tiling }).gradient(
      images,
      objective,
    )
    assert.ok(tiles >= 6)
    found.score.forEach((score, i) => {
      assert.ok(Math.abs(score / (wanted.score[i] ?? 0) - 1) < 1e-4)
    })
    const most = distance(wanted.gradient.data, new Float32Array(wanted.gradient.data.length))
    assert.ok(distance(found.gradient.data, wanted.gradient.data) < 1e-3 * most)
  }
})

test('with a narrow margin, tiled dreams score within 1% of whole ones and show no seam', async () => {
  const tiling: Tiling = { budget: 1, side: 128, margin: 32, align: 16 }
  const objective: Objective = [{ layer: 'block4_conv1', quadratic: 1 }]
  const options = { objective, octaves: 1, octaveScale: 1.4, iterations: 5, step: 1.5, jitter: 8, smooth: 0.5 }
  const photo = randomImages(5, 1, 140, 150)
  const whole = (await finish(dream(photo, { ...options, network, random: createRandom(1) }))).value
  const parts = tiledGradient(network, { layersAt, random: createRandom(2), tiling })
  const inTiles = (await finish(dream(photo, { ...options, network: parts, random: createRandom(1) }))).value
  const scoreOf = async (image: Images) => (await network.gradient(image, objective)).score[0] ?? Number.NaN
  const [a, b, start] = [await scoreOf(inTiles), await scoreOf(whole), await scoreOf(photo)]
  assert.ok(Math.abs(a / b - 1) < 0.01 && a > 1.3 * start, `${a} in tiles, ${b} whole, ${start} before`)

  const chance = createRandom(9)
  const borders = tileSpans(200, tiling, chance).flatMap(({ from }) => (Number.isFinite(from) ? [from] : []))
  assert.ok(borders.length >= 2)
  /** The energy of the gradient near tile borders, relative to that elsewhere. */
  const seam = (gradient: Images) => {
    const values = (atBorder: boolean) =>
      Array.from(gradient.data).filter((_, i) => borders.some((x) => Math.abs((i % 200) - x) <= 4) === atBorder)
    return energy(values(true)) / energy(values(false))
  }
  const ratios: number[] = []
  for (const seed of [1, 2, 3, 4]) {
    const image = randomImages(seed, 1, 64, 200)
    // A tile is as high as the picture, so that the same seed draws the same borders.
    const here = tiledGradient(network, { layersAt, random: createRandom(9), tiling })
    const { gradient } = await here.gradient(image, objective)
    ratios.push(seam(gradient) / seam((await network.gradient(image, objective)).gradient))
  }
  assert.ok(Math.abs(mean(ratios) - 1) < 0.05, `${ratios}`)
})

test('a layer with an infinite receptive field is weighted by each tile’s share of the picture', async () => {
  const layer = 'logits'
  const everywhere = Number.POSITIVE_INFINITY
  const field = { first: [-everywhere, -everywhere], last: [everywhere, everywhere], jump: [1, 1] } as const
  const facts = [{ name: layer, size: [1, 1] as const, field }]
  // Its only position is the mean of the picture.
  const meanOf: OpenNetwork = {
    ...network,
    async gradient(images, [tap]) {
      const { shape, data } = images
      const counts = tap?.linear as Images
      const weight = (tap?.weight ?? 1) * mean(counts.data)
      return {
        score: Float32Array.of(weight * mean(data)),
        gradient: { shape, data: data.map(() => weight / data.length) },
      }
    },
  }
  const image = paint(200, 150, (y) => y)
  const found = await tiledGradient(meanOf, {
    layersAt: () => facts,
    random: createRandom(1),
    tiling: { budget: 1, side: 96, margin: 16, align: 8 },
  }).gradient(image, [{ layer, linear: 1 }])
  assert.ok(Math.abs((found.score[0] ?? 0) / mean(image.data) - 1) < 0.05, `${found.score[0]}`)
  assert.ok(Math.abs(found.gradient.data.reduce((sum, value) => sum + value, 0) - 1) < 1e-4)
})

test('pictures within the budget are run as a whole, and the pixels run grow in proportion to the picture', async () => {
  const images = randomImages(1, 1, 60, 60)
  const sizes: number[] = []
  const counted = watched(network, ({ shape }) => sizes.push(shape[2]))
  const objective = [{ layer: 'block1_conv1', quadratic: 1 }]
  const found = await tiledGradient(counted, { layersAt, random: createRandom(1) }).gradient(images, objective)
  assert.deepEqual(sizes, [60])
  assert.deepEqual(found, await network.gradient(images, objective))
  assert.equal(computedPixels(512, 512), 512 * 512)
  for (const side of [700, 1024, 1500, 2048]) {
    const more = computedPixels(side, side) / side ** 2
    assert.ok(more > 1 && more < 2.6, `${side}: ${more}`)
  }
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Images, OpenNetwork } from '../../../src/engine/engine.ts'
import type { BatchStep, DrawnFilter } from '../../../src/vis/feature/batch-objective.ts'
import { classic, greyNoise, stretchContrast } from '../../../src/vis/feature/classic.ts'
import { stack } from '../../../src/vis/images.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { oneImage, randomImages } from '../../contract/random.ts'
import { assertSamePicture, assertSamePictures, classicLoop } from '../loops.ts'
import { deviation, distance, finish, flat, mean, minivgg, ruled } from '../networks.ts'

const layer = 'block5_conv3'
const photo = randomImages(5, 1, 40, 52)
const usual = { layer, filters: [1], batch: 8, step: 1, iterations: 6, show: (image: Images) => image }
const noise = (filter: number) => greyNoise(48, createRandom(1, filter))

async function run(start: (filter: number) => Images, options: Partial<typeof usual>, network: OpenNetwork) {
  const { layer, filters, batch, ...rest } = { ...usual, ...options }
  const [steps, value]: [BatchStep[], DrawnFilter[]] = [[], []]
  for (let first = 0; first < filters.length; first += batch) {
    const some = filters.slice(first, first + batch)
    const objective = { layer, filterCount: 256, directions: some.map((filter) => [{ filter, weight: 1 }]) }
    const drawn = await finish(classic(stack(some.map(start)), { ...rest, objective, network }))
    steps.push(...drawn.steps)
    value.push(...drawn.value)
  }
  return { steps, value }
}

const only = ({ value: [picture] }: { value: DrawnFilter[] }): DrawnFilter => picture as DrawnFilter

describe('with minivgg', () => {
  let network: OpenNetwork
  before(async () => {
    network = await minivgg()
  })
  after(() => network.close())

  test('from a photo, the ascent matches a plain loop of the formula on the other engine', async () => {
    const other = await minivgg('tensorflow')
    const pairs: [Images, Images][] = []
    for (const filter of [2, 9, 31]) {
      const small = randomImages(filter, 1, 28, 36)
      const options = { layer: 'block3_conv3', filters: [filter], step: 8, iterations: 3 }
      const drawn = await run(() => small, options, network)
      const loop = await classicLoop(small, 'block3_conv3', filter, 8, 3, other)
      pairs.push([only(drawn).image, loop.image])
      drawn.steps.forEach(({ score }, i) => {
        assert.ok(Math.abs(score / (loop.scores[i] ?? 0) - 1) < 1e-2)
      })
    }
    assertSamePictures(pairs)
    await other.close()
  })

  test('scores rise in every block, from noise and from a photo', async () => {
    for (const [name, filter] of [
      ['block1_conv2', 1],
      ['block2_conv2', 3],
      ['block3_conv3', 9],
      ['block4_conv3', 4],
      ['block5_conv3', 1],
    ] as const)
      for (const start of [noise, () => photo]) {
        const { steps } = await run(start, { layer: name, filters: [filter], step: 3, iterations: 8 }, network)
        const scores = steps.map(({ score }) => score)
        const rises = scores.filter((score, i) => i > 0 && score > (scores[i - 1] ?? 0)).length
        assert.ok(rises >= 6 && (scores.at(-1) ?? 0) > (scores[0] ?? 0), `${name} ${filter}: ${scores}`)
      }
  })

  test('a filter whose ReLU is closed at the start opens by the gradient before the ReLU', async () => {
    const small = (filter: number) => greyNoise(32, createRandom(1, filter))
    const some = Array.from({ length: 32 }, (_, filter) => filter)
    const { score } = await network.gradient(stack(some.map(small)), [
      { layer, filters: some.map((filter) => [filter]), linear: 1 },
    ])
    const closed = some.filter((filter) => score[filter] === 0)
    assert.ok(closed.length >= 3, `only ${closed.length} of ${some.length} filters are closed`)

    const { value, steps } = await run(small, { filters: closed, step: 5, iterations: 25, batch: 64 }, network)
    assert.equal(steps[0]?.score, 0)
    assert.ok((steps.at(-1)?.score ?? 0) > 0)
    assert.ok(value.every(({ fired }) => fired))
    // Nothing fires before the first step.
    const short = await run(small, { filters: closed.slice(0, 3), iterations: 1 }, network)
    assert.ok(short.value.every(({ fired }) => !fired))
    for (const [i, { image }] of short.value.entries())
      assert.ok(distance(image.data, small(closed[i] ?? 0).data) > 0.01)
  })

  test('a filter’s picture in a grid is the same as alone, whatever the batch size', async () => {
    // Two of them are closed at the start.
    const filters = [7, 30, 1, 6]
    const batches = [8, 1, 3]
    const grids: DrawnFilter[][] = []
    for (const batch of batches) grids.push((await run(noise, { filters, batch, step: 5 }, network)).value)
    for (const i of filters.keys()) {
      const alone = grids[1]?.[i] as DrawnFilter
      for (const grid of grids) {
        assert.equal(grid[i]?.fired, alone.fired)
        assertSamePicture(grid[i]?.image as Images, alone.image)
      }
    }
    assert.equal(new Set(grids[1]?.map(({ image }) => image.data.join())).size, 4)
  })

  test('a constant photo gives finite values, for filters that it excites and for those that it does not', async () => {
    for (const value of [0, 255]) {
      const { value: pictures } = await run(() => flat(32, 32, value), { filters: [0, 1, 6, 30], batch: 4 }, network)
      for (const { image } of pictures) assert.ok(image.data.every(Number.isFinite))
    }
  })
})

test('values are not clipped to 0..255 during the ascent', async () => {
  const { image } = only(
    await run(
      () => flat(4, 4, 254),
      { step: 3, iterations: 3 },
      ruled(() => 1),
    ),
  )
  const wanted = 254 + (3 * 3) / (1 + 1e-5)
  assert.ok(distance(image.data, new Float32Array(48).fill(wanted)) < 1e-3)
})

test('the step of each picture of a batch is normalized by its own gradient', async () => {
  const start = (filter: number) => flat(4, 4, filter)
  const network = ruled((value, i) => (i === 0 ? value : 0))
  const filters = [2, 200]
  const { value } = await run(start, { filters, iterations: 1, batch: 2 }, network)
  const steps = value.map(({ image }, i) => (image.data[0] ?? 0) - (filters[i] ?? 0))
  // The root mean square of one value among 48 is that value / sqrt(48).
  for (const step of steps) assert.ok(Math.abs(step - Math.sqrt(48)) < 1e-3, `${steps}`)
})

test('a filter of a layer without a ReLU has fired even if its score is negative', async () => {
  const below = await run(
    () => flat(4, 4, -50),
    { iterations: 2 },
    ruled(() => 1),
  )
  assert.ok((below.steps[0]?.score ?? 0) < 0)
  assert.equal(only(below).fired, true)
  const dead = await run(
    () => flat(4, 4, 0),
    { iterations: 2 },
    ruled(() => 0),
  )
  assert.equal(only(dead).fired, false)
  assert.deepEqual(only(dead).image, flat(4, 4, 0))
  const full = await run(
    () => flat(4, 4, 90),
    { iterations: 2 },
    ruled(() => 0),
  )
  assert.equal(only(full).fired, true, 'it is at its most')
})

test('progress rises from 0, counts steps, and shows all pictures', async () => {
  const { steps } = await run(
    (filter) => flat(4, 4, 10 * filter),
    { filters: [3, 1], iterations: 2 },
    ruled(() => 1),
  )
  assert.deepEqual(
    steps.map(({ done, at }) => [done, at]),
    [
      [0, { step: [1, 2] }],
      [0.5, { step: [2, 2] }],
    ],
  )
  assert.deepEqual(
    steps[0]?.pictures().map(({ data }) => data[0]),
    [30, 10],
  )
})

test('the noise is random and uniform in 118..138', () => {
  const noise = (seed: number, stream: number) => greyNoise(64, createRandom(seed, stream))
  const { shape, data } = noise(3, 7)
  assert.deepEqual(shape, [1, 3, 64, 64])
  assert.ok(Math.min(...data) >= 118 && Math.max(...data) <= 138)
  assert.ok(Math.min(...data) < 118.1 && Math.max(...data) > 137.9)
  assert.ok(Math.abs(mean(data) - 128) < 0.3, `mean ${mean(data)}`)
  assert.ok(Math.abs(deviation(data) - 20 / Math.sqrt(12)) < 0.1, `deviation ${deviation(data)}`)
  assert.deepEqual(noise(3, 7).data, data)
  assert.notDeepEqual(noise(4, 7).data, data)
  assert.notDeepEqual(noise(3, 8).data, data)
})

test('contrast is stretched to the mean 0.5 and the deviation 0.1 of 255, and keeps the order of values', () => {
  for (const image of [oneImage(randomImages(6, 1, 20, 30), 0), greyNoise(16, createRandom(1))]) {
    const { data, shape } = stretchContrast(image)
    assert.deepEqual(shape, image.shape)
    assert.ok(Math.abs(mean(data) - 127.5) < 1e-3 && Math.abs(deviation(data) - 25.5) < 1e-2)
    const scale = 25.5 / deviation(image.data)
    const wanted = image.data.map((value) => (value - mean(image.data)) * scale + 127.5)
    assert.ok(distance(data, wanted) < 1e-2)
  }
  const plain = stretchContrast(flat(4, 4, 9)).data
  assert.ok(distance(plain, new Float32Array(48).fill(127.5)) < 1e-3)
})

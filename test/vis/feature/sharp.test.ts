import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Direction, parseDirections } from '../../../src/core/selection/directions.ts'
import type { OpenNetwork } from '../../../src/engine/engine.ts'
import type { MethodName } from '../../../src/network/catalog/model.ts'
import type { DrawnFilter } from '../../../src/vis/feature/batch-objective.ts'
import { type MethodOrder, methods } from '../../../src/vis/feature/methods.ts'
import { similarity } from '../../../src/vis/feature/similarity.ts'
import { stack } from '../../../src/vis/images.ts'
import { randomImages } from '../../contract/random.ts'
import { assertSamePicture } from '../loops.ts'
import { at, deviation, finish, mean, minivgg, ruled } from '../networks.ts'

let network: OpenNetwork
before(async () => {
  network = await minivgg()
})
after(() => network.close())

const FILTERS: Readonly<Record<string, number>> = {
  block2_conv2: 64,
  block3_conv3: 128,
  block4_conv3: 192,
  block5_conv3: 256,
}

function order(layer: string, filters: string | Direction[], rest: Partial<MethodOrder> = {}): MethodOrder {
  const count = FILTERS[layer] ?? 1
  const directions =
    typeof filters === 'string' ? parseDirections(filters, { layer, filters: count, most: 64 }) : filters
  const objective = { layer, filterCount: count, directions }
  return { objective, step: 0.05, iterations: 12, size: 32, seed: 1, coupling: 'none', minimum: 32, ...rest }
}

const draw = (what: MethodOrder, method: MethodName = 'sharp', by = network) => finish(drawing(what, method, by))
async function* drawing(what: MethodOrder, method: MethodName = 'sharp', by = network) {
  const { batch, draw } = methods[method].prepare(what, by)
  const { directions } = what.objective
  const drawn: DrawnFilter[] = []
  for (let first = 0; first < directions.length; first += batch)
    drawn.push(...(yield* draw({ ...what.objective, directions: directions.slice(first, first + batch) })))
  return drawn
}
const image = (drawn: readonly DrawnFilter[], i = 0) => (drawn[i] as DrawnFilter).image

const LAYERS = [
  ['block2_conv2', '3'],
  ['block3_conv3', '9'],
  ['block4_conv3', '4'],
  ['block5_conv3', '1'],
] as const

test('scores rise in every block', async () => {
  for (const [layer, filter] of LAYERS) {
    const { steps } = await draw(order(layer, filter, { iterations: 48 }))
    const scores = steps.map(({ score }) => score)
    // Once under strong transforms and once under weak ones.
    for (const [half, factor] of [[scores.slice(0, 24), 1.2] as const, [scores.slice(24), 1] as const]) {
      const [first, last] = [mean(half.slice(0, 8)), mean(half.slice(-8))]
      assert.ok(last > factor * first && last > 0, `${layer} ${filter}: ${half}`)
    }
  }
})

test('the scores of MACO rise although its crops become smaller', async () => {
  for (const [layer, filter] of LAYERS) {
    const score = async (iterations: number) => {
      const { value } = await draw(order(layer, filter, { step: 1, size: 48, iterations }), 'maco')
      return (await network.gradient(image(value), [{ layer, filters: [Number(filter)], linear: 1 }])).score[0] ?? 0
    }
    const [first, last] = [await score(1), await score(32)]
    assert.ok(last > first, `${layer} ${filter}: ${first}, then ${last}`)
  }
})

test('an untransformed picture excites its own filter far more than any other picture of the grid does', async () => {
  const layer = 'block4_conv3'
  const filters = [4, 9, 20]
  const { value } = await draw(order(layer, '4,9,20', { iterations: 48 }))
  for (const [i, filter] of filters.entries()) {
    const scores: number[] = []
    for (const { image } of value)
      scores.push((await network.gradient(image, [{ layer, filters: [filter], linear: 1 }])).score[0] ?? 0)
    assert.ok(
      scores.every((score, k) => k === i || score < (scores[i] ?? 0)),
      `${filter}: ${scores}`,
    )
  }
})

test('the same seed gives the same picture bit for bit, another seed another picture', async () => {
  for (const [method, rest] of [
    ['sharp', {}],
    ['maco', { step: 1 }],
    ['sharp', { coupling: 'diversity' }],
    ['sharp', { coupling: 'interpolation' }],
  ] as const) {
    const pair: Direction[] = [[{ filter: 3, weight: 1 }], [{ filter: 3, weight: 1 }]]
    const what = (seed: number) => order('block3_conv3', pair, { iterations: 4, ...rest, seed })
    const [one, again, other] = [await draw(what(7), method), await draw(what(7), method), await draw(what(8), method)]
    assert.deepEqual(again.value, one.value)
    assert.deepEqual(
      again.steps.map(({ score }) => score),
      one.steps.map(({ score }) => score),
    )
    assert.notDeepEqual(other.value, one.value)
  }
})

test('a filter’s picture in a grid is the same as alone, whatever the other filters are', async () => {
  const layer = 'block4_conv3'
  const grid = await draw(order(layer, '7,30,1,6,12', { size: 48, iterations: 6 }))
  for (const [i, filter] of ['7', '30', '1', '6', '12'].entries()) {
    const alone = await draw(order(layer, filter, { size: 48, iterations: 6 }))
    assertSamePicture(image(grid.value, i), image(alone.value))
  }
})

test('a filter whose ReLU is closed at the start opens', async () => {
  const layer = 'block5_conv3'
  const all = Array.from({ length: 32 }, (_, i) => i).join()
  const first = await draw(order(layer, all, { iterations: 1 }))
  const closed = first.value.flatMap(({ fired }, filter) => (fired ? [] : [filter]))
  assert.ok(closed.length >= 3, `only ${closed.length} are closed`)
  const { value } = await draw(order(layer, closed.join(), { iterations: 24 }))
  assert.ok(value.every(({ fired }) => fired))
})

test('two engines agree on the first steps', async () => {
  const other = await minivgg('tensorflow')
  for (const [method, step] of [
    ['sharp', 0.05],
    ['maco', 1],
  ] as const) {
    const what = order('block3_conv3', '2', { step, iterations: 3 })
    const [one, two] = [await draw(what, method), await draw(what, method, other)]
    one.steps.forEach(({ score }, i) => {
      assert.ok(Math.abs(score / (two.steps[i]?.score ?? 0) - 1) < 1e-2, `${score} and ${two.steps[i]?.score}`)
    })
    // Adam's first step is the sign of the gradient, and the sign of a tiny gradient depends on rounding.
    const difference = image(one.value).data.map((value, i) => Math.abs(value - (image(two.value).data[i] ?? 0)))
    assert.ok(mean(difference) < 1, `${method}: ${mean(difference)}`)
  }
  await other.close()
})

test('colours do not saturate however many steps are taken, and a zero gradient leaves the picture grey', async () => {
  const { value } = await draw(order('block2_conv2', '3', { iterations: 300 }))
  const { data } = image(value)
  const clipped = data.filter((value) => value < 2 || value > 253).length / data.length
  assert.ok(clipped < 0.02 && deviation(data) > 30, `${clipped} clipped, deviation ${deviation(data)}`)

  const still = await draw(
    order('block2_conv2', '3'),
    'sharp',
    ruled(() => 0),
  )
  assert.ok(deviation(image(still.value).data) < 5)
})

test('a photo that is drawn into stays recognizable and keeps its proportions', async () => {
  const photo = randomImages(3, 1, 37, 52)
  const { value, steps } = await draw(order('block4_conv3', '4', { photo, size: 52, iterations: 16 }))
  const drawn = image(value)
  assert.deepEqual([...drawn.shape], [1, 3, 37, 52])
  const change = drawn.data.map((value, i) => Math.abs(value - (photo.data[i] ?? 0)))
  assert.ok(mean(change) > 1 && mean(change) < 40, `${mean(change)}`)
  assert.ok((steps.at(-1)?.score ?? 0) > (steps[0]?.score ?? 0))
})

test('diverse pictures of one filter are less similar than independent ones, and all excite it', async () => {
  const [layer, n, size] = ['block4_conv3', 3, 36] as const
  const faces: Direction[] = Array.from({ length: n }, () => [{ filter: 9, weight: 1 }])
  const alike = async (coupling: MethodOrder['coupling']) => {
    const { value } = await draw(order(layer, faces, { coupling, size, iterations: 24 }))
    const batch = stack(value.map(({ image }) => image))
    const [maps] = await network.activations(batch, [layer])
    assert.ok(maps)
    const { score } = await network.gradient(batch, [{ layer, filters: [9], linear: 1 }])
    return { similarity: similarity(maps, [...Array(maps.shape[2] * maps.shape[3]).keys()]).value, score: mean(score) }
  }
  const [chance, apart] = [await alike('none'), await alike('diversity')]
  assert.ok(apart.similarity < 0.97 * chance.similarity, `${apart.similarity} and ${chance.similarity}`)
  assert.ok(apart.score > 0.4 * chance.score, `${apart.score} and ${chance.score}`)
})

test('interpolated pictures are closer to each other than independent ones', async () => {
  const between = (share: number): Direction => [
    { filter: 4, weight: 1 - share },
    { filter: 9, weight: share },
  ]
  const three = [between(0.25), between(0.5), between(0.75)]
  const spread = async (coupling: MethodOrder['coupling']) => {
    const { value } = await draw(order('block4_conv3', three, { coupling, iterations: 24 }))
    return mean(
      [0, 1].map((i) => mean(image(value, i).data.map((v, k) => Math.abs(v - (image(value, i + 1).data[k] ?? 0))))),
    )
  }
  const [alone, together] = [await spread('none'), await spread('interpolation')]
  assert.ok(together < 0.7 * alone, `${together} and ${alone}`)
})

test('progress shows the batch as it was before the step', async () => {
  const steps = drawing(order('block2_conv2', '3,4', { iterations: 2 }))
  const { value } = await steps.next()
  assert.ok(value && 'pictures' in value)
  const pictures = value.pictures()
  assert.equal(pictures.length, 2)
  for (const { width, height, data } of pictures) {
    assert.deepEqual([width, height], [32, 32])
    assert.ok(Math.abs(mean(data) - 127.5) < 3 && deviation(data) < 5)
  }
})

test('MACO’s pictures fade to grey where gradients were small', async () => {
  const { value } = await draw(order('block3_conv3', '9', { step: 1, size: 64, iterations: 8 }), 'maco')
  const drawn = image(value)
  assert.deepEqual([...drawn.shape], [1, 3, 64, 64])
  const colour = (y: number, x: number) => Math.abs(at(drawn, y, x) - 127.5)
  const [corners, middle] = [
    [0, 1, 62, 63].flatMap((y) => [0, 1, 62, 63].map((x) => colour(y, x))),
    [28, 30, 32, 34].flatMap((y) => [28, 30, 32, 34].map((x) => colour(y, x))),
  ].map(mean) as [number, number]
  assert.ok(corners < 0.5 * middle, `${corners} and ${middle}`)
})

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Images, Objective, OpenNetwork } from '../../../src/engine/engine.ts'
import { type DreamOptions, dream } from '../../../src/vis/dream/dream.ts'
import { octaveSizes } from '../../../src/vis/dream/octaves.ts'
import { selectImages, stack, toPixels } from '../../../src/vis/images.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { resize } from '../../../src/vis/resize.ts'
import { randomImages } from '../../contract/random.ts'
import { assertSamePictures, dreamLoop } from '../loops.ts'
import { deviation, distance, finish, flat, mean, minivgg, paint, ruled, watched } from '../networks.ts'

const objective: Objective = [{ layer: 'block3_conv3', quadratic: 1 }]
const usual: Omit<DreamOptions, 'network' | 'random'> = {
  objective,
  octaves: 3,
  octaveScale: 1.4,
  iterations: 4,
  step: 1.5,
  jitter: 8,
  smooth: 0.5,
}
/** One octave without jitter and blur: only the formula of one step. */
const bare = { ...usual, octaves: 1, jitter: 0, smooth: 0 }
const photo = randomImages(1, 1, 48, 64)

const run = (image: Images, options: typeof usual, network: OpenNetwork, seed = 1) =>
  finish(dream(image, { ...options, network, random: createRandom(seed) }))

describe('with minivgg', () => {
  let network: OpenNetwork
  before(async () => {
    network = await minivgg()
  })
  after(() => network.close())

  test('one octave without jitter and blur matches a plain loop of the formula on the other engine', async () => {
    const other = await minivgg('tensorflow')
    const pairs: [Images, Images][] = []
    for (const seed of [2, 3, 4]) {
      const small = randomImages(seed, 1, 28, 36)
      const { steps, value } = await run(small, { ...bare, step: 2, iterations: 3 }, network)
      const loop = await dreamLoop(small, objective, 2, 3, other)
      pairs.push([value, loop.image])
      steps.forEach(({ score }, i) => {
        assert.ok(Math.abs(score / (loop.scores[i] ?? 0) - 1) < 1e-2)
      })
    }
    assertSamePictures(pairs)
    await other.close()
  })

  test('scores rise for shallow and deep layers, for single filters and for all', async () => {
    for (const wanted of [
      [{ layer: 'block1_conv2', quadratic: 1 }],
      [{ layer: 'block5_conv3', quadratic: 1 }],
      [{ layer: 'block4_conv1', quadratic: 1, filters: [5, 17] }],
    ] satisfies Objective[]) {
      const { steps } = await run(photo, { ...bare, objective: wanted, iterations: 8 }, network)
      const scores = steps.map(({ score }) => score)
      const rises = scores.filter((score, i) => i > 0 && score > (scores[i - 1] ?? 0)).length
      assert.ok(rises >= 6 && (scores.at(-1) ?? 0) > 1.2 * (scores[0] ?? 0), `${scores}`)
    }
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const [one, again, other] = [
      await run(photo, usual, network, 1),
      await run(photo, usual, network, 1),
      await run(photo, usual, network, 2),
    ]
    assert.deepEqual(again.value, one.value)
    const scores = ({ steps }: typeof one) => steps.map(({ score }) => score)
    assert.deepEqual(scores(again), scores(one))
    assert.notDeepEqual(toPixels(other.value), toPixels(one.value))
  })

  test('jitter leaves no seam where the sides meet', async () => {
    const options = { ...bare, objective: [{ layer: 'block2_conv2', quadratic: 1 }], iterations: 20, step: 1 }
    const seam = async (jitter: number) => {
      const { value } = await run(flat(48, 64, 128), { ...options, jitter }, network)
      const steps = Array.from(value.data, (number, i) => {
        const next = i % 64 === 63 ? i - 63 : i + 1
        return { edge: next < i, size: Math.abs(number - (value.data[next] ?? Number.NaN)) }
      })
      const sizes = (edge: boolean) => mean(steps.filter((step) => step.edge === edge).map(({ size }) => size))
      return sizes(true) / sizes(false)
    }
    const [without, withJitter] = [await seam(0), await seam(32)]
    assert.ok(without > 1.5 && withJitter < 1.2, `${without} without, ${withJitter} with`)
  })

  test('a constant picture, and filters that nothing excites, give finite values', async () => {
    for (const value of [0, 128, 255]) {
      const { data } = (await run(flat(40, 40, value), { ...usual, iterations: 2 }, network)).value
      assert.ok(data.every((number) => number >= 0 && number <= 255))
    }
    const black = flat(40, 40, 0)
    const some = Array.from({ length: 24 }, (_, filter) => filter)
    const { gradient } = await network.gradient(stack(some.map(() => black)), [
      { layer: 'block5_conv3', filters: some.map((filter) => [filter]), quadratic: 1 },
    ])
    const silent = some.filter((i) => selectImages(gradient, [i]).data.every((number) => number === 0))
    assert.ok(silent.length >= 2, 'too few filters are silent to test with')
    const none: Objective = [{ layer: 'block5_conv3', filters: silent, quadratic: 1 }]
    assert.deepEqual((await run(black, { ...bare, objective: none }, network)).value, black)
  })
})

test('octaves go from small to the picture’s own size, and the network is given these sizes', async () => {
  const seen: string[] = []
  const network = watched(
    ruled(() => 1),
    ({ shape }) => seen.push(shape.slice(2).join(' x ')),
  )
  const { value } = await run(photo, { ...usual, octaves: 4, octaveScale: 1.5, iterations: 2 }, network)
  assert.deepEqual(value.shape, photo.shape)
  const sizes = ['14 x 19', '21 x 28', '32 x 43', '48 x 64']
  assert.deepEqual(
    seen,
    sizes.flatMap((size) => [size, size]),
  )
  assert.deepEqual(
    octaveSizes(photo, { octaves: 4, octaveScale: 1.5 }).map((size) => size.join(' x ')),
    sizes,
  )
})

test('the changes of an octave are enlarged and added to the photo in the next one', async () => {
  const grey = paint(48, 64, (y, x) => 128 + 20 * Math.sin(0.2 * x + 0.1 * y))
  const [[height, width] = [0, 0]] = octaveSizes(grey, usual)
  const bump = paint(height, width, (y, x) => Math.exp(-((y - height / 2) ** 2 + (x - width / 2) ** 2) / 30))
  // A gradient in the smallest octave only.
  const network = ruled((_, i, { shape }) => (shape[2] === height ? (bump.data[i] ?? 0) : 0))
  const { value } = await run(grey, { ...usual, jitter: 0, smooth: 0 }, network)
  const added = bump.data.map((weight) => (4 * 1.5 * weight) / mean(bump.data))
  const wanted = octaveSizes(grey, usual)
    .slice(1)
    .reduce((detail, size) => resize(detail, ...size), { ...bump, data: added } as Images)
  const carried = value.data.map((number, i) => number - (grey.data[i] ?? 0))
  assert.ok(distance(carried, wanted.data) < 1e-3, `${distance(carried, wanted.data)}`)
  assert.ok(Math.max(...carried) > 0.9 * Math.max(...added))
})

test('jitter shifts the network’s input but not the result', async () => {
  // This gradient moves with the picture, so that the result is equal only if every shift is undone exactly.
  const network = ruled((value) => (value > 128 ? 1 : -1) * (1 + (value % 7)))
  const still = await run(photo, { ...usual, smooth: 0, jitter: 0 }, network)
  const moved = await run(photo, { ...usual, smooth: 0, jitter: 20 }, network)
  assert.ok(distance(still.value.data, moved.value.data) < 0.01)
})

test('previews are not shifted by the jitter', async () => {
  const still = ruled(() => 0)
  const steps = dream(photo, { ...bare, jitter: 20, iterations: 4, network: still, random: createRandom(1) })
  let shown = 0
  for await (const { picture } of steps) {
    assert.deepEqual(picture?.(), toPixels(photo))
    shown++
  }
  assert.equal(shown, 4)
})

test('jitter hides a grid in the network’s gradient', async () => {
  const grid = ruled((_, i) => (i % 8 === 0 ? 8 : 0))
  const unevenness = async (jitter: number) => {
    const { value } = await run(flat(48, 64, 100), { ...bare, iterations: 20, step: 1, jitter }, grid)
    const columns = Array.from({ length: 64 }, (_, x) => mean(value.data.filter((_, i) => i % 64 === x)))
    return deviation(columns)
  }
  const [without, withJitter] = [await unevenness(0), await unevenness(32)]
  assert.ok(withJitter < without / 2.5, `${without} without, ${withJitter} with`)
})

test('the blur applies to the gradient and does not change the step size', async () => {
  const spike = ruled((_, i) => (i === 24 * 64 + 32 ? 1 : 0))
  const change = async (smooth: number) => {
    const { value } = await run(flat(48, 64, 0), { ...bare, iterations: 1, step: 0.01, smooth }, spike)
    return value.data
  }
  const [sharp, soft] = [await change(0), await change(1)]
  assert.ok(Math.abs(mean(sharp) - 0.01) < 1e-6 && Math.abs(mean(soft) - 0.01) < 1e-6)
  assert.equal(sharp.filter((value) => value > 0).length, 1)
  assert.ok(soft.filter((value) => value > 0).length > 20)
})

test('progress rises from 0 in proportion to pixels times steps, and counts octaves and steps from 1', async () => {
  const { steps } = await run(
    photo,
    usual,
    ruled(() => 1),
  )
  const pixels = octaveSizes(photo, usual).map(([height, width]) => height * width)
  const work = 4 * pixels.reduce((sum, count) => sum + count, 0)
  let done = 0
  steps.forEach((step, i) => {
    const octave = Math.floor(i / 4)
    assert.deepEqual(step.at, { octave: [octave + 1, 3], step: [(i % 4) + 1, 4] })
    assert.ok(Math.abs(step.done - done / work) < 1e-12)
    done += pixels[octave] ?? 0
  })
  assert.equal(steps.length, 12)
  assert.equal(done, work)
})

test('the given photo is not changed, even with one octave', async () => {
  const before = photo.data.slice()
  for (const octaves of [1, 3]) {
    const { value } = await run(
      photo,
      { ...usual, octaves, jitter: 0 },
      ruled(() => 1),
    )
    assert.notEqual(value.data, photo.data)
    assert.deepEqual(photo.data, before)
  }
})

/**
 * The contract of engines, as a suite that runs over each of them: `engineContract('name', open, oracle)`. Results are
 * compared with a float64 reference, with its finite differences, and with another engine.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Engine, Images, Maps, Objective, OpenNetwork } from '../../src/engine/engine.ts'
import { resolveTaps } from '../../src/engine/objective.ts'
import { inferShapes, minimumSize, needed } from '../../src/network/graph/shapes.ts'
import { must } from '../../src/network/graph/walk.ts'
import { channelContract } from './channels.ts'
import { assertAgree, assertWithin, relative, relativeErrors } from './compare.ts'
import { kindsOfObjectives } from './objectives.ts'
import { oneImage, random, randomImages } from './random.ts'
import { type Plane, referenceForward, referenceObjective, referenceScore, toPlane } from './reference.ts'
import { refusalContract } from './refusals.ts'
import { tieContract } from './ties.ts'
import { tinyNetwork } from './tiny-network.ts'

/** Registers the suite. `oracle` opens the engine to compare with, which may be of the same kind. */
export function engineContract(name: string, open: () => Promise<Engine>, oracle: () => Promise<Engine>): void {
  describe(`engine ${name}`, () => {
    let tiny: OpenNetwork
    let other: OpenNetwork
    before(async () => {
      tiny = await (await open()).open(network)
      other = await (await oracle()).open(network)
    })
    after(async () => {
      await tiny.close()
      await other.close()
    })

    numbers(
      () => tiny,
      () => other,
    )
    behaviour(() => tiny, open)
    refusalContract(() => tiny, network)
    tieContract(open)
    channelContract(open, oracle)
  })
}

const network = tinyNetwork()
/**
 * Odd sizes, not square: in one of them the pools that round up have a remainder in both directions, in the other in
 * none.
 */
const tall = randomImages(11, 3, 39, 31)
const wide = randomImages(12, 3, 30, 45)

function numbers(tiny: () => OpenNetwork, other: () => OpenNetwork): void {
  for (const images of [tall, wide]) {
    const size = `${images.shape[3]} x ${images.shape[2]}`

    test(`activations of every layer, in the order of the request, at ${size}`, async () => {
      const layers = [...network.layers.keys()].reverse()
      const maps = await tiny().activations(images, layers)
      assert.equal(maps.length, layers.length)
      const wanted = planes(images).map((plane) => referenceForward(network, plane))
      layers.forEach((layer, i) => {
        const found = maps[i] as Maps
        assertWithin(relativeErrors(found, batch(wanted.map((values) => must(values, layer)))), 1e-5, layer)
      })
    })
  }

  for (const layer of network.layers.keys()) {
    test(`gradient of ${layer}`, () => checkGradient(tiny(), other(), tall, [{ layer, linear: -0.5, quadratic: 1 }]))
  }

  for (const [deep, shallow] of [
    ['residual', 'block'],
    ['block', 'stem'],
    ['pool', 'stem'],
  ] as const) {
    const shape = must(inferShapes(network, wide.shape), deep)
    for (const [kind, objective] of Object.entries(kindsOfObjectives(deep, shape, shallow))) {
      test(`gradient of ${kind}: ${deep}`, () => checkGradient(tiny(), other(), wide, objective))
    }
  }

  test('the score is the formula of Tap, applied to the activations', async () => {
    const objective: Objective = [
      { layer: 'residual', filters: [1, 4], linear: 2, weight: 0.5 },
      { layer: 'norm', quadratic: 3 },
    ]
    const maps = await tiny().activations(tall, ['residual', 'norm'])
    const { score } = await tiny().gradient(tall, objective)
    score.forEach((value, image) => {
      const terms = objective.map((tap, i) => referenceScore(tap, image, toPlane(maps[i] as Maps, image)))
      const wanted = terms.reduce((sum, term) => sum + term.score, 0)
      assert.ok(Math.abs(value - wanted) < 1e-5 * terms.reduce((sum, term) => sum + term.scale, 0))
    })
  })

  test('gradient of pictures of the smallest possible size', async () => {
    const side = minimumSize(network, 'probabilities')
    const images = randomImages(13, 3, side, side)
    await checkGradient(tiny(), other(), images, [{ layer: 'probabilities', filters: [3], linear: 1 }])
  })
}

/**
 * Compares scores and gradients with the other engine, and with finite differences of the reference along a random
 * direction.
 */
async function checkGradient(engine: OpenNetwork, other: OpenNetwork, images: Images, objective: Objective) {
  const found = await engine.gradient(images, objective)
  assert.deepEqual(found.gradient.shape, images.shape)
  assertAgree(found, await other.gradient(images, objective))

  const { graph, tensors } = resolveTaps(network, objective)
  const part = { input: graph.input, nodes: needed(graph, tensors) }
  const score = (plane: Plane, image: number) =>
    referenceObjective(objective, tensors, image, referenceForward(part, plane))
  const { sign } = random(21)
  const scores: number[] = []
  const slopes = planes(images).map((plane, image) => {
    const own = oneImage(found.gradient, image).data
    const norm = Math.hypot(...own)
    const direction = plane.data.map(sign)
    const [ahead, behind] = [1, -1].map((side) =>
      score({ ...plane, data: plane.data.map((value, i) => value + side * STEP * (direction[i] ?? 0)) }, image),
    )
    const slope = ((ahead ?? Number.NaN) - (behind ?? Number.NaN)) / (2 * STEP)
    const wanted = own.reduce((sum, value, i) => sum + value * (direction[i] ?? 0), 0)
    const exact = score(plane, image)
    scores.push(relative(Math.abs((found.score[image] ?? Number.NaN) - exact), exact))
    return relative(Math.abs(slope - wanted), norm)
  })
  assertWithin(slopes, 1e-4, 'finite differences')
  assertWithin(scores, 1e-4, 'score')
}

/**
 * The step of finite differences, in units of 0..255. It is so small that hardly one of ten thousand ReLUs and maxima
 * crosses its kink, and so large that the difference has seven exact digits in float64.
 */
const STEP = 1e-5

function behaviour(tiny: () => OpenNetwork, open: () => Promise<Engine>): void {
  const objective: Objective = [
    {
      layer: 'block',
      filters: [
        [0, 5],
        [3, 9],
        [15, 12],
      ],
      linear: 1,
    },
  ]

  test('a batch gives the results of its images one by one', async () => {
    const whole = await tiny().gradient(tall, objective)
    const [maps] = await tiny().activations(tall, ['residual'])
    for (const i of [0, 1, 2]) {
      const image = oneImage(tall, i)
      const filters = [objective[0]?.filters?.[i] as number[]]
      const single = await tiny().gradient(image, [{ layer: 'block', filters, linear: 1 }])
      assertAgree({ score: whole.score.slice(i, i + 1), gradient: oneImage(whole.gradient, i) }, single, 1e-5)
      const [alone] = await tiny().activations(image, ['residual'])
      assertWithin(relativeErrors(oneImage(maps as Maps, i), alone as Maps), 1e-5)
    }
  })

  test('calls with other sizes, batches and objectives do not change later or earlier results', async () => {
    const input = tall.data.slice()
    const first = await tiny().gradient(tall, objective)
    const copy = first.gradient.data.slice()
    for (const images of [wide, oneImage(wide, 1), randomImages(14, 2, 40, 64)])
      await tiny().gradient(images, [{ layer: 'residual', quadratic: 1 }])
    await tiny().activations(wide, ['block', 'norm'])
    await tiny().gradient(wide, objective)
    assert.deepEqual(first.gradient.data, copy, 'a later call wrote into an earlier result')
    assert.deepEqual(await tiny().gradient(tall, objective), first, 'the same call gave other numbers')
    assert.deepEqual(tall.data, input, 'the images were written to')
  })

  test('networks of one engine are independent, and calls after close fail', async () => {
    const engine = await open()
    const [one, two] = [await engine.open(network), await engine.open(tinyNetwork(2))]
    const mine = await one.gradient(wide, [{ layer: 'block', quadratic: 1 }])
    const theirs = await two.gradient(wide, [{ layer: 'block', quadratic: 1 }])
    assert.notDeepEqual(mine.score, theirs.score)
    await one.close()
    await assert.rejects(one.gradient(wide, [{ layer: 'block', quadratic: 1 }]))
    await assert.rejects(one.activations(wide, ['block']))
    assert.deepEqual(await two.gradient(wide, [{ layer: 'block', quadratic: 1 }]), theirs)
    await two.close()
  })
}

function planes(images: Images): Plane[] {
  return Array.from({ length: images.shape[0] }, (_, i) => toPlane(images, i))
}

function batch(values: readonly Plane[]): Maps {
  const [first] = values
  if (!first) throw new Error('an empty batch')
  return { shape: [values.length, ...first.shape], data: Float32Array.from(values.flatMap(({ data }) => [...data])) }
}

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zoomAndRotate } from '../../../src/vis/dream/roll-and-zoom.ts'
import { createRandom, type Random } from '../../../src/vis/random.ts'
import { crops } from '../../../src/vis/transform/crops.ts'
import {
  addNoise,
  compose,
  jitter,
  pad,
  scaleAndRotate,
  settlingTransforms,
  standardTransforms,
} from '../../../src/vis/transform/random-transforms.ts'
import { createWarp } from '../../../src/vis/transform/warp.ts'
import { randomImages, randomMaps } from '../../contract/random.ts'
import { at, deviation, distance, flat, mean, paint } from '../networks.ts'
import { assertAdjoint, copy, pull } from '../pullbacks.ts'

const images = randomImages(1, 2, 20, 26)

test('the pullback of every transform is its adjoint, for any random draw', () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = createRandom(seed)
    for (const transform of [
      pad(3),
      jitter(5),
      scaleAndRotate([0.9, 1.1], [-10, 10]),
      scaleAndRotate([0.5, 2], [-180, 180]),
      compose([pad(4), jitter(3), scaleAndRotate([0.9, 1.1], [-10, 10]), jitter(2)]),
      standardTransforms(),
    ])
      assertAdjoint(transform(random, 0), [2, 3, 16, 23])
    for (const done of [0, 0.5, 1])
      assertAdjoint(crops({ count: 3, size: 9, share: [0.5, 0.05] })(random, done), [1, 3, 24, 24])
    assertAdjoint(crops({ count: 2, size: 7, share: [1, 1] })(random, 0), [1, 3, 12, 31])
  }
})

test('pad adds a grey border', () => {
  const { y } = pad(3, 100)(createRandom(1), 0)(images)
  assert.deepEqual([...y.shape], [2, 3, 26, 32])
  for (const [row, column] of [
    [0, 0],
    [2, 10],
    [25, 31],
    [10, 29],
  ] as const)
    assert.equal(at(y, row, column, 4), 100)
  assert.equal(at(y, 3, 3, 4), at(images, 0, 0, 4))
  assert.equal(at(y, 22, 28, 1), at(images, 19, 25, 1))
})

test('jitter crops every possible window, the same one in all pictures', () => {
  const random = createRandom(2)
  const corners = new Set<string>()
  const plain = paint(9, 9, (y, x) => 10 * y + x)
  const transform = jitter(2)
  for (let i = 0; i < 200; i++) {
    const { y } = transform(random, 0)(plain)
    assert.deepEqual([...y.shape], [1, 3, 7, 7])
    const corner = at(y, 0, 0)
    corners.add(String(corner))
    assert.equal(at(y, 6, 5, 2), corner + 65)
  }
  assert.equal(corners.size, 9)
  const { y } = jitter(4)(createRandom(3), 0)(images)
  const place = images.data.indexOf(at(y, 0, 0))
  assert.equal(at(y, 0, 0, 3), images.data[place + 3 * 20 * 26])
})

test('the identity leaves the picture unchanged, and other zooms and rotations match those of dreams', () => {
  const still = scaleAndRotate([1, 1], [0, 0])(createRandom(1), 0)(images)
  assert.ok(distance(still.y.data, images.data) < 1e-3)
  const smooth = paint(30, 40, (y, x, c) => 128 + 60 * Math.sin(0.2 * y + c) * Math.cos(0.15 * x))
  for (const [zoom, degrees] of [
    [1.1, 0],
    [0.9, 10],
    [1, -10],
    [1.05, 90],
  ] as const) {
    const { y } = scaleAndRotate([zoom, zoom], [degrees, degrees])(createRandom(1), 0)(smooth)
    // Those of dreams are bicubic, these bilinear.
    assert.ok(distance(y.data, zoomAndRotate(smooth, zoom, degrees).data) < 1.5, `${zoom}, ${degrees}`)
  }
})

test('samples beyond the edges repeat the edges', () => {
  for (const transform of [scaleAndRotate([0.5, 0.5], [45, 45]), crops({ count: 2, size: 8, share: [1, 1] })]) {
    const { y } = transform(createRandom(1), 0)(flat(12, 12, 77))
    assert.ok(distance(y.data, new Float32Array(y.data.length).fill(77)) < 1e-4)
  }
})

test('samples between pixels are interpolated linearly', () => {
  const grid = { height: 2, width: 3, start: [0.25, 0.5], down: [1, 0], right: [0, 1] } as const
  const { y } = createWarp()(grid)(paint(4, 5, (y, x) => 100 * y + x, 1))
  const wanted = [25.5, 26.5, 27.5, 125.5, 126.5, 127.5]
  assert.ok(distance(y.data, wanted) < 1e-4, `${y.data}`)
})

test('crops are squares within the picture, large in the first steps', () => {
  const random = createRandom(5)
  const [height, width] = [60, 80]
  const places = paint(height, width, (y, x, c) => (c === 0 ? y : x))
  const transform = crops({ count: 8, size: 16, share: [0.5, 0.05] })
  const sides = (done: number) => {
    const { y } = transform(random, done)(places)
    assert.deepEqual([...y.shape], [8, 3, 16, 16])
    return Array.from({ length: 8 }, (_, i) => {
      const [top, left] = [at(y, 0, 0, 3 * i), at(y, 0, 0, 3 * i + 1)]
      const [bottom, right] = [at(y, 15, 15, 3 * i), at(y, 15, 15, 3 * i + 1)]
      assert.ok(top >= 0 && left >= 0 && bottom <= height - 1 && right <= width - 1)
      return [bottom - top, right - left] as const
    })
  }
  const first = sides(0)
  for (const [down, across] of first) assert.ok(Math.abs(down - across) < 1, `${down} x ${across}`)
  const [large, small] = [first, sides(1)].map((some) => mean(some.map(([down]) => down))) as [number, number]
  assert.ok(Math.abs(large - 30 * (15 / 16)) < 5 && small < 6, `${large}, ${small}`)
})

test('addNoise adds normal noise of the given deviation and passes the gradient through', () => {
  const { y } = addNoise(10)(createRandom(1), 0)(flat(64, 64, 128))
  assert.ok(Math.abs(mean(y.data) - 128) < 0.5 && Math.abs(deviation(y.data) - 10) < 0.3)
  const g = randomMaps(3, [1, 3, 6, 6])
  assert.deepEqual(pull(addNoise(10)(createRandom(1), 0), flat(6, 6, 1), g), g)
})

test('the standard transforms enlarge a picture slightly, and the same seed transforms it the same way', () => {
  const shape = [1, 3, 64, 64] as const
  const transform = standardTransforms()
  const moved = (random: Random) => copy(transform(random, 0)(randomImages(4, 1, 64, 64)).y)
  const [random, again] = [createRandom(9), createRandom(9)]
  const one = [moved(random), moved(random)]
  assert.deepEqual([...(one[0]?.shape ?? [])], [shape[0], shape[1], 76, 76])
  assert.deepEqual([moved(again), moved(again)], one)
  assert.notDeepEqual(one[0], one[1])
})

test('after half of the steps, settlingTransforms move a picture by no more than a pixel', () => {
  const picture = randomMaps(4, [1, 3, 32, 32])
  const transform = settlingTransforms()
  assert.ok(transform(createRandom(1), 0.49)(picture).y.shape[2] > 32)
  const { y } = transform(createRandom(1), 0.5)(picture)
  assert.deepEqual([...y.shape], [1, 3, 32, 32], 'no smaller than they are: a layer may need them all')
  const moves = [-1, 0, 1]
  assert.ok(moves.some((down) => moves.some((right) => at(y, 9, 9) === at(picture, 9 + down, 9 + right))))
})

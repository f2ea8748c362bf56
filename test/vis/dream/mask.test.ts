import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import { BACKDROP } from '../../../src/core/pixels.ts'
import type { Images } from '../../../src/engine/engine.ts'
import { dream } from '../../../src/vis/dream/dream.ts'
import { blendByMask, opacityMask, withTransparency } from '../../../src/vis/dream/mask.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { randomImages } from '../../contract/random.ts'
import { at, distance, finish, flat, mean, paint, ruled } from '../networks.ts'

const [height, width] = [48, 64]
const photo = randomImages(1, 1, height, width)
/** A mask that is 0 on the left, 1 on the right, and a ramp in between. */
const soft = paint(height, width, (_, x) => Math.min(1, Math.max(0, (x - 24) / 16)), 1)
const usual = {
  objective: [{ layer: 'any', quadratic: 1 }],
  octaves: 3,
  octaveScale: 1.4,
  iterations: 4,
  step: 1.5,
  jitter: 20,
  smooth: 0.5,
}
const up = ruled((_, i) => 1 + (i % 7))
const run = (options: object, image = photo) =>
  finish(dream(image, { ...usual, mask: soft, ...options, network: up, random: createRandom(1) })).then(
    ({ value }) => value,
  )

test('the result is the photo where the mask is 0, and changes where it is 1', async () => {
  const found = await run({})
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const change = Math.abs(at(found, y, x) - Math.min(255, Math.max(0, at(photo, y, x))))
      if (x <= 24) assert.equal(change, 0, `${y}, ${x}`)
    }
  const change = (from: number, to: number) =>
    mean(found.data.filter((_, i) => i % width >= from && i % width < to)) -
    mean(photo.data.filter((_, i) => i % width >= from && i % width < to))
  assert.ok(change(44, 60) > 10, `${change(44, 60)}`)
})

test('in one octave without blur, a pixel changes in proportion to its mask', async () => {
  const grey = flat(height, width, 100)
  const even = ruled(() => 1)
  const options = { ...usual, octaves: 1, jitter: 9, smooth: 0, mask: soft }
  const { value } = await finish(dream(grey, { ...options, network: even, random: createRandom(1) }))
  const changes = value.data.map((number) => number - 100)
  const wanted = soft.data.map((weight) => 4 * 1.5 * weight)
  // The gradient is normalized over the mask's area only, so that the step size does not depend on that area.
  assert.ok(distance(changes.subarray(0, height * width), wanted) < 1e-3)
})

test('lost detail and Laplacian normalization keep to the mask too', async () => {
  for (const options of [{ detail: 0 }, { detail: 2 }, { laplacian: 2 }]) {
    const found = await run(options)
    for (let x = 0; x <= 24; x++)
      assert.equal(at(found, 20, x), Math.min(255, Math.max(0, at(photo, 20, x))), JSON.stringify(options))
  }
})

test('a resized mask stays within 0..1', () => {
  const data = Uint8Array.from({ length: 100 * 80 }, (_, i) => (i % 100 < 50 ? 0 : 255))
  const mask = opacityMask({ width: 100, height: 80, data }, flat(40, 50, 0))
  assert.deepEqual(mask.shape, [1, 1, 40, 50])
  assert.ok(mask.data.every((value) => value >= 0 && value <= 1))
  assert.deepEqual([at(mask, 5, 10), at(mask, 5, 40)], [0, 1])
  const sentence = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      assert.ok(error instanceof UserError)
      return error.message
    }
    return ''
  }
  assert.match(
    sentence(() => opacityMask(undefined, photo)),
    /^The photo has no transparent parts/,
  ) // prettier-ignore
  const empty = { width: 2, height: 2, data: new Uint8Array(4) }
  assert.match(
    sentence(() => opacityMask(empty, photo)),
    /^The photo is transparent everywhere/,
  ) // prettier-ignore
})

test('in an animation, the masked parts of every frame are the photo', () => {
  const moved = randomImages(9, 1, height, width)
  const found = blendByMask(moved, photo, soft)
  for (let x = 0; x < width; x++) {
    const [weight, kept, value] = [at(soft, 3, x), at(photo, 3, x), at(moved, 3, x)]
    assert.ok(Math.abs(at(found, 3, x) - (kept + weight * (value - kept))) < 1e-3)
  }
})

test('a transparent result looks on grey as it was computed on grey', () => {
  const alpha: Images = paint(4, 6, (_, x) => x / 5, 1)
  // On grey, nearly transparent pixels are nearly grey.
  const seen = Uint8Array.from(
    { length: 72 },
    (_, i) => BACKDROP + (alpha.data[Math.floor(i / 3)] ?? 0) * ((i * 37) % 100),
  )
  const found = withTransparency({ width: 6, height: 4, data: seen }, alpha)
  assert.ok(found.alpha)
  seen.forEach((value, i) => {
    const opacity = (found.alpha?.[Math.floor(i / 3)] ?? 0) / 255
    const shown = BACKDROP + opacity * ((found.data[i] ?? 0) - BACKDROP)
    assert.ok(Math.abs(shown - value) <= 1.01, `${shown} for ${value}`)
  })
  assert.deepEqual([...found.data.subarray(0, 3)], [BACKDROP, BACKDROP, BACKDROP])
})

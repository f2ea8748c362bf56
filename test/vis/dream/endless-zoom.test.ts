import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AscentStep } from '../../../src/core/rendering.ts'
import type { Images } from '../../../src/engine/engine.ts'
import { endlessZoom } from '../../../src/vis/dream/endless-zoom.ts'
import { zoomAndRotate } from '../../../src/vis/dream/roll-and-zoom.ts'
import { toPixels } from '../../../src/vis/images.ts'
import { subProgress } from '../../../src/vis/sub-progress.ts'
import { randomImages } from '../../contract/random.ts'
import { finish } from '../networks.ts'

const start = randomImages(1, 1, 20, 30)

/** A render of `count` steps that brightens the picture by 1; its score is the frame's number. */
async function* brighten(image: Images, frame: number, steps: number): AsyncGenerator<AscentStep, Images> {
  for (let i = 0; i < steps; i++) yield { score: frame, done: i / steps, at: { step: [i + 1, steps] } }
  return { ...image, data: image.data.map((value) => value + 1) }
}

test('each frame is made from the frame before it, zoomed and rotated, and the first one from the photo', async () => {
  const options = { frames: 4, zoom: 1.1, rotate: 5 }
  const { value } = await finish(endlessZoom(start, options, (image, frame) => brighten(image, frame, 1)))
  const wanted: Images[] = []
  for (let frame = 0; frame < 4; frame++) {
    const last = wanted.at(-1)
    wanted.push((await finish(brighten(last ? zoomAndRotate(last, 1.1, 5) : start, frame, 1))).value)
  }
  assert.deepEqual(
    value,
    wanted.map((image) => toPixels(image)),
  )
  assert.equal(new Set(value.map(({ data }) => data.join())).size, 4, 'frames differ')
})

test('progress advances by each frame’s share of the work and counts frames from 1', async () => {
  for (const laterWork of [1, 0.4, 2]) {
    const counts = [10, 10 * laterWork, 10 * laterWork]
    const { steps } = await finish(
      endlessZoom(start, { frames: 3, zoom: 1, rotate: 0, laterWork }, (image, frame) =>
        brighten(image, frame, counts[frame] ?? 0),
      ),
    )
    const all = counts.reduce((sum, count) => sum + count, 0)
    assert.equal(steps.length, all)
    steps.forEach(({ done, at, score }, i) => {
      assert.ok(Math.abs(done - i / all) < 1e-9, `${done} at step ${i} of ${all}`)
      assert.deepEqual(at.frame, [score + 1, 3])
      assert.deepEqual(Object.keys(at), ['frame', 'step'])
    })
  }
})

test('nested progress is a share of the whole, with counters from the outermost in', async () => {
  const inner = subProgress(brighten(start, 7, 2), { from: 0.5, share: 0.5, at: { octave: [2, 2] } })
  const { steps, value } = await finish(subProgress(inner, { from: 0.2, share: 0.4, at: { frame: [3, 9] } }))
  assert.deepEqual(steps, [
    { score: 7, done: 0.4, at: { frame: [3, 9], octave: [2, 2], step: [1, 2] } },
    { score: 7, done: 0.5, at: { frame: [3, 9], octave: [2, 2], step: [2, 2] } },
  ])
  assert.deepEqual(Object.keys(steps[0]?.at ?? {}), ['frame', 'octave', 'step'])
  assert.equal(value.data[0], (start.data[0] ?? 0) + 1)
})

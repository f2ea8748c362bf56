import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../../src/engine/engine.ts'
import { endlessZoom } from '../../../src/vis/dream/endless-zoom.ts'
import { createLoop } from '../../../src/vis/dream/loop.ts'
import { zoomAndRotate } from '../../../src/vis/dream/roll-and-zoom.ts'
import { finish, mean, paint } from '../networks.ts'

/** A smooth picture: small movements change it little. */
const start = paint(48, 64, (y, x, c) => 128 + 60 * Math.sin(0.2 * x + c) * Math.cos(0.23 * y - c))

/** A dream whose changes accumulate: each frame is brighter and has its own pattern. */
async function* brighten(image: Images, frame: number) {
  yield { score: 0, done: 0, at: {} }
  const pattern = (i: number) => 6 * Math.sin(0.3 * (i % 64) + frame)
  return { ...image, data: image.data.map((value, i) => Math.min(255, value + 4 + pattern(i))) }
}

async function run(options: { frames: number; zoom: number; rotate: number }, isLoop: boolean) {
  const transformFrame = isLoop ? createLoop(options) : (image: Images) => image
  return (await finish(endlessZoom(start, { ...options, transformFrame }, brighten))).value
}

/** The mean change from each frame to the next, and from the last to the first. */
function steps(frames: readonly { data: Uint8Array }[]): number[] {
  return frames.map(({ data }, i) => {
    const next = frames[(i + 1) % frames.length]?.data ?? data
    return mean(data.map((value, k) => Math.abs(value - (next[k] ?? 0))))
  })
}

test('the last frame differs from the first no more than neighbouring frames do', async () => {
  for (const options of [
    { frames: 16, zoom: 1.04, rotate: 1.5 },
    { frames: 24, zoom: 1.1, rotate: -4 },
    { frames: 12, zoom: 1, rotate: 0 },
  ]) {
    const [loop, cut] = [steps(await run(options, true)), steps(await run(options, false))]
    const [usual, end] = [Math.max(...loop.slice(0, -1)), loop.at(-1) ?? 0]
    assert.ok(end < 1.2 * usual, `${JSON.stringify(options)}: ${end} after ${usual}`)
    assert.ok((cut.at(-1) ?? 0) > 2 * usual, 'without it there is a cut')
  }
})

test('the last frame, zoomed and rotated once more, is the first', () => {
  for (const { zoom, rotate } of [
    { zoom: 1.05, rotate: 2 },
    { zoom: 1.3, rotate: 0 },
  ]) {
    // prettier-ignore
    const after = createLoop({ frames: 10, zoom, rotate })
    const other = paint(48, 64, () => 20)
    let last = after(start, 0)
    for (let frame = 1; frame < 10; frame++) last = after(other, frame)
    const next = zoomAndRotate(last, zoom, rotate)
    const inside = (data: Float32Array) =>
      data.filter((_, i) => Math.abs((i % 64) - 32) < 22 && Math.abs(((i / 64) % 48) - 24) < 15) // prettier-ignore
    const [found, wanted] = [inside(next.data), inside(start.data)]
    const difference = mean(found.map((value, i) => Math.abs(value - (wanted[i] ?? 0))))
    assert.ok(difference < 4, `${difference}`)
  }
})

test('the first half of the frames is unchanged, and the first frame grows from the centre', () => {
  const after = createLoop({ frames: 20, zoom: 1.05, rotate: 0 })
  const other = paint(48, 64, () => 20)
  assert.equal(after(start, 0), start)
  for (let frame = 1; frame < 10; frame++) assert.equal(after(other, frame), other)
  const change = ({ data }: Images, from: number, to: number) =>
    mean(
      data.filter((value, i) => {
        const far = Math.hypot(((i % 64) - 31.5) / 32, ((Math.floor(i / 64) % 48) - 23.5) / 24)
        return far >= from && far < to && Number.isFinite(value)
      }),
    ) - 20
  for (let frame = 11; frame < 17; frame++) {
    const shown = after(other, frame)
    assert.ok(change(shown, 0, 0.3) > change(shown, 0.9, 1.4) + 1, `frame ${frame}`)
  }
  assert.ok(change(after(other, 19), 0.9, 1.4) > 50, 'in the end all of it is the first')
})

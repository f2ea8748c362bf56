import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerSchedule } from '../../../src/vis/dream/layer-schedule.ts'

const layers = [
  { layer: 'a', weight: 1 },
  { layer: 'b', weight: 2 },
  { layer: 'c', weight: 4 },
]

/** For each frame the share of each layer's weight. */
function shares(frames: number, loop: boolean): number[][] {
  return Array.from({ length: frames }, (_, frame) => {
    const found = layerSchedule(layers, frame, { frames, loop })
    return layers.map(({ layer, weight }) => (found.find((each) => each.layer === layer)?.weight ?? 0) / weight)
  })
}

test('the schedule goes from the first layer to the last, or in a loop back to the first', () => {
  const way = shares(9, false)
  assert.deepEqual(
    [way[0], way[4], way[8]],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  ) // prettier-ignore
  const loop = shares(9, true)
  assert.deepEqual(
    [loop[0], loop[3], loop[6]],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  ) // prettier-ignore
  assert.ok(loop.at(-1)?.[2] && loop.at(-1)?.[0], 'the last frame is on the way to the first')
})

test('every frame has one whole layer or shares of two that sum to one, and shares change gradually', () => {
  for (const loop of [false, true]) {
    for (const frames of [3, 7, 30]) {
      const all = shares(frames, loop)
      const next = loop ? [...all.slice(1), all[0] ?? []] : all.slice(1)
      for (const frame of all) {
        assert.ok(Math.abs(frame.reduce((sum, share) => sum + share, 0) - 1) < 1e-12)
        assert.ok(frame.every((share) => share >= 0) && frame.filter((share) => share > 0).length <= 2)
      }
      const steps = next.map((frame, i) => Math.max(...frame.map((share, k) => Math.abs(share - (all[i]?.[k] ?? 0)))))
      if (frames === 30) assert.ok(Math.max(...steps) < 0.17, `${Math.max(...steps)}`)
    }
  }
})

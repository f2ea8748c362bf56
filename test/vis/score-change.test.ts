import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Images } from '../../src/engine/engine.ts'
import { scoreChange } from '../../src/vis/score-change.ts'

/** Scores a picture by its mean, and records the sizes of all pictures. */
function meter() {
  const seen: string[] = []
  return {
    seen,
    async gradient({ shape: [, , height, width], data }: Images) {
      seen.push(`${width}x${height}`)
      return { score: Float32Array.of(data.reduce((sum, value) => sum + value, 0) / data.length) }
    },
  }
}

const flat = (width: number, height: number, value: number): Images => {
  return { shape: [1, 3, height, width], data: new Float32Array(3 * width * height).fill(value) }
}

test('both pictures are scored at one size, no smaller than the minimum side allows', async () => {
  for (const [width, height, minimumSide, size] of [
    [100, 80, 10, '100x80'],
    [512, 384, 10, '256x192'],
    // The shorter side of a long picture keeps the pixels that the layer needs.
    [1024, 128, 64, '512x64'],
    [1024, 128, 200, '1024x128'],
    [512, 384, undefined, '512x384'],
  ] as const) {
    const { gradient, seen } = meter()
    const [before, after] = [flat(width, height, 10), flat(width, height, 90)]
    const score = await scoreChange(gradient, { before, after, minimumSide })
    assert.deepEqual(seen, [size, size])
    assert.ok(Math.abs(score.before - 10) < 1e-3 && Math.abs(score.after - 90) < 1e-3)
  }
})

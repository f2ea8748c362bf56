/** The dream and the classic method as plain loops of their formulas: references for the tests of src/vis. */
import assert from 'node:assert/strict'
import type { Images, Objective, OpenNetwork } from '../../src/engine/engine.ts'
import { toPixels } from '../../src/vis/images.ts'

interface Looped {
  readonly image: Images
  readonly scores: number[]
}

/** `iterations` steps of x += step * g / mean|g|, clipped to 0..255. */
export async function dreamLoop(
  image: Images,
  objective: Objective,
  step: number,
  iterations: number,
  network: OpenNetwork,
): Promise<Looped> {
  let x = Array.from(image.data)
  const scores: number[] = []
  for (let i = 0; i < iterations; i++) {
    const { score, gradient } = await network.gradient({ ...image, data: Float32Array.from(x) }, objective)
    scores.push(score[0] ?? Number.NaN)
    const g = Array.from(gradient.data)
    const size = g.map(Math.abs).reduce((sum, value) => sum + value) / g.length
    x = x.map((value, k) => Math.min(255, Math.max(0, value + (step * (g[k] ?? 0)) / size)))
  }
  return { image: { ...image, data: Float32Array.from(x) }, scores }
}

/** `iterations` steps of x += step * g / (rms(g) + 1e-5) for the mean of one filter's map, without clipping. */
export async function classicLoop(
  image: Images,
  layer: string,
  filter: number,
  step: number,
  iterations: number,
  network: OpenNetwork,
): Promise<Looped> {
  let x = Array.from(image.data)
  const scores: number[] = []
  for (let i = 0; i < iterations; i++) {
    const batch = { ...image, data: Float32Array.from(x) }
    const { score, gradient } = await network.gradient(batch, [{ layer, filters: [filter], linear: 1 }])
    scores.push(score[0] ?? Number.NaN)
    const g = Array.from(gradient.data)
    const rms = Math.sqrt(g.reduce((sum, value) => sum + value * value, 0) / g.length)
    x = x.map((value, k) => value + (step * (g[k] ?? 0)) / (rms + 1e-5))
  }
  return { image: { ...image, data: Float32Array.from(x) }, scores }
}

/** Asserts that two pictures agree within rounding: in 8 bits, 999 of 1000 values are equal, and none differs by 2. */
export function assertSamePicture(got: Images, wanted: Images): void {
  const { same, said } = compare(got, wanted)
  assert.ok(same, said)
}

/**
 * Asserts the same for pairs of pictures from different engines. One pair may differ: rounding can put a ReLU or a
 * maximum on the other side of its kink, which legitimately changes a patch of the picture.
 */
export function assertSamePictures(pairs: readonly (readonly [got: Images, wanted: Images])[]): void {
  const results = pairs.map(([got, wanted]) => compare(got, wanted))
  const different = results.filter(({ same }) => !same).map(({ said }) => said)
  assert.ok(different.length <= 1 && pairs.length >= 3, different.join('; '))
}

function compare(got: Images, wanted: Images): { same: boolean; said: string } {
  const [a, b] = [toPixels(got).data, toPixels(wanted).data]
  assert.equal(a.length, b.length)
  const differences = Array.from(a, (value, i) => Math.abs(value - (b[i] ?? Number.NaN)))
  const most = Math.max(...differences)
  const other = differences.filter((difference) => difference > 0).length
  const said = `${other} of ${a.length} values differ, by up to ${most}`
  return { same: most <= 1 && other <= a.length / 1000, said }
}

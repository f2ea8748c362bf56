/** Compares the results of two engines. */
import assert from 'node:assert/strict'
import type { Gradient, Maps } from '../../src/engine/engine.ts'

/** norm(got - wanted) / norm(wanted), for each image of a batch. */
export function relativeErrors(got: Maps, wanted: Maps): number[] {
  assert.deepEqual([...got.shape], [...wanted.shape])
  assert.equal(got.data.length, wanted.data.length)
  const size = got.data.length / got.shape[0]
  return Array.from({ length: got.shape[0] }, (_, image) => {
    let [difference, norm] = [0, 0]
    for (let i = image * size; i < (image + 1) * size; i++) {
      difference += ((got.data[i] ?? Number.NaN) - (wanted.data[i] ?? Number.NaN)) ** 2
      norm += (wanted.data[i] ?? 0) ** 2
    }
    return relative(Math.sqrt(difference), Math.sqrt(norm))
  })
}

/** `difference` relative to `size`; the absolute difference where `size` is 0. */
export function relative(difference: number, size: number): number {
  return size === 0 ? difference : difference / Math.abs(size)
}

/**
 * Asserts that errors, one for each image, are within `tolerance`: the median is, and no image's error is a hundred
 * times as large. Rounding may put one of a hundred thousand ReLUs or maxima on the other side of its kink, and the
 * gradient is then off by a few thousandths without being wrong.
 */
export function assertWithin(errors: readonly number[], tolerance: number, what = 'relative error'): void {
  const sorted = errors.toSorted((a, b) => a - b)
  const median = sorted[(sorted.length - 1) >> 1] ?? Number.NaN
  const said = `${what}: ${errors.map((error) => error.toExponential(2)).join(', ')}, tolerance ${tolerance}`
  assert.ok(median <= tolerance && errors.every((error) => error <= 100 * tolerance), said)
}

/** Asserts that scores and gradients agree within `tolerance`, and that the gradient is not zero everywhere. */
export function assertAgree(got: Gradient, wanted: Gradient, tolerance = 1e-4): void {
  assert.ok(
    wanted.gradient.data.some((value) => value !== 0),
    'the gradient is zero everywhere',
  )
  assertWithin(relativeErrors(got.gradient, wanted.gradient), tolerance, 'gradient')
  assertWithin(relativeErrors(column(got.score), column(wanted.score)), tolerance, 'score')
}

function column(score: Float32Array): Maps {
  return { shape: [score.length, 1, 1, 1], data: score }
}

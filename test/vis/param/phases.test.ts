import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFourierTransform } from '../../../src/vis/param/fourier.ts'
import { naturalMagnitudes, polar, SPECTRUM_LAW, standardize } from '../../../src/vis/param/phases.ts'
import { randomMaps } from '../../contract/random.ts'
import { deviation, distance, mean } from '../networks.ts'
import { assertGradient, copy } from '../pullbacks.ts'

test('magnitudes follow the power law in all directions alike, and are 0 for the mean colour', () => {
  const { frequencies } = createFourierTransform(64, 64)
  const magnitudes = naturalMagnitudes(frequencies, 1 / 64)
  const size = frequencies.length
  for (const [plane, { magnitude, decay }] of SPECTRUM_LAW.entries()) {
    assert.equal(magnitudes[plane * size], 0)
    // Row 4 down, column 4 across.
    for (const place of [4 * 33, 4]) assert.ok(Math.abs((magnitudes[plane * size + place] ?? 0) - magnitude) < 1e-12)
    const ratio = (magnitudes[plane * size + 8] ?? 0) / magnitude
    assert.ok(Math.abs(ratio - 2 ** -decay) < 1e-12)
  }
  assert.ok(magnitudes.every(Number.isFinite))
})

test('the magnitudes do not depend on the phases', () => {
  const magnitudes = Float64Array.from({ length: 24 }, (_, i) => i)
  const phases = randomMaps(1, [1, 2, 3, 4])
  const { y } = polar(magnitudes)({ ...phases, data: phases.data.map((value) => 10 * value) })
  assert.deepEqual([...y.shape], [1, 4, 3, 4])
  for (const [i, magnitude] of magnitudes.entries()) {
    const at = i + 12 * Math.floor(i / 12)
    assert.ok(Math.abs(Math.hypot(y.data[at] ?? 0, y.data[at + 12] ?? 0) - magnitude) < 1e-5)
  }
})

test('the gradients of polar and standardize match finite differences', () => {
  const x = randomMaps(2, [1, 2, 3, 4])
  assertGradient(polar(Float64Array.from({ length: 24 }, (_, i) => i + 1)), x)
  assertGradient(standardize(), x)
  assertGradient(standardize(2.5), { ...x, data: x.data.map((value) => 7 * value + 3) }, { step: 1e-2 })
})

test('standardize gives the mean 0 and the given deviation, and leaves data that has them', () => {
  const x = randomMaps(3, [1, 3, 20, 20])
  const y = copy(standardize(2)({ ...x, data: x.data.map((value) => 30 * value - 7) }).y)
  assert.ok(Math.abs(mean(y.data)) < 1e-5 && Math.abs(deviation(y.data) - 2) < 1e-4)
  assert.ok(distance(standardize(2)(y).y.data, y.data) < 1e-4)
})

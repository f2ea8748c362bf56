import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as tf from '@tensorflow/tfjs'
import type { Maps } from '../../../src/engine/engine.ts'
import { stack } from '../../../src/vis/images.ts'
import { fromRgb, toRgb } from '../../../src/vis/param/colour.ts'
import { limitContrast } from '../../../src/vis/param/contrast-limit.ts'
import { createFourierTransform } from '../../../src/vis/param/fourier.ts'
import { createFourierParameterization, scalePlanes } from '../../../src/vis/param/fourier-parameterization.ts'
import { createRandom } from '../../../src/vis/random.ts'
import { relativeErrors } from '../../contract/compare.ts'
import { oneImage, randomImages, randomMaps } from '../../contract/random.ts'
import { deviation, distance, flat, mean } from '../networks.ts'
import { assertAdjoint, assertGradient, copy, pull } from '../pullbacks.ts'

const SIZES = [
  [8, 8],
  [12, 20],
  [11, 13],
  [7, 64],
  [46, 33],
] as const

test('planes are the sum of their Fourier components', () => {
  for (const [height, width] of SIZES) {
    const { rows, columns, toPlanes } = createFourierTransform(height, width)
    const wide = 2 * (columns - 1)
    const spectra = randomMaps(1, [1, 6, rows, columns])
    const { y } = toPlanes(spectra)
    assert.deepEqual([...y.shape], [1, 3, height, width])
    for (const [c, row, column] of [
      [0, 0, 0],
      [1, height - 1, 3],
      [2, 4, width - 1],
    ] as const) {
      let sum = 0
      for (let k = 0; k < rows; k++)
        for (let l = 0; l < columns; l++) {
          const angle = 2 * Math.PI * ((k * row) / rows + (l * column) / wide)
          const at = (part: number) => spectra.data[((2 * c + part) * rows + k) * columns + l] ?? 0
          const both = l === 0 || 2 * l === wide ? 1 : 2
          sum += both * (at(0) * Math.cos(angle) - at(1) * Math.sin(angle))
        }
      const got = y.data[(c * height + row) * width + column] ?? 0
      assert.ok(Math.abs(got - sum / Math.sqrt(rows * wide)) < 1e-4, `${got} of ${height} x ${width}`)
    }
  }
})

test('the pullback of the transform is its adjoint, for any number of planes', () => {
  for (const [height, width] of SIZES) {
    const { rows, columns, toPlanes } = createFourierTransform(height, width)
    for (const [n, c] of [
      [1, 3],
      [2, 3],
      [3, 1],
    ] as const)
      assertAdjoint(toPlanes, [n, 2 * c, rows, columns])
  }
})

test('planes are restored from their spectra', () => {
  for (const [height, width] of SIZES) {
    const { toPlanes, toSpectra } = createFourierTransform(height, width)
    const images = randomMaps(4, [2, 3, height, width])
    assert.ok(distance(toPlanes(toSpectra(images)).y.data, images.data) < 1e-5, `${height} x ${width}`)
  }
})

test('frequencies are in cycles per pixel, up to half a cycle along each axis', () => {
  const { rows, columns, frequencies } = createFourierTransform(16, 20)
  assert.equal(frequencies.length, rows * columns)
  assert.equal(frequencies[0], 0)
  assert.equal(frequencies[columns - 1], 0.5)
  assert.equal(frequencies[8 * columns], 0.5)
  assert.equal(frequencies[3 * columns], frequencies[13 * columns])
  assert.ok(Math.abs(Math.max(...frequencies) - Math.SQRT1_2) < 1e-12)
})

test('colours stay within 0..255, zero is grey, and the inverse is exact except for black and white', () => {
  const wild = randomMaps(5, [2, 3, 9, 9])
  const { y } = toRgb()({ ...wild, data: wild.data.map((value) => 100 * value) })
  assert.ok(y.data.every((value) => value >= 0 && value <= 255))
  assert.ok(toRgb()(flat(4, 4, 0)).y.data.every((value) => value === 127.5))
  const photo = randomImages(6, 2, 20, 30)
  const margin = 4
  const wanted = photo.data.map((value) => Math.min(255 - margin, Math.max(margin, value)))
  assert.ok(distance(toRgb()(fromRgb(photo, margin)).y.data, wanted) < 1e-3)
  const grey = fromRgb(flat(3, 3, 200), margin).data
  assert.ok(Math.abs(grey[0] ?? 0) > 5 * Math.abs(grey[20] ?? 0), 'brightness is the first plane')
})

test('the gradients of toRgb, limitContrast and scalePlanes match finite differences', () => {
  const x = randomMaps(7, [2, 3, 8, 6])
  assertGradient(toRgb(), x)
  assertGradient(limitContrast(1.5), x)
  assertAdjoint(scalePlanes(Float64Array.from({ length: 48 }, (_, i) => i - 7)), x.shape)
})

test('limitContrast leaves weak planes unchanged and bounds strong ones, each plane on its own', () => {
  const x = randomMaps(8, [1, 3, 12, 12])
  const strength = [0.01, 1, 1000]
  const data = x.data.map((value, i) => value * (strength[Math.floor(i / 144)] ?? 0))
  const { y } = limitContrast(4)({ ...x, data })
  const rms = (from: ArrayLike<number>, plane: number) =>
    Math.sqrt(
      mean(
        Array.from(from)
          .slice(plane * 144, (plane + 1) * 144)
          .map((value) => value ** 2),
      ),
    )
  assert.ok(Math.abs(rms(y.data, 0) / rms(data, 0) - 1) < 1e-4)
  assert.ok(rms(y.data, 1) < rms(data, 1) && rms(y.data, 1) > 0.9 * rms(data, 1))
  assert.ok(rms(y.data, 2) < 4 && rms(y.data, 2) > 3.99)
})

test('a photo is restored from its parameters, at sizes that are fast to transform and at others', () => {
  for (const [height, width] of [
    [32, 48],
    [61, 43],
    [37, 130],
  ] as const) {
    const photo = randomImages(9, 1, height, width)
    const { fromImage, unlimitedImage, shape } = createFourierParameterization(height, width)
    const parameters = fromImage(photo)
    assert.deepEqual([...parameters.shape], [...shape])
    const wanted = photo.data.map((value) => Math.min(251, Math.max(4, value)))
    assert.ok(distance(unlimitedImage(parameters).y.data, wanted) < 0.05, `${height} x ${width}`)
  }
})

test('initial pictures are nearly grey, with the noise of Lucid', () => {
  const { noise, image } = createFourierParameterization(64, 64)
  const start = noise(createRandom(1))
  assert.ok(Math.abs(mean(start.data)) < 2e-4 && Math.abs(deviation(start.data) - 0.01) < 2e-4)
  const { data } = image(start).y
  assert.ok(Math.abs(mean(data) - 127.5) < 2 && deviation(data) > 0.5 && deviation(data) < 10)
  assert.deepEqual(noise(createRandom(1)), start)
  assert.notDeepEqual(noise(createRandom(2)), start)
})

test('each picture of a batch depends on its own parameters only', () => {
  const { image, noise } = createFourierParameterization(20, 28)
  const starts = [1, 2, 3].map((seed) => noise(createRandom(seed), 1))
  const batch = copy(image(stack(starts)).y)
  for (const [i, start] of starts.entries()) assert.ok(distance(oneImage(batch, i).data, image(start).y.data) < 1e-3)
})

test('image and gradient match automatic differentiation in TensorFlow.js, which sums the components by matrices', () => {
  const [height, width] = [10, 12]
  const { rows, columns, frequencies } = createFourierTransform(height, width)
  const spectrum = createFourierParameterization(height, width)
  const x = spectrum.noise(createRandom(3), 0.5)
  const g = randomMaps(4, [1, 3, height, width])
  const got = pull(spectrum.unlimitedImage, x, g)
  const { value, gradient } = bareSpectrum(x, g, { rows, columns, frequencies })
  assert.ok(distance(spectrum.unlimitedImage(x).y.data, value) < 1e-2)
  const [error = 1] = relativeErrors(got, { shape: x.shape, data: gradient })
  assert.ok(error < 1e-4, `${error}`)
})

/** Lucid's image, and the gradient of its dot product with `g` by automatic differentiation, both from the formulas. */
function bareSpectrum(
  x: Maps,
  g: Maps,
  { rows, columns, frequencies }: { rows: number; columns: number; frequencies: Float64Array },
): { value: Float32Array; gradient: Float32Array } {
  const wide = 2 * (columns - 1)
  const wave = (count: number, length: number, turn: (angle: number) => number) =>
    tf.tensor2d(
      Array.from({ length: count }, (_, k) => Array.from({ length }, (_, i) => turn((2 * Math.PI * k * i) / length))),
    )
  return tf.tidy(() => {
    const scale = Array.from(frequencies, (f) => Math.sqrt(rows * wide) / Math.max(f, 1 / Math.max(rows, wide)) / 4)
    const twice = tf.tensor1d(Array.from({ length: columns }, (_, l) => (l === 0 || l === columns - 1 ? 1 : 2)))
    const factors = tf
      .tensor2d(scale, [rows, columns])
      .mul(twice)
      .div(rows * wide)
    const [cosY, sinY] = [wave(rows, rows, Math.cos), wave(rows, rows, Math.sin)]
    const [cosX, sinX] = [wave(columns, wide, Math.cos), wave(columns, wide, Math.sin)]
    const correlation = tf.tensor2d([0.26, 0.09, 0.02, 0.27, 0, -0.05, 0.27, -0.09, 0.03], [3, 3])
    const normalized = correlation.div(correlation.square().sum(0).sqrt().max())
    const image = (parameters: tf.Tensor): tf.Tensor => {
      const planes = tf.unstack(parameters.reshape([3, 2, rows, columns])).map((plane) => {
        const [re, im] = tf.unstack(plane).map((part) => part.mul(factors)) as [tf.Tensor, tf.Tensor]
        // Re (re + i im) e^(i (a + b)), where a is the phase down the columns and b that along the rows.
        const down = tf.matMul(cosY, re, true).sub(tf.matMul(sinY, im, true))
        const across = tf.matMul(sinY, re, true).add(tf.matMul(cosY, im, true))
        return tf.matMul(down as tf.Tensor2D, cosX).sub(tf.matMul(across as tf.Tensor2D, sinX))
      })
      const colours = tf.matMul(normalized, tf.stack(planes).reshape([3, rows * wide]))
      return colours.sigmoid().mul(255)
    }
    const input = tf.tensor1d(x.data)
    const weights = tf.tensor2d(g.data, [3, rows * wide])
    const gradient = tf.grad((parameters) => image(parameters).mul(weights).sum())(input)
    return { value: image(input).dataSync() as Float32Array, gradient: gradient.dataSync() as Float32Array }
  })
}

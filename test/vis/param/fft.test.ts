import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFft, fastLength } from '../../../src/vis/param/fft.ts'
import { createRealFft } from '../../../src/vis/param/real-fft.ts'
import { random } from '../../contract/random.ts'
import { distance } from '../networks.ts'

const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 22, 27, 35, 48, 64, 98, 128, 140, 210]

test('lanes of every length are transformed as the definition says', () => {
  for (const length of LENGTHS)
    for (const lanes of [1, 3]) {
      const [re, im] = [noise(length * lanes, length), noise(length * lanes, length + 1)]
      const [wantedRe, wantedIm] = definition(re, im, length, lanes)
      createFft(length, lanes)(re, im)
      const error = Math.max(distance(re, wantedRe), distance(im, wantedIm))
      assert.ok(error < 1e-11 * length, `${length} x ${lanes}: ${error}`)
    }
})

test('swapping real and imaginary parts gives the inverse, times the length', () => {
  for (const length of LENGTHS) {
    const [re, im] = [noise(length * 2, 5), noise(length * 2, 6)]
    const [oldRe, oldIm] = [re.slice(), im.slice()]
    const transform = createFft(length, 2)
    transform(re, im)
    transform(im, re)
    const by = (values: Float64Array) => values.map((value) => value / length)
    assert.ok(distance(by(re), oldRe) < 1e-12 && distance(by(im), oldIm) < 1e-12, `${length}`)
  }
})

test('fast lengths are even, at least as long as requested, and hardly longer', () => {
  for (let length = 1; length <= 2000; length++) {
    const fast = fastLength(length)
    assert.ok(fast >= length && fast % 2 === 0 && fast <= length * 1.1 + 2, `${length}: ${fast}`)
    let rest = fast
    for (const prime of [2, 3, 5, 7]) while (rest % prime === 0) rest /= prime
    assert.equal(rest, 1, `${length}: ${fast}`)
  }
  for (const usual of [32, 64, 128, 224, 256, 320, 512, 1024]) assert.equal(fastLength(usual), usual)
})

test('a real plane has the spectrum of the definition and is restored from it', () => {
  for (const [height, width] of [
    [1, 2],
    [5, 6],
    [8, 14],
    [12, 10],
    [3, 16],
  ] as const) {
    const { columns, plane, spectrum, forward, inverse } = createRealFft(height, width)
    const values = noise(height * width, height)
    const halves = (x: number) => (x % 2 === 0 ? plane.even : plane.odd)
    const place = (y: number, x: number) => (x >> 1) * plane.pitch + y
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) halves(x)[place(y, x)] = values[y * width + x] ?? 0
    forward()
    for (let k = 0; k < height; k++)
      for (let l = 0; l < columns; l++) {
        const [re, im] = coefficient(values, height, width, k, l)
        const i = k * columns + l
        const error = Math.hypot((spectrum.re[i] ?? 0) - re, (spectrum.im[i] ?? 0) - im)
        assert.ok(error < 1e-11 * height * width, `${height} x ${width} at ${k}, ${l}: ${error}`)
      }
    inverse()
    const back = values.map((_, i) => {
      const [y, x] = [Math.floor(i / width), i % width]
      return (halves(x)[place(y, x)] ?? 0) / (height * width)
    })
    assert.ok(distance(back, values) < 1e-12, `${height} x ${width}`)
  }
})

function coefficient(plane: Float64Array, height: number, width: number, k: number, l: number): [number, number] {
  let [re, im] = [0, 0]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const angle = -2 * Math.PI * ((k * y) / height + (l * x) / width)
      re += (plane[y * width + x] ?? 0) * Math.cos(angle)
      im += (plane[y * width + x] ?? 0) * Math.sin(angle)
    }
  return [re, im]
}

function definition(re: Float64Array, im: Float64Array, length: number, lanes: number): [Float64Array, Float64Array] {
  const [toRe, toIm] = [new Float64Array(re.length), new Float64Array(re.length)]
  for (let lane = 0; lane < lanes; lane++)
    for (let k = 0; k < length; k++)
      for (let x = 0; x < length; x++) {
        const [cos, sin] = [Math.cos((2 * Math.PI * k * x) / length), -Math.sin((2 * Math.PI * k * x) / length)]
        const [a, b] = [re[x * lanes + lane] ?? 0, im[x * lanes + lane] ?? 0]
        toRe[k * lanes + lane] = (toRe[k * lanes + lane] ?? 0) + a * cos - b * sin
        toIm[k * lanes + lane] = (toIm[k * lanes + lane] ?? 0) + a * sin + b * cos
      }
  return [toRe, toIm]
}

function noise(length: number, seed: number): Float64Array {
  const { normal } = random(seed)
  return Float64Array.from({ length }, normal)
}

/** The power law of MACO's magnitudes, compared with the spectra of real photos. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Images, Maps } from '../../../src/engine/engine.ts'
import { decode } from '../../../src/image/codec/decode.ts'
import { toImages } from '../../../src/vis/images.ts'
import { fromRgb } from '../../../src/vis/param/colour.ts'
import { createFourierTransform } from '../../../src/vis/param/fourier.ts'
import { naturalMagnitudes } from '../../../src/vis/param/phases.ts'
import { resize } from '../../../src/vis/resize.ts'
import { photosFolder, withoutShared } from '../../support/shared.ts'
import { mean } from '../networks.ts'

const SIZE = 256

test('the mean spectrum of photos follows the power law at all frequencies', { skip: withoutShared }, async () => {
  const { frequencies, toSpectra } = createFourierTransform(SIZE, SIZE)
  const sums = new Float64Array(3 * frequencies.length)
  for (const file of readdirSync(photosFolder)) {
    const photo = toImages(await decode(readFileSync(`${photosFolder}/${file}`)))
    const { data } = toSpectra(windowed(fromRgb(resize(square(photo), SIZE, SIZE), 4)))
    for (let i = 0; i < sums.length; i++) {
      const real = i + frequencies.length * Math.floor(i / frequencies.length)
      sums[i] = (sums[i] ?? 0) + Math.hypot(data[real] ?? 0, data[real + frequencies.length] ?? 0)
    }
  }
  const law = naturalMagnitudes(frequencies, 1 / SIZE)
  const ratios: number[][] = []
  for (let plane = 0; plane < 3; plane++)
    for (let low = 4 / SIZE; low < 0.4; low *= 2) {
      const inBand = [...frequencies.keys()].filter(
        (i) => (frequencies[i] ?? 0) >= low && (frequencies[i] ?? 0) < 2 * low,
      )
      const logs = inBand.map((i) => {
        const k = plane * frequencies.length + i
        return Math.log((sums[k] ?? 0) / (law[k] ?? 0))
      })
      ratios.push([plane, low, mean(logs)])
    }
  const level = mean(ratios.map(([, , log = 0]) => log))
  for (const [plane, low, log = 0] of ratios)
    assert.ok(
      Math.abs(log - level) < 0.3,
      `plane ${plane} from ${low} on is off by a factor of ${Math.exp(log - level)}`,
    )
})

/** The central square of a photo. */
function square({ shape: [, , height, width], data }: Images): Images {
  const side = Math.min(height, width)
  const [top, left] = [Math.floor((height - side) / 2), Math.floor((width - side) / 2)]
  const cut = Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const [y, x] = [Math.floor((i % (side * side)) / side), i % side]
    return data[(Math.floor(i / (side * side)) * height + top + y) * width + left + x] ?? 0
  })
  return { shape: [1, 3, side, side], data: cut }
}

/** Removes the mean and applies a window: the jump at the edges is no part of the photo's spectrum. */
function windowed({ shape, data }: Maps): Maps {
  const plane = SIZE * SIZE
  const means = [0, 1, 2].map((c) => mean(data.subarray(c * plane, (c + 1) * plane)))
  const fade = (place: number) => Math.sin((Math.PI * (place + 0.5)) / SIZE) ** 2
  const faded = data.map((value, i) => {
    const [y, x] = [Math.floor((i % plane) / SIZE), i % SIZE]
    return (value - (means[Math.floor(i / plane)] ?? 0)) * fade(y) * fade(x)
  })
  return { shape, data: faded }
}

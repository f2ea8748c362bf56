import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COLORMAPS, colourize, grey, ramp } from '../../../src/image/draw/colormap.ts'
import type { Colour } from '../../../src/image/draw/pen.ts'
import { pixel } from '../pictures.ts'

const { magma } = COLORMAPS
const shares = Array.from({ length: 256 }, (_, i) => i / 255)

/** CIE 1976 L*, 0..100, of a colour in sRGB. */
function lightness(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((level) => {
    const share = level / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  const y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
  return y > (6 / 29) ** 3 ? 116 * Math.cbrt(y) - 16 : (29 / 3) ** 3 * y
}

for (const [name, colormap] of Object.entries(COLORMAPS)) {
  test(`${name} gets lighter from 0 to 1, so that it also reads in grey`, () => {
    const lights = shares.map((share) => lightness(colormap(share)))
    for (const [i, light] of lights.entries()) assert.ok(light >= (lights[i - 1] ?? 0), `${i}`)
    assert.ok((lights.at(-1) ?? 0) - (lights[0] ?? 0) > 80)
  })
}

test('a ramp passes through its colours at equal distances, and mixes between them', () => {
  const map = ramp(['000000', 'ff0000', 'ffff00'])
  assert.deepEqual(
    [map(0), map(0.5), map(1)],
    [
      [0, 0, 0],
      [255, 0, 0],
      [255, 255, 0],
    ],
  )
  assert.deepEqual(map(0.25), [128, 0, 0])
})

test('magma grows lighter with every step, evenly, from black to near white', () => {
  const lights = shares.map((share) => lightness(magma(share)))
  assert.ok((lights[0] ?? 1) < 1 && (lights.at(-1) ?? 0) > 95)
  const steps = lights.slice(1).map((light, i) => light - (lights[i] ?? 0))
  assert.ok(steps.every((step) => step > 0))
  const [first = 0, last = 0] = [lights[0], lights.at(-1)]
  for (const [i, light] of lights.entries())
    assert.ok(Math.abs(light - (first + ((last - first) * i) / 255)) < 9, `${i}`)
})

test('magma passes through matplotlib’s colours', () => {
  // Entries 0, 64, 128, 192 and 255 of its table of 256 colours.
  const known: [number, Colour][] = [
    [0, [0, 0, 4]],
    [64, [81, 18, 124]],
    [128, [183, 55, 121]],
    [192, [252, 137, 97]],
    [255, [252, 253, 191]],
  ]
  for (const [place, colour] of known) {
    const found = magma(place / 255)
    assert.ok(
      found.every((level, c) => Math.abs(level - (colour[c] ?? 0)) <= 1),
      `${place}: ${found}`,
    )
  }
})

test('grey is middle grey in the middle, and what is out of range is at an end', () => {
  assert.deepEqual(
    [grey(0), grey(0.5), grey(1)],
    [
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
    ],
  )
  for (const colormap of [grey, ...Object.values(COLORMAPS)]) {
    assert.deepEqual(colormap(-3), colormap(0))
    assert.deepEqual(colormap(7), colormap(1))
  }
})

test('a plane becomes a picture, row by row', () => {
  const picture = colourize({ width: 3, height: 2, values: [0, 1, 2, 3, 4, 5] }, grey, (value) => value / 5)
  assert.deepEqual([picture.width, picture.height], [3, 2])
  for (const [x, y] of [
    [0, 0],
    [2, 0],
    [1, 1],
  ] as const)
    assert.deepEqual(pixel(picture, x, y), [...grey((y * 3 + x) / 5)])
})

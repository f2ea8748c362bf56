import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pixels } from '../../../src/core/pixels.ts'
import { glyphOf, UNKNOWN } from '../../../src/image/draw/glyphs.ts'
import { blank } from '../../../src/image/draw/pen.ts'
import { drawText, textWidth, truncateToWidth, wrapText } from '../../../src/image/draw/text.ts'

const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter((c) => !'$&@^`{}~'.includes(c))

/** White text on black, with room around it. */
function written(text: string, height = 20): Pixels {
  const picture = blank(textWidth(text, height) + 40, height * 2 + 20, [0, 0, 0])
  drawText(picture, text, { left: 20, top: 20, height, colour: [255, 255, 255] })
  return picture
}

/** The box of what is not black. */
function box({ width, data }: Pixels) {
  const inked = [...data].flatMap((value, i) => (value > 40 && i % 3 === 0 ? [i / 3] : []))
  const [xs, ys] = [inked.map((i) => i % width), inked.map((i) => Math.floor(i / width))]
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) }
}

test('every character of layer names has a glyph of its own, at every size', () => {
  for (const height of [10, 16, 24]) {
    const seen = new Map<string, string>()
    for (const character of [...ASCII, '×', '·', '–', '…']) {
      assert.notEqual(glyphOf(character), UNKNOWN, character)
      const ink = Buffer.from(written(character, height).data).toString('base64')
      assert.ok(!seen.has(ink), `${character} looks like ${seen.get(ink)} at ${height}`)
      seen.set(ink, character)
    }
  }
  assert.equal(glyphOf('語'), UNKNOWN)
})

test('letters stand on the base line, with the given height and the width of textWidth', () => {
  for (const height of [12, 20, 40]) {
    for (const character of 'ABEHIKLMNRTXZ0123456789bdhkl') {
      const { left, right, top, bottom } = box(written(character, height))
      assert.ok(Math.abs(top - 20) <= 1 && Math.abs(bottom - (19 + height)) <= 1, `${character}: ${top} to ${bottom}`)
      assert.ok(left >= 20 && right <= 20 + textWidth(character, height), `${character}: ${left} to ${right}`)
    }
    for (const character of 'acemnorsuvwxz')
      assert.ok(box(written(character, height)).top > 20 + height * 0.2, character)
    for (const character of 'gjpqy') assert.ok(box(written(character, height)).bottom > 20 + height * 1.15, character)
  }
})

test('the width of a text is the sum of its characters and gaps', () => {
  assert.equal(textWidth('', 20), 0)
  const [a, b, both] = ['im', 'W0', 'imW0'].map((text) => textWidth(text, 20)) as [number, number, number]
  const gap = both - a - b
  assert.ok(gap > 0 && gap < 5)
  for (const text of ['HNH', 'conv5_3x3']) {
    const { left, right } = box(written(text))
    assert.ok(left <= 22 && Math.abs(right - (19 + textWidth(text, 20))) <= 2, text)
  }
  assert.ok(textWidth('i', 20) < textWidth('o', 20) && textWidth('o', 20) < textWidth('m', 20))
})

test('text has the given colour, and is clipped at the edges of the picture', () => {
  const picture = blank(30, 20, [10, 20, 30])
  drawText(picture, 'MMMMMM', { left: -4, top: -6, height: 20, colour: [200, 100, 50] })
  const colours = new Set<string>()
  for (let i = 0; i < picture.data.length; i += 3) colours.add(picture.data.subarray(i, i + 3).join())
  assert.ok(colours.has('10,20,30') && colours.has('200,100,50'))
})

test('a text that is too long keeps its end, and one that fits stays whole', () => {
  assert.equal(truncateToWidth('conv1', 16, 500), 'conv1')
  const name = 'features/stage1/unit1/conv1'
  for (const width of [60, 100, 180]) {
    const short = truncateToWidth(name, 16, width)
    assert.ok(short.startsWith('…') && name.endsWith(short.slice(1)))
    assert.ok(textWidth(short, 16) <= width)
  }
})

test('lines break between words, and keep the whole text', () => {
  const text = 'what the photo excites in a network from first to last'
  for (const width of [80, 150, 300, 5000]) {
    const lines = wrapText(text, 16, width)
    assert.equal(lines.join(' '), text)
    assert.ok(lines.every((line) => textWidth(line, 16) <= width || !line.includes(' ')))
  }
  assert.equal(wrapText(text, 16, 5000).length, 1)
})

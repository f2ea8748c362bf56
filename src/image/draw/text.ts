/**
 * Text in Pixels, drawn as strokes of a round pen with soft edges: containers have no fonts, and these read as well at
 * seven pixels as at seventy.
 */

import type { Pixels } from '../../core/pixels.ts'
import { DESCENT, glyphOf } from './glyphs.ts'
import { blend, type Colour, inkAt } from './pen.ts'

/** Where and how text is drawn. */
interface Lettering {
  readonly left: number
  /** Of capitals and digits. */
  readonly top: number
  /** Of capitals and digits, in pixels; a g reaches 0.3 of it below. */
  readonly height: number
  readonly colour: Colour
}

/** Width in pixels of `text` drawn `height` pixels high. */
export function textWidth(text: string, height: number): number {
  const gap = gapWidth(height)
  return [...text].reduce((sum, character) => sum + glyphWidth(character, height) + gap, text === '' ? 0 : -gap)
}

/** `text` if it is at most `width` pixels wide, else as much of its end as is, behind an ellipsis. */
export function truncateToWidth(text: string, height: number, width: number): string {
  if (textWidth(text, height) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`…${characters.join('')}`, height) > width) characters.shift()
  return `…${characters.join('')}`
}

/** `text` in lines of at most `width` pixels, broken between words; a word that is longer stays whole. */
export function wrapped(text: string, height: number, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && textWidth(`${line} ${word}`, height) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Draws `text` into `picture`; a character without a glyph is a box. What is beside the picture is cut off. */
export function drawText(picture: Pixels, text: string, { left, top, height, colour }: Lettering): void {
  let start = left
  for (const character of text) {
    const { width, rows, above, beside, ink } = raster(character, height)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < width; x++) {
        const share = ink[y * width + x] ?? 0
        if (share > 0) blend(picture, start + x - beside, top + y - above, colour, share)
      }
    start += glyphWidth(character, height) + gapWidth(height)
  }
}

const gapWidth = (height: number): number => Math.max(1, Math.round(height * 0.14))
const glyphWidth = (character: string, height: number): number =>
  Math.max(1, Math.round(glyphOf(character).width * height * 0.58))

/** A glyph as shares of ink, 0..1, in rows; `above` and `beside` lie outside its box on the upper and left sides. */
interface Raster {
  readonly width: number
  readonly rows: number
  readonly above: number
  readonly beside: number
  readonly ink: Float32Array
}

/** By height and character. */
const rasters = new Map<string, Raster>()

function raster(character: string, height: number): Raster {
  const key = `${height} ${character}`
  const known = rasters.get(key)
  if (known) return known
  const made = rasterAnew(character, height)
  rasters.set(key, made)
  return made
}

function rasterAnew(character: string, height: number): Raster {
  const pen = Math.max(1.2, height * 0.13)
  const box = glyphWidth(character, height)
  const [inWidth, inHeight] = [Math.max(0, box - pen), height - pen]
  // The pen's edge, not its centre, touches the sides of the box.
  const strokes = glyphOf(character).strokes.map((stroke) =>
    stroke.map(([x, y]) => [box / 2 + (x - 0.5) * inWidth, pen / 2 + y * inHeight] as const),
  )
  const [above, beside] = [Math.ceil(height * 0.1) + 1, 1]
  const [width, rows] = [box + 2 * beside, Math.ceil(height * DESCENT) + 2 * above]
  const ink = Float32Array.from({ length: width * rows }, (_, i) =>
    inkAt(strokes, pen, (i % width) - beside, Math.floor(i / width) - above),
  )
  return { width, rows, above, beside, ink }
}

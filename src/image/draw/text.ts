/**
 * Draws text into `Pixels`, as strokes of a round pen with soft edges. It needs no fonts, which containers lack, and is
 * readable from a height of seven pixels on.
 */

import type { Pixels } from '../../core/pixels.ts'
import { DESCENT, glyphOf } from './glyphs.ts'
import { blendPixel, type Colour, coverageAt } from './pen.ts'

/** The place and style of a text, in pixels. */
export interface Lettering {
  readonly left: number
  /** The top of capitals and digits. */
  readonly top: number
  /** The height of capitals and digits. Descenders reach `DESCENT` times that height below `top`. */
  readonly height: number
  readonly colour: Colour
}

/** The width of `text` in pixels, with capitals of `height` pixels. */
export function textWidth(text: string, height: number): number {
  const gap = gapWidth(height)
  return [...text].reduce((sum, character) => sum + glyphWidth(character, height) + gap, text === '' ? 0 : -gap)
}

/** `text` if it is at most `width` pixels wide, else an ellipsis and as much of its end as fits. */
export function truncateToWidth(text: string, height: number, width: number): string {
  if (textWidth(text, height) <= width) return text
  const characters = [...text]
  while (characters.length > 0 && textWidth(`…${characters.join('')}`, height) > width) characters.shift()
  return `…${characters.join('')}`
}

/** Breaks `text` between words into lines of at most `width` pixels. A word that is longer stays whole. */
export function wrapText(text: string, height: number, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== undefined && textWidth(`${line} ${word}`, height) <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Draws `text`, clipped at the edges of the picture. A character without a glyph is drawn as a box. */
export function drawText(picture: Pixels, text: string, { left, top, height, colour }: Lettering): void {
  let start = left
  for (const character of text) {
    const { width, rows, above, beside, ink } = rasterOf(character, height)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < width; x++) {
        const coverage = ink[y * width + x]!
        if (coverage > 0) blendPixel(picture, start + x - beside, top + y - above, colour, coverage)
      }
    start += glyphWidth(character, height) + gapWidth(height)
  }
}

const gapWidth = (height: number): number => Math.max(1, Math.round(height * 0.14))
const glyphWidth = (character: string, height: number): number =>
  Math.max(1, Math.round(glyphOf(character).width * height * 0.58))

/** A glyph in pixels. */
interface Raster {
  readonly width: number
  readonly rows: number
  /** Rows above the glyph's box, and columns at its left, for the soft edge of the pen. */
  readonly above: number
  readonly beside: number
  /** The ink's coverage of each pixel, 0..1, row by row. */
  readonly ink: Float32Array
}

/** A cache, by height and character. */
const rasters = new Map<string, Raster>()

function rasterOf(character: string, height: number): Raster {
  const key = `${height} ${character}`
  const known = rasters.get(key)
  if (known) return known
  const made = rasterize(character, height)
  rasters.set(key, made)
  return made
}

function rasterize(character: string, height: number): Raster {
  const pen = Math.max(1.2, height * 0.13)
  const box = glyphWidth(character, height)
  const [inWidth, inHeight] = [Math.max(0, box - pen), height - pen]
  // The edge of the pen, not its centre, touches the sides of the box.
  const strokes = glyphOf(character).strokes.map((stroke) =>
    stroke.map(([x, y]) => [box / 2 + (x - 0.5) * inWidth, pen / 2 + y * inHeight] as const),
  )
  const [above, beside] = [Math.ceil(height * 0.1) + 1, 1]
  const [width, rows] = [box + 2 * beside, Math.ceil(height * DESCENT) + 2 * above]
  const ink = Float32Array.from({ length: width * rows }, (_, i) =>
    coverageAt(strokes, pen, (i % width) - beside, Math.floor(i / width) - above),
  )
  return { width, rows, above, beside, ink }
}

/** The colours of charts, and their texts as data: a text with its place and its colour. Pure. */
import type { Pixels } from '../../core/pixels.ts'
import type { Colour } from './pen.ts'
import { drawText, type Lettering, textWidth } from './text.ts'

/** Light ink on dark, opaque paper, which is readable on light and on dark pages. */
export const PAPER: Colour = [24, 24, 27]
export const INK: Colour = [240, 240, 242]
/** Ink of secondary text. */
export const FAINT: Colour = [160, 160, 168]

export interface PlacedText extends Lettering {
  readonly text: string
}

/** Lines in one style. */
interface Paragraph {
  readonly lines: readonly string[]
  /** Height of capitals and digits, in pixels. */
  readonly height: number
  readonly colour: Colour
}

interface TextStack {
  readonly left: number
  readonly top: number
  /** The distance from line to line, as a multiple of the height of the upper line. */
  readonly leading: number
}

/** Places lines below each other. `bottom` is where a next line would be. */
export function stackLines(
  paragraphs: readonly Paragraph[],
  { left, top, leading }: TextStack,
): { readonly texts: PlacedText[]; readonly bottom: number } {
  let bottom = top
  const texts = paragraphs.flatMap(({ lines, height, colour }) =>
    lines.map((text) => {
      const placed = { text, left, top: bottom, height, colour }
      bottom += lineHeight(height, leading)
      return placed
    }),
  )
  return { texts, bottom }
}

/** The distance from line to line, in pixels. */
export function lineHeight(height: number, leading: number): number {
  return Math.round(height * leading)
}

/** Places a faint text on the base line of `text`, `gap` pixels after its end. */
export function placeBehind(
  { text, left, top, height }: PlacedText,
  detail: { readonly text: string; readonly height: number; readonly gap: number },
): PlacedText {
  return {
    text: detail.text,
    left: left + textWidth(text, height) + detail.gap,
    top: top + height - detail.height,
    height: detail.height,
    colour: FAINT,
  }
}

export function drawTexts(picture: Pixels, texts: readonly PlacedText[]): void {
  for (const { text, ...lettering } of texts) drawText(picture, text, lettering)
}

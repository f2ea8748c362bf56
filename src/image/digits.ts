/**
 * The ten digits as strokes of a round pen, drawn with soft edges: containers have no fonts, and these read as well at
 * seven pixels as at seventy.
 */
import type { Pixels } from './pixels.ts'

/** Width in pixels of `text` drawn `height` pixels high. */
export function textWidth(text: string, height: number): number {
  return text.length * (digitWidth(height) + gapWidth(height)) - gapWidth(height)
}

/**
 * Draws `text` into `picture`, its top left corner at (`left`, `top`), `height` pixels high, in a grey of 0..255.
 * Throws for a character other than 0-9.
 */
export function drawText(
  picture: Pixels,
  text: string,
  { left, top, height, grey }: { left: number; top: number; height: number; grey: number },
): void {
  const width = digitWidth(height)
  const pen = Math.max(1.2, height * 0.145)
  for (const [index, digit] of [...text].entries()) {
    const strokes = strokesOf(digit, width, height, pen)
    const start = left + index * (width + gapWidth(height))
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const reach = pen / 2 - distance(strokes, x + 0.5, y + 0.5)
        blend(picture, start + x, top + y, grey, Math.min(1, Math.max(0, reach + 0.5)))
      }
    }
  }
}

/** Mixes a grey of 0..255 into the pixel at (x, y), `share` 0..1. */
export function blend({ width, data }: Pixels, x: number, y: number, grey: number, share: number): void {
  const start = (y * width + x) * 3
  for (let i = start; i < start + 3; i++) data[i] = Math.round((data[i] as number) * (1 - share) + grey * share)
}

type Point = readonly [x: number, y: number]
type Stroke = readonly Point[]

const digitWidth = (height: number): number => Math.round(height * 0.58)
const gapWidth = (height: number): number => Math.max(1, Math.round(height * 0.14))

/** A digit's strokes in pixels; the pen's edge, not its centre, touches the sides of the box of `width` and `height`. */
function strokesOf(digit: string, width: number, height: number, pen: number): Stroke[] {
  const strokes = shapes[digit]
  if (!strokes) throw new Error(`A label is made of the digits 0-9, and "${digit}" is none of them.`)
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => [pen / 2 + x * (width - pen), pen / 2 + y * (height - pen)] as const),
  )
}

/** From (x, y) to the nearest point of any stroke. */
function distance(strokes: readonly Stroke[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const stroke of strokes) {
    let [ax, ay] = stroke[0] as Point
    for (const [bx, by] of stroke) {
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - along * dx, y - ay - along * dy))
      ;[ax, ay] = [bx, by]
    }
  }
  return nearest
}

/** Straight pieces through points given as x, y, x, y ... */
function line(...coordinates: readonly number[]): Stroke {
  return coordinates.flatMap((x, i) => (i % 2 === 0 ? [[x, coordinates[i + 1] as number] as const] : []))
}

/** Part of an ellipse around (x, y), angles in degrees: 0 is right, 90 is down. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Stroke {
  const steps = 24
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const
  })
}

/** An arm that curves down from the top right into the left side of a bowl. */
const six: Stroke = [...arc(1, 0.68, 1, 0.68, 262, 180), ...arc(0.5, 0.68, 0.5, 0.32, 180, 540)]

/** In a box one unit wide and high. */
const shapes: Readonly<Record<string, readonly Stroke[]>> = {
  0: [arc(0.5, 0.5, 0.5, 0.5, 0, 360)],
  1: [line(0.15, 0.22, 0.58, 0, 0.58, 1)],
  2: [[...arc(0.5, 0.29, 0.47, 0.29, 190, 380), ...line(0.02, 1, 1, 1)]],
  3: [arc(0.47, 0.26, 0.44, 0.26, 200, 450), arc(0.47, 0.76, 0.5, 0.24, 270, 520)],
  4: [line(0.74, 1, 0.74, 0, 0, 0.7, 1, 0.7)],
  5: [[...line(0.92, 0, 0.14, 0, 0.08, 0.46), ...arc(0.48, 0.68, 0.5, 0.32, 222, 510)]],
  6: [six],
  7: [line(0, 0, 1, 0, 0.36, 1)],
  8: [arc(0.5, 0.26, 0.42, 0.26, 0, 360), arc(0.5, 0.76, 0.5, 0.24, 0, 360)],
  9: [six.map(([x, y]) => [1 - x, 1 - y])],
}

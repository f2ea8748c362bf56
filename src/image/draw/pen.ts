/**
 * Draws into `Pixels`: rectangles, other pictures, and strokes of a round pen with soft edges. The same on every
 * machine.
 */
import type { Pixels, Rectangle } from '../../core/pixels.ts'

/** In pixels; the centre of the top left pixel is (0.5, 0.5). */
export type Point = readonly [x: number, y: number]
/** The points that a pen passes through, joined by straight lines. A single point is a dot. */
export type Stroke = readonly Point[]
/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of one colour. */
export function blank(width: number, height: number, colour: Colour): Pixels {
  const picture = { width, height, data: new Uint8Array(width * height * 3) }
  fillRectangle(picture, { left: 0, top: 0, width, height }, colour)
  return picture
}

/** Fills a rectangle, which must lie inside the picture. */
export function fillRectangle(
  { width: across, data }: Pixels,
  { left, top, width, height }: Rectangle,
  colour: Colour,
): void {
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++) data.set(colour, (y * across + x) * 3)
}

/** Mixes a colour into the pixel at (x, y), with an opacity of 0..1. A pixel outside the picture is ignored. */
export function blendPixel(
  { width, height, data }: Pixels,
  x: number,
  y: number,
  colour: Colour,
  opacity: number,
): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return
  const start = (y * width + x) * 3
  for (const c of [0, 1, 2] as const)
    data[start + c] = Math.round(data[start + c]! * (1 - opacity) + colour[c] * opacity)
}

/** Copies `tile` into `picture`, with its top left corner at (left, top). It must lie inside the picture. */
export function paste(picture: Pixels, tile: Pixels, left: number, top: number): void {
  for (let y = 0; y < tile.height; y++) {
    const row = tile.data.subarray(y * tile.width * 3, (y + 1) * tile.width * 3)
    picture.data.set(row, ((top + y) * picture.width + left) * 3)
  }
}

/** Draws `strokes` with a pen of `pen` pixels, as one shape: crossings are no darker. */
export function drawStrokes(picture: Pixels, strokes: readonly Stroke[], pen: number, colour: Colour): void {
  const points = strokes.flat()
  const reach = pen / 2 + 1
  const [left, right] = [Math.min(...points.map(([x]) => x)) - reach, Math.max(...points.map(([x]) => x)) + reach]
  const [top, bottom] = [Math.min(...points.map(([, y]) => y)) - reach, Math.max(...points.map(([, y]) => y)) + reach]
  for (let y = Math.floor(top); y < bottom; y++)
    for (let x = Math.floor(left); x < right; x++) {
      const ink = coverageAt(strokes, pen, x, y)
      if (ink > 0) blendPixel(picture, x, y, colour, ink)
    }
}

/** The share of the pixel at (x, y) that a pen of `pen` pixels covers, 0..1. */
export function coverageAt(strokes: readonly Stroke[], pen: number, x: number, y: number): number {
  return Math.min(1, Math.max(0, pen / 2 - distance(strokes, x + 0.5, y + 0.5) + 0.5))
}

/** The stroke through the points x, y, x, y, ... */
export function polyline(...coordinates: readonly number[]): Stroke {
  return coordinates.flatMap((x, i) => (i % 2 === 0 ? [[x, coordinates[i + 1]!] as const] : []))
}

/** The stroke along a part of an ellipse around (x, y). Angles are in degrees: 0 is right, 90 is down. */
export function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Stroke {
  const steps = 24
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const
  })
}

/** The distance from (x, y) to the nearest point of any stroke. */
function distance(strokes: readonly Stroke[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const stroke of strokes) {
    let [ax, ay] = stroke[0]!
    for (const [bx, by] of stroke) {
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - along * dx, y - ay - along * dy))
      ;[ax, ay] = [bx, by]
    }
  }
  return nearest
}

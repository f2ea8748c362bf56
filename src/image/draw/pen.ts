/** Drawing into Pixels: rectangles, and lines of a round pen with soft edges, the same on every machine. */
import type { Pixels, Rectangle } from '../../core/pixels.ts'

type Point = readonly [x: number, y: number]
/** The points that a pen goes through, in pixels; the centre of the top left pixel is (0.5, 0.5). */
export type Stroke = readonly Point[]
/** Red, green and blue, 0..255. */
export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of one colour. */
export function blank(width: number, height: number, colour: Colour): Pixels {
  const picture = { width, height, data: new Uint8Array(width * height * 3) }
  fill(picture, { left: 0, top: 0, width, height }, colour)
  return picture
}

/** Paints a rectangle, of which all must lie in the picture. */
export function fill({ width: across, data }: Pixels, { left, top, width, height }: Rectangle, colour: Colour): void {
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++) data.set(colour, (y * across + x) * 3)
}

/** Mixes a colour into the pixel at (x, y), `share` 0..1; beside the picture nothing happens. */
export function blend({ width, height, data }: Pixels, x: number, y: number, colour: Colour, share: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return
  const start = (y * width + x) * 3
  for (const c of [0, 1, 2] as const)
    data[start + c] = Math.round((data[start + c] ?? 0) * (1 - share) + colour[c] * share)
}

/** Copies `tile` into `picture`, its top left corner at (left, top); it must fit. */
export function paste(picture: Pixels, tile: Pixels, left: number, top: number): void {
  for (let y = 0; y < tile.height; y++) {
    const row = tile.data.subarray(y * tile.width * 3, (y + 1) * tile.width * 3)
    picture.data.set(row, ((top + y) * picture.width + left) * 3)
  }
}

/** Draws `strokes` with a pen `pen` pixels wide. Where they cross, the ink is no thicker. */
export function fillShape(picture: Pixels, strokes: readonly Stroke[], pen: number, colour: Colour): void {
  const points = strokes.flat()
  const reach = pen / 2 + 1
  const [left, right] = [Math.min(...points.map(([x]) => x)) - reach, Math.max(...points.map(([x]) => x)) + reach]
  const [top, bottom] = [Math.min(...points.map(([, y]) => y)) - reach, Math.max(...points.map(([, y]) => y)) + reach]
  for (let y = Math.floor(top); y < bottom; y++)
    for (let x = Math.floor(left); x < right; x++) {
      const ink = inkAt(strokes, pen, x, y)
      if (ink > 0) blend(picture, x, y, colour, ink)
    }
}

/** How much of the pixel at (x, y) a pen `pen` pixels wide inks, 0..1. */
export function inkAt(strokes: readonly Stroke[], pen: number, x: number, y: number): number {
  return Math.min(1, Math.max(0, pen / 2 - distance(strokes, x + 0.5, y + 0.5) + 0.5))
}

/** Straight pieces through points given as x, y, x, y ... */
export function drawLine(...coordinates: readonly number[]): Stroke {
  return coordinates.flatMap((x, i) => (i % 2 === 0 ? [[x, coordinates[i + 1] ?? 0] as const] : []))
}

/** Part of an ellipse around (x, y), angles in degrees: 0 is right, 90 is down. */
export function drawArc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Stroke {
  const steps = 24
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)] as const
  })
}

/** From (x, y) to the nearest point of any stroke. */
function distance(strokes: readonly Stroke[], x: number, y: number): number {
  let nearest = Number.POSITIVE_INFINITY
  for (const stroke of strokes) {
    let [ax, ay] = stroke[0] ?? [nearest, nearest]
    for (const [bx, by] of stroke) {
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)))
      nearest = Math.min(nearest, Math.hypot(x - ax - along * dx, y - ay - along * dy))
      ;[ax, ay] = [bx, by]
    }
  }
  return nearest
}

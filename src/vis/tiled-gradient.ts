/** Gradients of pictures that are too large for one run, computed tile by tile, so that memory does not grow. */

import { defined } from '../core/defined.ts'
import type { Images, Maps, OpenNetwork, Tap } from '../engine/engine.ts'
import type { LayerFacts } from '../network/graph/describe.ts'
import type { Random } from './random.ts'

export interface Tiling {
  /** The most pixels that are run at once; a larger picture is cut into tiles. */
  readonly budget: number
  /** The longest side of a tile in pixels, give or take `align`. */
  readonly side: number
  /** Pixels that a tile sees beyond the borders of its own part; limited to a third of a tile's side. */
  readonly margin: number
  /** Tiles start at multiples of this, so that the windows of strided layers lie as they do in the whole picture. */
  readonly align: number
}

/** Tiles of 512 pixels, the size of a default render; pictures up to 640 x 640 pixels are run as a whole. */
export const TILING: Tiling = { budget: 640 * 640, side: 512, margin: 96, align: 32 }

/** Describes the network's layers for pictures of a size. */
export type LayersAt = (height: number, width: number) => readonly Layer[]

type Layer = Pick<LayerFacts, 'name' | 'size' | 'field'>

interface TiledGradientOptions {
  readonly layersAt: LayersAt
  /** Draws the borders between tiles. */
  readonly random: Random
  /** Default `TILING`. */
  readonly tiling?: Tiling
}

/**
 * Returns the same network; the gradients of large pictures are put together from overlapping tiles. A position of a
 * layer is weighted in the tiles that contain it so that its weights sum to that in the whole picture. Where two tiles
 * meet, one fades into the other. These borders are drawn anew in every call, so that the little that a tile cannot see
 * beyond its margin leaves no seam.
 * Coefficients of objectives must be numbers: maps of coefficients would fit one size only.
 */
export function tiledGradient(
  network: OpenNetwork,
  { layersAt, random, tiling = TILING }: TiledGradientOptions,
): OpenNetwork {
  const known = new Map<string, readonly Layer[]>()
  function findLayer(name: string, height: number, width: number): Layer {
    const size = `${height} x ${width}`
    const layers = known.get(size) ?? layersAt(height, width)
    known.set(size, layers)
    const found = layers.find((layer) => layer.name === name)
    if (!found) throw new Error(`the network has no layer ${name}`)
    return found
  }

  return {
    ...network,
    async gradient(images, objective) {
      const [n, , height, width] = images.shape
      if (height * width <= tiling.budget) return network.gradient(images, objective)
      const [rows, columns] = [tileSpans(height, tiling, random), tileSpans(width, tiling, random)]
      const total: Images = { shape: images.shape, data: new Float32Array(images.data.length) }
      const score = new Float32Array(n)
      for (const down of rows)
        for (const across of columns) {
          const taps = objective.map((tap) => {
            const whole = findLayer(tap.layer, height, width)
            const part = findLayer(tap.layer, down.length, across.length)
            return tileTap(tap, [
              { part, whole, span: down, side: height, axis: 0, tiling },
              { part, whole, span: across, side: width, axis: 1, tiling },
            ])
          })
          const found = await network.gradient(cropTile(images, down, across), taps)
          for (let i = 0; i < n; i++) score[i] = score[i]! + found.score[i]!
          addTile(total, found.gradient, down, across)
        }
      return { score, gradient: total }
    },
  }
}

/** The number of pixels that are run for one gradient of a picture: more than it has where tiles overlap. */
export function computedPixels(height: number, width: number, tiling: Tiling = TILING): number {
  if (height * width <= tiling.budget) return height * width
  const run = (side: number) => tileLayout(side, tiling).count * Math.min(side, tileLayout(side, tiling).length)
  return run(height) * run(width)
}

/** The extent of one tile along one axis, in pixels of the picture. */
interface TileSpan {
  readonly start: number
  readonly length: number
  /**
   * The tile's own part: from the border with the tile before it to that with the tile after it. Infinite at the edges.
   */
  readonly from: number
  readonly to: number
}

/** Tiles that cover a side of the picture, all of one length but the last; the borders between them are random. */
export function tileSpans(side: number, tiling: Tiling, random: Random): TileSpan[] {
  const { align } = tiling
  const margin = marginOf(tiling)
  const { count, length } = tileLayout(side, tiling)
  if (count === 1) return [{ start: 0, length: side, from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }]
  const step = length - 2 * margin
  const lastBorder = (count - 2) * step
  // The first tile and the last must not be longer than the others, and none may reach beyond the picture.
  const least = Math.max(margin, side - length + margin - lastBorder)
  const most = Math.min(length - margin, side - margin - lastBorder)
  const first = align * random.integer(Math.ceil(least / align), Math.floor(most / align))
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [first + (i - 1) * step, first + i * step]
    if (i === 0) return { start: 0, length, from: Number.NEGATIVE_INFINITY, to }
    if (i < count - 1) return { start: from - margin, length, from, to }
    const start = align * Math.floor((side - length) / align)
    return { start, length: side - start, from, to: Number.POSITIVE_INFINITY }
  })
}

/**
 * The weight of a pixel of the picture in a tile, 0..1: a linear ramp that is half at each border and reaches half a
 * margin to both sides of it. The weights of all tiles at one pixel sum to 1.
 */
export function blendWeight(pixel: number, { from, to }: TileSpan, tiling: Tiling): number {
  const margin = marginOf(tiling)
  const ramp = (distance: number) => Math.min(1, Math.max(0, 0.5 + distance / margin))
  return ramp(pixel - from) * ramp(to - pixel)
}

/** At most a third of a tile's side, so that a part of the tile remains its own. */
function marginOf({ side, margin, align }: Tiling): number {
  return Math.min(margin, align * Math.floor(side / (3 * align)))
}

/** The number of tiles along a side, and the shortest length that leaves their borders some room to move. */
function tileLayout(side: number, tiling: Tiling): { count: number; length: number } {
  const { side: longest, align } = tiling
  const margin = marginOf(tiling)
  if (side <= longest) return { count: 1, length: side }
  const room = 2 * align
  const count = Math.ceil((side + room - 2 * margin) / (longest - 2 * margin))
  return { count, length: align * Math.ceil(((side + room - 2 * margin) / count + 2 * margin) / align) }
}

/** One axis of a tile and of the layer that is read in it. */
interface TileAxis {
  readonly axis: 0 | 1
  readonly span: TileSpan
  /** The picture's side, in pixels. */
  readonly side: number
  /** The layer for a picture of the tile's size, and for the whole picture. */
  readonly part: Layer
  readonly whole: Layer
  readonly tiling: Tiling
}

/** The tap for one tile: that part of the mean over the whole picture which the tile contributes. */
function tileTap(
  { linear = 0, quadratic = 0, weight = 1, ...tap }: Tap,
  [down, across]: readonly [down: TileAxis, across: TileAxis],
): Tap {
  if (typeof linear !== 'number' || typeof quadratic !== 'number') throw new Error('maps of coefficients have one size')
  const [rows, columns] = [positionWeights(down), positionWeights(across)]
  const [height, width] = [rows.length, columns.length]
  const weights = Float32Array.from(
    { length: height * width },
    (_, i) => rows[Math.floor(i / width)]! * columns[i % width]!,
  )
  const times = (factor: number): Maps | undefined =>
    factor === 0 ? undefined : { shape: [1, 1, height, width], data: weights.map((value) => factor * value) }
  return {
    ...tap,
    weight: (weight * height * width) / (positionsOf(down.whole, 0) * positionsOf(across.whole, 1)),
    ...defined({ linear: times(linear), quadratic: times(quadratic) }),
  }
}

/** The weight of each row or column of a tile's feature maps. */
function positionWeights({ part, axis, span, side, tiling }: TileAxis): number[] {
  const { first, last, jump } = part.field
  const centre = (first[axis] + last[axis]) / 2
  const weights = Array.from({ length: positionsOf(part, axis) }, (_, i) =>
    blendWeight(span.start + centre + i * jump[axis], span, tiling),
  )
  if (Number.isFinite(centre)) return weights
  // A position that sees the whole picture is weighted by the tile's share of it.
  const pixels = Array.from({ length: span.length }, (_, i) => blendWeight(span.start + i, span, tiling))
  return weights.map(() => pixels.reduce((sum, value) => sum + value, 0) / side)
}

function positionsOf({ name, size }: Layer, axis: 0 | 1): number {
  if (!size) throw new Error(`the picture or its tiles are too small for ${name}`)
  return size[axis]
}

function cropTile({ shape: [n, channels, height, width], data }: Images, down: TileSpan, across: TileSpan): Images {
  const tile = new Float32Array(n * channels * down.length * across.length)
  for (let row = 0, to = 0; row < n * channels * down.length; row++, to += across.length) {
    const [plane, y] = [Math.floor(row / down.length), row % down.length]
    const from = (plane * height + down.start + y) * width + across.start
    tile.set(data.subarray(from, from + across.length), to)
  }
  return { shape: [n, channels, down.length, across.length], data: tile }
}

function addTile(total: Images, { data }: Images, down: TileSpan, across: TileSpan): void {
  const [n, channels, height, width] = total.shape
  for (let row = 0, from = 0; row < n * channels * down.length; row++, from += across.length) {
    const [plane, y] = [Math.floor(row / down.length), row % down.length]
    const to = (plane * height + down.start + y) * width + across.start
    for (let x = 0; x < across.length; x++) total.data[to + x] = total.data[to + x]! + data[from + x]!
  }
}

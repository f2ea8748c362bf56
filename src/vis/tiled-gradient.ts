/** Gradients of pictures that are too large for one run: tile by tile, so that memory stays flat. */
import type { Images, Maps, OpenNetwork, Tap } from '../engine/engine.ts'
import type { LayerFacts } from '../network/graph/describe.ts'
import type { Random } from './random.ts'

export interface Tiling {
  /** Pixels that are run at once. */
  readonly budget: number
  /** The longest side of a tile, give or take the alignment. */
  readonly side: number
  /** What a tile sees beyond the border of its own part; of a small tile at most a third of its side. */
  readonly margin: number
  /** Tiles begin at multiples of this, so that the windows of strided layers lie as they do in the whole picture. */
  readonly align: number
}

/** Tiles of 512 pixels, as large as the usual render; a little more than that is still run at once. */
export const TILING: Tiling = { budget: 640 * 640, side: 512, margin: 96, align: 32 }

/** What is known of the network's layers for pictures of a size. */
export type FactsAt = (height: number, width: number) => readonly Facts[]

type Facts = Pick<LayerFacts, 'name' | 'size' | 'field'>

/**
 * The network, with the gradients of larger pictures put together from overlapping tiles. Every position of a layer
 * counts in the tiles that have it, in all of them together as much as in the whole picture; where two tiles meet, one
 * fades into the other, and that is somewhere else in every call: what little a tile cannot see beyond its margin leaves
 * no seam. Coefficients of objectives must be numbers: maps of them would belong to one size.
 */
export function tiledGradient(
  network: OpenNetwork,
  factsAt: FactsAt,
  random: Random,
  tiling: Tiling = TILING,
): OpenNetwork {
  const known = new Map<string, readonly Facts[]>()
  function factsOf(layer: string, height: number, width: number): Facts {
    const size = `${height} x ${width}`
    const facts = known.get(size) ?? factsAt(height, width)
    known.set(size, facts)
    const found = facts.find(({ name }) => name === layer)
    if (!found) throw new Error(`nothing is known of ${layer}`)
    return found
  }

  return {
    ...network,
    async gradient(images, objective) {
      const [n, , height, width] = images.shape
      if (height * width <= tiling.budget) return network.gradient(images, objective)
      const [rows, columns] = [spans(height, tiling, random), spans(width, tiling, random)]
      const total: Images = { shape: images.shape, data: new Float32Array(images.data.length) }
      const score = new Float32Array(n)
      for (const down of rows)
        for (const across of columns) {
          const part = objective.map((tap) =>
            partOf(tap, (...size) => factsOf(tap.layer, ...size), images.shape, [down, across], tiling),
          )
          const found = await network.gradient(cut(images, down, across), part)
          for (let i = 0; i < n; i++) score[i] = score[i]! + found.score[i]!
          addTile(total, found.gradient, down, across)
        }
      return { score, gradient: total }
    },
  }
}

/** Pixels that are run for the gradient of a picture: more than it has, where tiles overlap. */
export function pixelsRun(height: number, width: number, tiling: Tiling = TILING): number {
  if (height * width <= tiling.budget) return height * width
  const run = (side: number) => layout(side, tiling).count * Math.min(side, layout(side, tiling).length)
  return run(height) * run(width)
}

/** One tile along one side of the picture. */
interface Span {
  readonly start: number
  readonly length: number
  /** Its own part: at each border another tile takes over. */
  readonly from: number
  readonly to: number
}

/** Tiles of equal length, but for the last, that cover a side; their borders are drawn anew each time. */
export function spans(side: number, tiling: Tiling, random: Random): Span[] {
  const { align } = tiling
  const margin = marginOf(tiling)
  const { count, length } = layout(side, tiling)
  if (count === 1) return [{ start: 0, length: side, from: FIRST, to: LAST }]
  const step = length - 2 * margin
  // From the first border to the last.
  const way = (count - 2) * step
  // No tile may be longer, neither the first nor the last, and none may reach beyond the picture.
  const least = Math.max(margin, side - length + margin - way)
  const most = Math.min(length - margin, side - margin - way)
  const first = align * random.integer(Math.ceil(least / align), Math.floor(most / align))
  return Array.from({ length: count }, (_, i) => {
    const [from, to] = [first + (i - 1) * step, first + i * step]
    if (i === 0) return { start: 0, length, from: FIRST, to }
    if (i < count - 1) return { start: from - margin, length, from, to }
    const start = align * Math.floor((side - length) / align)
    return { start, length: side - start, from, to: LAST }
  })
}

/** The picture's own edges: nothing is beyond them to fade into. */
const [FIRST, LAST] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

/** What a place of the picture counts in a tile: half at its borders, fading over half a margin on each side. */
export function weightAt(place: number, { from, to }: Span, tiling: Tiling): number {
  const margin = marginOf(tiling)
  const inside = (distance: number) => Math.min(1, Math.max(0, 0.5 + distance / margin))
  return inside(place - from) * inside(to - place)
}

/** Whatever a tile sees of others, some of it must be its own. */
function marginOf({ side, margin, align }: Tiling): number {
  return Math.min(margin, align * Math.floor(side / (3 * align)))
}

/** How many tiles a side takes, and how long they are: the shortest that leave the borders some room to move. */
function layout(side: number, tiling: Tiling): { count: number; length: number } {
  const { side: longest, align } = tiling
  const margin = marginOf(tiling)
  if (side <= longest) return { count: 1, length: side }
  const room = 2 * align
  const count = Math.ceil((side + room - 2 * margin) / (longest - 2 * margin))
  return { count, length: align * Math.ceil(((side + room - 2 * margin) / count + 2 * margin) / align) }
}

/** The tap as it is read in a tile: of the mean over the whole picture, the part of the positions that the tile stands for. */
function partOf(
  { linear = 0, quadratic = 0, weight = 1, ...tap }: Tap,
  factsOf: (height: number, width: number) => Facts,
  [, , ...whole]: Maps['shape'],
  tile: readonly [down: Span, across: Span],
  tiling: Tiling,
): Tap {
  if (typeof linear !== 'number' || typeof quadratic !== 'number') throw new Error('maps of coefficients have one size')
  const own = factsOf(tile[0].length, tile[1].length)
  const all = factsOf(...whole)
  const [down, across] = ([0, 1] as const).map((axis) => countsOf(own, axis, tile[axis], whole[axis], tiling))
  const [height, width] = [down?.length ?? 0, across?.length ?? 0]
  const counts = Float32Array.from(
    { length: height * width },
    (_, i) => (down?.[Math.floor(i / width)] ?? 0) * (across?.[i % width] ?? 0),
  )
  const times = (factor: number): Maps => ({
    shape: [1, 1, height, width],
    data: counts.map((count) => factor * count),
  })
  return {
    ...tap,
    weight: (weight * height * width) / ((all.size?.[0] ?? 0) * (all.size?.[1] ?? 0)),
    ...(linear !== 0 && { linear: times(linear) }),
    ...(quadratic !== 0 && { quadratic: times(quadratic) }),
  }
}

/** What each row or column of a tile's maps counts. */
function countsOf(
  { size, field: { first, last, jump } }: Facts,
  axis: 0 | 1,
  tile: Span,
  side: number,
  tiling: Tiling,
): number[] {
  const middle = (first[axis] + last[axis]) / 2
  const counts = Array.from({ length: size?.[axis] ?? 0 }, (_, i) =>
    weightAt(tile.start + middle + i * jump[axis], tile, tiling),
  )
  if (Number.isFinite(middle)) return counts
  // A position that sees everything counts as much as there is of its tile.
  const places = Array.from({ length: tile.length }, (_, i) => weightAt(tile.start + i, tile, tiling))
  return counts.map(() => places.reduce((sum, count) => sum + count, 0) / side)
}

function cut({ shape: [n, channels, height, width], data }: Images, down: Span, across: Span): Images {
  const tile = new Float32Array(n * channels * down.length * across.length)
  for (let row = 0, to = 0; row < n * channels * down.length; row++, to += across.length) {
    const [plane, y] = [Math.floor(row / down.length), row % down.length]
    const from = (plane * height + down.start + y) * width + across.start
    tile.set(data.subarray(from, from + across.length), to)
  }
  return { shape: [n, channels, down.length, across.length], data: tile }
}

function addTile(total: Images, { data }: Images, down: Span, across: Span): void {
  const [n, channels, height, width] = total.shape
  for (let row = 0, from = 0; row < n * channels * down.length; row++, from += across.length) {
    const [plane, y] = [Math.floor(row / down.length), row % down.length]
    const to = (plane * height + down.start + y) * width + across.start
    for (let x = 0; x < across.length; x++) total.data[to + x] = total.data[to + x]! + data[from + x]!
  }
}

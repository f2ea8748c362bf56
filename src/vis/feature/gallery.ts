/** Pictures drawn a batch at a time, and watched as one grid: those that are kept already, those in work, empty places. */
import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep, FilterTile } from '../../core/rendering.ts'
import type { Direction } from '../../core/selection/directions.ts'
import { grid } from '../../image/draw/grid.ts'
import { toPixels } from '../images.ts'
import type { PreparedMethod } from './methods.ts'
import type { Subjects } from './subjects.ts'

/** Where finished tiles are kept. */
export interface TileStore {
  get(direction: Direction): Promise<FilterTile | undefined>
  put(direction: Direction, tile: FilterTile): Promise<void>
}

interface Gallery {
  readonly subjects: Subjects
  readonly drawing: PreparedMethod
  /** Of the tiles, as the finished grid has them. Without them the first picture alone is watched. */
  readonly labels?: readonly string[]
  /** Default none: all is drawn, and nothing kept. */
  readonly shelf?: TileStore
}

/**
 * The tiles of all subjects, in their order. Takes from the shelf what is there, and puts there what each batch has drawn,
 * before it goes on. Yields once per step.
 */
export async function* gallery({
  subjects,
  drawing,
  labels,
  shelf,
}: Gallery): AsyncGenerator<AscentStep, FilterTile[]> {
  const { directions } = subjects
  const tiles: (FilterTile | undefined)[] = []
  for (const direction of directions) tiles.push(await shelf?.get(direction))
  const missing = [...directions.keys()].filter((i) => !tiles[i])
  for (let first = 0; first < missing.length; first += drawing.batch) {
    const batch = missing.slice(first, first + drawing.batch)
    const some = { ...subjects, directions: batch.map((i) => directions[i] ?? []) }
    const done = (own: number) => (first + own * batch.length) / missing.length
    const at = { filter: [directions.length - missing.length + first + batch.length, directions.length] } as const
    const before = [...tiles]
    const steps = drawing.draw(some)
    let next = await steps.next()
    for (; !next.done; next = await steps.next()) {
      const { pictures, ...step } = next.value
      const picture = () => {
        const now = pictures()
        return labels ? soFar(before, batch, now, labels) : (now[0] as Pixels)
      }
      yield { ...step, done: done(step.done), at: { ...at, ...step.at }, picture }
    }
    for (const [k, { image, fired }] of next.value.entries()) {
      const i = batch[k] as number
      const tile = { picture: toPixels(image), fired }
      tiles[i] = tile
      await shelf?.put(directions[i] ?? [], tile)
    }
  }
  return tiles as FilterTile[]
}

function soFar(
  tiles: readonly (FilterTile | undefined)[],
  batch: readonly number[],
  now: readonly Pixels[],
  labels: readonly string[],
): Pixels {
  const places = tiles.map((tile, i) => tile?.picture ?? now[batch.indexOf(i)])
  return grid(places, labels)
}

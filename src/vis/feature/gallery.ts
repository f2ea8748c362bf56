/**
 * Draws the pictures of a grid batch by batch. Progress shows the whole grid; finished tiles can be stored and reused.
 */
import type { Pixels } from '../../core/pixels.ts'
import type { AscentStep, FilterTile } from '../../core/rendering.ts'
import type { Direction } from '../../core/selection/directions.ts'
import { grid } from '../../image/draw/grid.ts'
import { toPixels } from '../images.ts'
import type { BatchObjective } from './batch-objective.ts'
import type { PreparedMethod } from './methods.ts'

/** A store of finished tiles. */
export interface TileStore {
  get(direction: Direction): Promise<FilterTile | undefined>
  put(direction: Direction, tile: FilterTile): Promise<void>
}

interface GalleryOptions {
  readonly objective: BatchObjective
  readonly method: PreparedMethod
  /** Labels of the tiles in the grid that progress shows. Without them it shows the batch's first picture alone. */
  readonly labels?: readonly string[]
  /** Default none: every tile is drawn, and none is stored. */
  readonly store?: TileStore
}

/**
 * Returns a tile for each direction, in order. Tiles in the store are taken from it; each batch that is drawn is stored
 * before the next one begins. Yields once per step.
 */
export async function* gallery({
  objective,
  method,
  labels,
  store,
}: GalleryOptions): AsyncGenerator<AscentStep, FilterTile[]> {
  const { directions } = objective
  const tiles: (FilterTile | undefined)[] = []
  for (const direction of directions) tiles.push(await store?.get(direction))
  const missing = [...directions.keys()].filter((i) => !tiles[i])
  for (let first = 0; first < missing.length; first += method.batch) {
    const batch = missing.slice(first, first + method.batch)
    const done = (inBatch: number) => (first + inBatch * batch.length) / missing.length
    const at = { filter: [directions.length - missing.length + first + batch.length, directions.length] } as const
    const before = [...tiles]
    const steps = method.draw({ ...objective, directions: batch.map((i) => directions[i]!) })
    let next = await steps.next()
    for (; !next.done; next = await steps.next()) {
      const { pictures, ...step } = next.value
      const picture = () => {
        const now = pictures()
        return labels ? gridSoFar(before, new Map(batch.map((i, k) => [i, now[k]!])), labels) : now[0]!
      }
      yield { ...step, done: done(step.done), at: { ...at, ...step.at }, picture }
    }
    for (const [k, { image, fired }] of next.value.entries()) {
      const i = batch[k]!
      const tile = { picture: toPixels(image), fired }
      tiles[i] = tile
      await store?.put(directions[i]!, tile)
    }
  }
  return tiles as FilterTile[]
}

/** The grid of finished tiles and of pictures in work, by index; cells that have neither are empty. */
function gridSoFar(
  tiles: readonly (FilterTile | undefined)[],
  inWork: ReadonlyMap<number, Pixels>,
  labels: readonly string[],
): Pixels {
  return grid(
    tiles.map((tile, i) => tile?.picture ?? inWork.get(i)),
    labels,
  )
}

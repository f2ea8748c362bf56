/** The note on filters that never fired, with what to try instead. */

import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { type Direction, soleFilter } from './directions.ts'

interface DrawnDirection {
  readonly direction: Direction
  /** Whether its filters responded at any step. */
  readonly fired: boolean
}

/**
 * One note that names the filters that never fired, or none if all did. Of the directions, only single filters are named.
 *
 * @param filterCount The number of filters in the layer.
 */
export function silentFiltersNote(drawnDirections: readonly DrawnDirection[], filterCount: number): Text[] {
  const silent = singleFilters(drawnDirections.filter(({ fired }) => !fired))
  const [first] = silent
  if (first === undefined) return []
  const drawn = singleFilters(drawnDirections)
  const neighbours = [first - 2, first - 1, first + 1, first + 2].filter(
    (f) => f >= 0 && f < filterCount && !drawn.includes(f),
  )
  const which =
    silent.length === 1
      ? phrase`Filter ${first} never fired from this start.`
      : phrase`Filters ${silent.join(', ')} never fired from this start.`
  const other =
    neighbours.length > 0
      ? phrase`Try another seed or more iterations, or its neighbours ${neighbours.join(', ')}.`
      : phrase`Try another seed or more iterations.`
  return [joined([which, other], ' ')]
}

/** The filters of directions that are a single filter, each once. */
function singleFilters(directions: readonly Pick<DrawnDirection, 'direction'>[]): number[] {
  return [...new Set(directions.flatMap(({ direction }) => soleFilter(direction) ?? []))]
}

/** The note on filters that never fired, with what to try instead. */

import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { type Direction, soleFilter } from './directions.ts'

/**
 * One note that names the filters that never fired, or none if all did.
 *
 * @param asked The directions that were drawn. Only those that are a single filter are named.
 * @param fired Whether each of them fired, in the same order.
 * @param filters The number of filters in the layer.
 */
export function silentFiltersNote(asked: readonly Direction[], fired: readonly boolean[], filters: number): Text[] {
  const silent = singleFilters(asked.filter((_, i) => !fired[i]))
  const [first] = silent
  if (first === undefined) return []
  const drawn = singleFilters(asked)
  const neighbours = [first - 2, first - 1, first + 1, first + 2].filter(
    (f) => f >= 0 && f < filters && !drawn.includes(f),
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
function singleFilters(directions: readonly Direction[]): number[] {
  return [...new Set(directions.flatMap((direction) => soleFilter(direction) ?? []))]
}

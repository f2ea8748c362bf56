/** What to say of filters that never fired. */

import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { type Direction, soleFilter } from './directions.ts'

/**
 * Which they are, and what to try; nothing where all have fired. `fired` is in the order of what was asked for, and
 * `filters` is how many there are.
 */
export function silentFiltersNote(asked: readonly Direction[], fired: readonly boolean[], filters: number): Text[] {
  const silent = filtersIn(asked.filter((_, i) => !fired[i]))
  const [first] = silent
  if (first === undefined) return []
  const drawn = filtersIn(asked)
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

/** Those that were asked for one by one. */
function filtersIn(directions: readonly Direction[]): number[] {
  return [...new Set(directions.flatMap((direction) => soleFilter(direction) ?? []))]
}

/** What to say of filters that never fired. */
import { joined, phrase, type Text } from './language.ts'

/** Which they are, and what to try: `drawn` are all that were asked for, of `filters` that there are. */
export function silence(silent: readonly number[], drawn: readonly number[], filters: number): Text {
  const [first = 0] = silent
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
  return joined([which, other], ' ')
}

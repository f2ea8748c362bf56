/**
 * What a picture may look for in a layer, as people write it: one filter, as in "12", or a direction in the space of
 * filters, as in "12+40", "12-1*40" or "0.5*3+7". Lists of them are like "3,7", "0-24" or "1,12+40".
 */
import { ranges } from '../../i18n/format.ts'
import { phrase } from '../../i18n/phrase.ts'
import { unknownFilter } from '../common-errors.ts'
import { UserError } from '../errors.ts'

/** A weighted sum of filters, each once and none with the weight 0. */
export type Direction = readonly Term[]

interface Term {
  readonly filter: number
  readonly weight: number
}

/**
 * The directions that `text` names, in its order, each once. Throws `UserError` bad-input for text that is no such list or
 * a filter that the layer lacks, and limit for more than `most` of them.
 */
export function parseDirections(text: string, layer: string, filters: number, most: number): Direction[] {
  const found = new Map<string, Direction>()
  for (const piece of text.split(','))
    for (const direction of rangeIn(piece, layer, filters) ?? [sumIn(piece, text)]) {
      const missing = direction.find(({ filter }) => filter >= filters)
      if (missing) throw unknownFilter(layer, missing.filter, filters)
      found.set(directionName(direction), direction)
    }
  if (found.size <= most) return [...found.values()]
  throw new UserError(
    'limit',
    phrase`${found.size} filters are too many for one picture: at most ${most} fit.`,
    phrase`Ask for fewer.`,
  )
}

/** As it is written: "12", "12+40", "12-1*40". */
export function directionName(direction: Direction): string {
  return direction
    .map(({ filter, weight }, i) => {
      const sign = weight < 0 ? '-' : i === 0 ? '' : '+'
      // "12-40" is a range.
      const isPlain = Math.abs(weight) === 1 && (weight > 0 || i === 0)
      return `${sign}${isPlain ? '' : `${Math.abs(weight)}*`}${filter}`
    })
    .join('')
}

/** A list as short as it can be written. */
export function directionList(directions: readonly Direction[]): string {
  const runs: (number[] | string)[] = []
  for (const direction of directions) {
    const filter = soleFilter(direction)
    const run = runs.at(-1)
    if (filter === undefined) runs.push(directionName(direction))
    else if (Array.isArray(run)) run.push(filter)
    else runs.push([filter])
  }
  return runs.map((run) => (Array.isArray(run) ? ranges(run) : run)).join(', ')
}

/** The filter that a direction is, if it is no sum. */
export function soleFilter([term, ...others]: Direction): number | undefined {
  return term && term.weight === 1 && others.length === 0 ? term.filter : undefined
}

/** Each filter of "0-24" or "12"; undefined for what is neither. */
function rangeIn(piece: string, layer: string, filters: number): Direction[] | undefined {
  const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(piece) ?? []
  const [from, to] = [Number(first), Number(last)]
  if (first === undefined || to < from) return undefined
  // Before a list of a billion is made.
  for (const filter of [from, to]) if (filter >= filters) throw unknownFilter(layer, filter, filters)
  return Array.from({ length: to - from + 1 }, (_, i) => [{ filter: from + i, weight: 1 }])
}

const TERM = /\s*([+-]?)\s*(?:(\d+(?:\.\d+)?)\s*\*\s*)?(\d+)\s*/y

const HEAVIEST = 100

/** One direction out of `piece`, of the list `text`. */
function sumIn(piece: string, text: string): Direction {
  const weights = new Map<number, number>()
  TERM.lastIndex = 0
  while (TERM.lastIndex < piece.length) {
    const [, sign, weight = '1', filter] = TERM.exec(piece) ?? []
    if (filter === undefined || (sign === '' && weights.size > 0)) throw notDirections(text)
    const signed = sign === '-' ? -Number(weight) : Number(weight)
    weights.set(Number(filter), (weights.get(Number(filter)) ?? 0) + signed)
  }
  const direction = [...weights].map(([filter, weight]) => ({ filter, weight })).filter(({ weight }) => weight !== 0)
  // The likeliest mistake is a range from a larger number down to a smaller.
  if (direction.some(({ weight }) => Math.abs(weight) > HEAVIEST)) {
    throw new UserError(
      'bad-input',
      phrase`The weights of ${piece.trim()} are too large.`,
      phrase`They go up to ${HEAVIEST}.`,
    )
  }
  if (direction.length === 0 || /^\s*\d+\s*-\s*\d+\s*$/.test(piece)) throw notDirections(text)
  return direction
}

function notDirections(text: string): UserError {
  return new UserError(
    'bad-input',
    phrase`"${text}" is no list of filters.`,
    phrase`Write one like 12, 3,7,12 or 0-24, or a direction like 12+40 or 12-0.5*40.`,
  )
}

/**
 * The filters that `text` names, in its order, each once. Throws `UserError` bad-input for text that is no such list, a
 * filter that the layer lacks, or more than `most` of them.
 */
export function parseFilters(text: string, layer: string, filters: number, most: number): number[] {
  const chosen = new Set<number>()
  for (const piece of text.split(',')) {
    const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(piece) ?? []
    if (first === undefined || Number(last) < Number(first)) {
      throw new UserError(
        'bad-input',
        phrase`"${text}" is no list of filters.`,
        phrase`Write one like 12, 3,7,12 or 0-24.`,
      )
    }
    for (const filter of [Number(first), Number(last)])
      if (filter >= filters) throw unknownFilter(layer, filter, filters)
    for (let filter = Number(first); filter <= Number(last); filter++) chosen.add(filter)
  }
  if (chosen.size > most) {
    throw new UserError(
      'limit',
      phrase`${chosen.size} filters are too many for one picture: at most ${most} fit.`,
      phrase`Ask for fewer.`,
    )
  }
  return [...chosen]
}

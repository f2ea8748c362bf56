/**
 * Directions in the space of a layer's filters, as people write them: one filter, as in "12", or a weighted sum, as in
 * "12+40", "12-1*40" or "0.5*3+7". Lists of them are like "3,7", "0-24" or "1,12+40".
 */
import { phrase } from '../../i18n/phrase.ts'
import { type LayerFilters, unknownFilter } from '../common-errors.ts'
import { UserError } from '../errors.ts'
import { checkCount, type FilterLimits, formatRanges, isRange, parseRange } from './filter-list.ts'
import { HEAVIEST } from './weights.ts'

/** A weighted sum of filters, each once and none with the weight 0. */
export type Direction = readonly Term[]

interface Term {
  readonly filter: number
  readonly weight: number
}

/**
 * Reads a list of directions. Returns them in the order of the text, each once.
 *
 * @throws `UserError` bad-input for other text or a filter that the layer lacks, limit for too many directions.
 */
export function parseDirections(text: string, { most, ...layer }: FilterLimits): Direction[] {
  const found = new Map<string, Direction>()
  for (const piece of text.split(',')) {
    const range = parseRange(piece, layer)?.map((filter) => [{ filter, weight: 1 }])
    for (const direction of range ?? [parseSum(piece, text, layer)]) found.set(formatDirection(direction), direction)
  }
  checkCount(found.size, most)
  return [...found.values()]
}

/** Writes a direction as `parseDirections` reads it: "12", "12+40", "12-1*40". */
export function formatDirection(direction: Direction): string {
  return direction
    .map(({ filter, weight }, i) => {
      const sign = weight < 0 ? '-' : i === 0 ? '' : '+'
      // A subtracted filter keeps its weight: "12-40" would be a range.
      const isPlain = Math.abs(weight) === 1 && (weight > 0 || i === 0)
      return `${sign}${isPlain ? '' : `${Math.abs(weight)}*`}${filter}`
    })
    .join('')
}

/** Writes a list of directions, with runs of filters as ranges. */
export function formatDirections(directions: readonly Direction[]): string {
  const runs: (number[] | string)[] = []
  for (const direction of directions) {
    const filter = soleFilter(direction)
    const run = runs.at(-1)
    if (filter === undefined) runs.push(formatDirection(direction))
    else if (Array.isArray(run)) run.push(filter)
    else runs.push([filter])
  }
  return runs.map((run) => (Array.isArray(run) ? formatRanges(run) : run)).join(', ')
}

/** The filter of a direction that is one filter with the weight 1; undefined for a sum. */
export function soleFilter([term, ...others]: Direction): number | undefined {
  return term && term.weight === 1 && others.length === 0 ? term.filter : undefined
}

/** One term of a sum: its sign, its weight and its filter. */
const TERM = /\s*([+-]?)\s*(?:(\d+(?:\.\d+)?)\s*\*\s*)?(\d+)\s*/y

/** @param text The whole list, for errors. */
function parseSum(piece: string, text: string, layer: LayerFilters): Direction {
  const weights = new Map<number, number>()
  TERM.lastIndex = 0
  while (TERM.lastIndex < piece.length) {
    const [, sign, weight = '1', filter] = TERM.exec(piece) ?? []
    if (filter === undefined || (sign === '' && weights.size > 0)) throw notDirections(text)
    const signed = sign === '-' ? -Number(weight) : Number(weight)
    weights.set(Number(filter), (weights.get(Number(filter)) ?? 0) + signed)
  }
  const direction = [...weights].map(([filter, weight]) => ({ filter, weight })).filter(({ weight }) => weight !== 0)
  if (direction.some(({ weight }) => Math.abs(weight) > HEAVIEST)) {
    throw new UserError(
      'bad-input',
      phrase`The weights of ${piece.trim()} are too large.`,
      phrase`Weights go up to ${HEAVIEST}.`,
    )
  }
  // A range that runs backwards, such as "5-3", is more likely a mistake than a difference.
  if (direction.length === 0 || isRange(piece)) throw notDirections(text)
  const missing = direction.find(({ filter }) => filter >= layer.filters)
  if (missing) throw unknownFilter(missing.filter, layer)
  return direction
}

function notDirections(text: string): UserError {
  return new UserError(
    'bad-input',
    phrase`"${text}" is no list of filters.`,
    phrase`Write one like 12, 3,7,12 or 0-24, or a direction like 12+40 or 12-0.5*40.`,
  )
}

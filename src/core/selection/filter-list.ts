/** Lists of filters as people write them: numbers and ranges, as in "12", "3,7,12" or "0-24". */
import { phrase } from '../../i18n/phrase.ts'
import { type LayerFilters, unknownFilter } from '../common-errors.ts'
import { UserError } from '../errors.ts'

export interface FilterLimits extends LayerFilters {
  /** How many filters or directions may be named. */
  readonly most: number
}

const RANGE = String.raw`\s*(\d+)\s*(?:-\s*(\d+)\s*)?`

/** Matches text in the form of such a list, whether or not its ranges run forwards. */
export const FILTER_LIST = new RegExp(`^${RANGE}(?:,${RANGE})*$`)

const ONE_RANGE = new RegExp(`^${RANGE}$`)

/** The most filters of one picture that runs the network for each. */
export const MOST_FILTERS = 64

/**
 * Reads a list of filters. Returns them in the order of the text, each once.
 *
 * @throws `UserError` bad-input for other text or a filter that the layer lacks, limit for too many filters.
 */
export function parseFilters(text: string, { most, ...layer }: FilterLimits): number[] {
  const found = text.split(',').map((piece) => parseRange(piece, layer))
  if (found.includes(undefined)) {
    throw new UserError(
      'bad-input',
      phrase`"${text}" is no list of filters.`,
      phrase`Write one like 12, 3,7,12 or 0-24.`,
    )
  }
  const chosen = [...new Set(found.flatMap((range) => range ?? []))]
  checkCount(chosen.length, most)
  return chosen
}

/** A list of filters in its shortest form, as jobs keep it; undefined for undefined. Throws as `parseFilters`. */
export function normalFilters(text: string | undefined, limits: FilterLimits): string | undefined {
  return text === undefined ? undefined : formatRanges(parseFilters(text, limits))
}

/**
 * The filters of a range such as "0-24", or of one number. Undefined for other text and a range that runs backwards.
 *
 * @throws `UserError` bad-input for a filter that the layer lacks.
 */
export function parseRange(text: string, layer: LayerFilters): number[] | undefined {
  const [, from, to = from] = ONE_RANGE.exec(text) ?? []
  const [first, last] = [Number(from), Number(to)]
  if (from === undefined || last < first) return undefined
  // Checked before the range is written out: it may be billions long.
  for (const filter of [first, last]) if (filter >= layer.filters) throw unknownFilter(filter, layer)
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** Whether text is a range in form, in either direction: "3-5" or "5-3". */
export function isRange(text: string): boolean {
  return ONE_RANGE.exec(text)?.[2] !== undefined
}

/** Throws `UserError` limit for more than `most` filters. */
export function checkCount(found: number, most: number): void {
  if (found <= most) return
  throw new UserError(
    'limit',
    phrase`${found} filters are too many for one picture: at most ${most} fit.`,
    phrase`Ask for fewer.`,
  )
}

/** Writes whole numbers with ascending runs drawn together: "3, 7, 12", "0-24", "1, 4-6". */
export function formatRanges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = []
  for (const n of numbers) {
    const run = runs.at(-1)
    if (run && n === run[1] + 1) run[1] = n
    else runs.push([n, n])
  }
  return runs
    .map(([first, last]) => (first === last ? first : `${first}${last - first > 1 ? '-' : ', '}${last}`))
    .join(', ')
}

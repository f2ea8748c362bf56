/** Lists of filters as people write them: "12", "3,7,12", "0-24". */
import { UserError } from './errors.ts'
import { phrase } from './language.ts'
import { unknownFilter } from './mistakes.ts'

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

/** What a request wants drawn: filters or directions of a layer, or classes of a network. */
import { classNames, findClass } from './classes.ts'
import type { Choice, Context } from './command-context.ts'
import { type Direction, parseDirections } from './directions.ts'
import { UserError } from './errors.ts'
import { joined, phrase, type Text } from './language.ts'

export interface Target {
  readonly choice: Choice
  readonly directions: readonly Direction[]
  /** What was chosen in the user's stead, or what a class's number stands for. */
  readonly note?: Text
}

export interface Wish {
  readonly layer: string
  readonly filters?: string | undefined
  readonly network?: string | undefined
}

/**
 * `usual` gives the filters of a layer that has so many, where a request names none; `most` is how many are possible.
 * Throws `UserError` as `Context.choose` and `Context.classes` do, bad-input for filters or classes that there are not,
 * and limit for too many.
 */
export async function findTarget(
  { layer, filters, network }: Wish,
  context: Context,
  { usual, most }: { readonly usual: (filters: number) => string; readonly most: number },
): Promise<Target> {
  const names = classNames(layer)
  if (!names) {
    const choice = await context.choose({ network, layer, command: 'filter' })
    const directions = parseDirections(filters ?? usual(choice.filters), choice.layer, choice.filters, most)
    return { choice, directions, ...(choice.note !== undefined && { note: choice.note }) }
  }
  if (filters !== undefined) {
    throw new UserError(
      'bad-input',
      phrase`${layer} is what to draw, and so are the filters ${filters}.`,
      phrase`Leave one of them out.`,
    )
  }
  const classes = await context.classes(network)
  const found = names.flatMap((name) => findClass(name, classes.network, classes.labels))
  const choice = await context.choose({ network: classes.network, layer: classes.layer, command: 'filter' })
  const directions = parseDirections(found.join(','), choice.layer, choice.filters, most)
  const said = found.map((filter) => phrase`class ${filter} of ${choice.network} is ${classes.labels[filter] ?? ''}`)
  return { choice, directions, note: joined(said, ', ') }
}

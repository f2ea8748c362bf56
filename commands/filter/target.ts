/** Classes that a network tells apart, as people ask for them in place of a layer: "class:tabby". */
import type { Context } from '../../src/command/command.ts'
import { UserError } from '../../src/core/errors.ts'
import { nearestNames } from '../../src/core/nearest.ts'
import { type Direction, parseDirections } from '../../src/core/selection/directions.ts'
import { joined, phrase, type Text } from '../../src/i18n/phrase.ts'
import type { ResolvedLayer } from '../../src/network/catalog/choice.ts'

/** The names after "class:", separated by commas; undefined for what is the name of a layer. */
export function classNames(layer: string): string[] | undefined {
  const [, names] = /^\s*class\s*:(.*)$/is.exec(layer) ?? []
  return names?.split(',').map((name) => name.trim())
}

/**
 * The filters that stand for a class in its network's layer of scores: by name, of which ImageNet has some twice, or by
 * number. Throws `UserError` bad-input with the nearest names.
 */
export function findClass(name: string, network: string, labels: readonly string[]): number[] {
  const plain = (text: string) => text.toLowerCase().replace(/[\s_-]+/g, ' ')
  const named = [...labels.keys()].filter((i) => plain(labels[i] ?? '') === plain(name))
  if (named.length > 0) return named
  if (/^\d+$/.test(name) && Number(name) < labels.length) return [Number(name)]
  const hint =
    name === ''
      ? phrase`Name one, like class:${labels[0] ?? ''}.`
      : phrase`Did you mean ${nearestNames(name, labels).join(', ')}?`
  throw new UserError('bad-input', phrase`${network} has no class "${name}".`, hint)
}

interface Target {
  readonly choice: ResolvedLayer
  readonly directions: readonly Direction[]
  /** What was chosen in the user's stead, or what a class's number stands for. */
  readonly note?: Text
}

interface Wish {
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

/** What a filter request means by its layer: a layer and filters of it, or classes, as in "class:tabby". */
import type { Context } from '../../src/command/command.ts'
import { defined } from '../../src/core/defined.ts'
import { UserError } from '../../src/core/errors.ts'
import { nearestNames } from '../../src/core/nearest.ts'
import { type Direction, parseDirections } from '../../src/core/selection/directions.ts'
import { joined, phrase, type Text } from '../../src/i18n/phrase.ts'
import type { ResolvedLayer } from '../../src/network/catalog/network-info.ts'

interface Target {
  readonly choice: ResolvedLayer
  readonly directions: readonly Direction[]
  /** The network that was chosen because the default one lacks the layer, or the names of the classes. */
  readonly note?: Text
}

interface Request {
  readonly layer: string
  readonly filters?: string | undefined
  readonly network?: string | undefined
}

interface TargetOptions {
  /** The list of filters of a request that names none, for a layer that has `count` of them. */
  readonly usual: (count: number) => string
  /** How many directions may be asked for. */
  readonly most: number
}

/**
 * @throws `UserError` as `Context.choose` and `Context.classes` do, bad-input for filters and classes that do not exist,
 * limit for too many.
 */
export async function findTarget(request: Request, context: Context, options: TargetOptions): Promise<Target> {
  const { layer, filters, network } = request
  const names = classNames(layer)
  if (names) return findClasses(names, request, context, options)
  const choice = await context.choose({ network, layer, use: 'filter' })
  const directions = parseDirections(filters ?? options.usual(choice.filters), { ...choice, most: options.most })
  return { choice, directions, ...defined({ note: choice.note }) }
}

/** The names after "class:", which commas separate; undefined for the name of a layer. */
export function classNames(layer: string): string[] | undefined {
  const [, names] = /^\s*class\s*:(.*)$/is.exec(layer) ?? []
  return names?.split(',').map((name) => name.trim())
}

/**
 * The filters of a class in its network's layer of scores, by its name or its number. Some names of ImageNet stand for two
 * classes. Throws `UserError` bad-input with the nearest names.
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

async function findClasses(
  names: readonly string[],
  { layer, filters, network }: Request,
  context: Context,
  { most }: TargetOptions,
): Promise<Target> {
  if (filters !== undefined) {
    throw new UserError(
      'bad-input',
      phrase`Both ${layer} and the filters ${filters} are given.`,
      phrase`Leave one of them out.`,
    )
  }
  const classes = await context.classes(network)
  const found = names.flatMap((name) => findClass(name, classes.network, classes.labels))
  const choice = await context.choose({ network: classes.network, layer: classes.layer, use: 'filter' })
  const directions = parseDirections(found.join(','), { ...choice, most })
  const said = found.map((filter) => phrase`class ${filter} of ${choice.network} is ${classes.labels[filter] ?? ''}`)
  return { choice, directions, note: joined(said, ', ') }
}

/** Classes that a network tells apart, as people ask for them in place of a layer: "class:tabby". */
import type { Classes } from './command-context.ts'
import { UserError } from './errors.ts'
import { phrase } from './language.ts'
import { nearest } from './nearest.ts'
import type { Catalog } from './network/catalog.ts'

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
      : phrase`Did you mean ${nearest(name, labels).join(', ')}?`
  throw new UserError('bad-input', phrase`${network} has no class "${name}".`, hint)
}

/** See `Context.classes`; `usual` is the network of requests that name none. */
export async function chooseClasses(catalog: Catalog, network: string | undefined, usual: string): Promise<Classes> {
  const installed = catalog.list().filter((each) => each.installed && each.trouble === undefined)
  const names = network === undefined ? [usual, ...installed.map(({ name }) => name)] : [network]
  for (const name of names) {
    const layer = catalog.model(name).classifier?.layer
    // Not every file of a network has its class scores.
    const held = catalog.layers({ network: name }).some((each) => each.layer === layer)
    const labels = held ? await catalog.labels(name) : undefined
    if (layer !== undefined && labels) return { network: name, layer, labels }
  }
  throw new UserError(
    'bad-input',
    phrase`${names[0] ?? ''} names no classes: it has no scores of them, or their names are not installed.`,
    phrase`Choose another network, or one of its layers.`,
  )
}

import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Catalog } from './catalog.ts'
import type { Classes } from './choice.ts'

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

/** Which network names the classes that a request asks for. */
import { UserError } from '../../core/errors.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { Catalog } from './catalog.ts'
import type { Classes } from './network-info.ts'

/**
 * The classes of `network`; if it is undefined, those of the first installed network that has some, `usual` first.
 * Throws `UserError` unknown-network, or bad-input if no network has classes.
 */
export async function chooseClasses(catalog: Catalog, network: string | undefined, usual: string): Promise<Classes> {
  const installed = catalog.list().filter((each) => each.installed && each.trouble === undefined)
  const names = network === undefined ? [usual, ...installed.map(({ name }) => name)] : [network]
  for (const name of names) {
    const layer = catalog.model(name).classifier?.layer
    // A file may end before the layer of class scores.
    const isHeld = catalog.layers({ network: name }).some((each) => each.layer === layer)
    const labels = isHeld ? await catalog.labels(name) : undefined
    if (layer !== undefined && labels) return { network: name, layer, labels }
  }
  throw new UserError(
    'bad-input',
    phrase`${names[0] ?? ''} names no classes: it does not classify pictures, or the names are not installed.`,
    phrase`Choose another network, or one of its layers.`,
  )
}

/** What the layers of the installed networks cost, for estimates: read once from each file. */
import { multiplyAddsPerPixel } from './cost.ts'
import type { Model } from './model.ts'
import { load, locate, versionOf } from './store.ts'

export interface Costs {
  /** See `multiplyAddsPerPixel`. Undefined for what is not installed, not there, or cannot be read. */
  of(network: string, layer: string): Promise<number | undefined>
}

/**
 * @param modelOf Throws for a name that is no network's.
 * @param folder The weights folder.
 */
export function createCosts(modelOf: (name: string) => Model, folder: string): Costs {
  const read = new Map<string, { readonly version: string; readonly costs: Promise<ReadonlyMap<string, number>> }>()

  async function costsOf(name: string): Promise<ReadonlyMap<string, number>> {
    const model = modelOf(name)
    if (!locate(model, folder)) return new Map()
    const version = await versionOf(model, folder)
    const known = read.get(name)
    if (known?.version === version) return known.costs
    // The network itself is let go at once: here it would only take memory.
    const costs = load(name, model, folder).then(
      (network) =>
        new Map([...network.layers].map(([layer, { tensor }]) => [layer, multiplyAddsPerPixel(network, tensor)])),
    )
    read.set(name, { version, costs })
    return costs
  }

  return {
    async of(network, layer) {
      // Whatever is wrong with a network is told by who renders with it.
      const costs = await costsOf(network).catch((): ReadonlyMap<string, number> => new Map())
      return costs.get(layer)
    },
  }
}

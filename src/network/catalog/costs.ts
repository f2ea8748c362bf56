/** How much work the layers of the installed networks are, for estimates. Each file is read once. */
import { drawableLayers, TILE_SIDE } from '../graph/convolutions.ts'
import { multiplyAddsPerPixel } from '../graph/cost.ts'
import { describeLayers, type LayerFacts } from '../graph/describe.ts'
import type { Model } from './model.ts'
import { load, versionOf } from './store.ts'
import { locate } from './weights-files.ts'

export interface Costs {
  /** See `multiplyAddsPerPixel`. Undefined for an unknown layer, or a network that is not installed or cannot be read. */
  of(network: string, layer: string): Promise<number | undefined>
  /** See `drawableLayers`, for pictures of TILE_SIDE. Empty for a network that is not installed or cannot be read. */
  convolutions(network: string): Promise<readonly LayerFacts[]>
}

interface NetworkCosts {
  readonly perLayer: ReadonlyMap<string, number>
  readonly convolutions: readonly LayerFacts[]
}

/**
 * @param modelOf The model of a network. Throws for an unknown name.
 * @param folder The weights folder.
 */
export function createCosts(modelOf: (name: string) => Model, folder: string): Costs {
  const cache = new Map<string, { readonly version: string; readonly costs: Promise<NetworkCosts> }>()

  async function read(name: string): Promise<NetworkCosts> {
    const model = modelOf(name)
    if (!locate(model, folder)) return UNKNOWN
    const version = await versionOf(model, folder)
    const cached = cache.get(name)
    if (cached?.version === version) return cached.costs
    // The network itself is not kept: only its costs are needed, and it is large.
    const costs = load({ name, model, folder }).then((network) => ({
      perLayer: new Map(
        [...network.layers].map(([layer, { tensor }]) => [layer, multiplyAddsPerPixel(network, tensor)]),
      ),
      convolutions: drawableLayers(describeLayers(network, TILE_SIDE, TILE_SIDE)),
    }))
    cache.set(name, { version, costs })
    return costs
  }

  // An error in a network's file is reported when the network is rendered with.
  const costsOf = (name: string) => read(name).catch(() => UNKNOWN)

  return {
    of: async (network, layer) => (await costsOf(network)).perLayer.get(layer),
    convolutions: async (network) => (await costsOf(network)).convolutions,
  }
}

const UNKNOWN: NetworkCosts = { perLayer: new Map(), convolutions: [] }

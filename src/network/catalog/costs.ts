/** What the layers of the installed networks cost, for estimates: read once from each file. */
import { drawableLayers, TILE_SIDE } from '../graph/convolutions.ts'
import { multiplyAddsPerPixel } from '../graph/cost.ts'
import { describeLayers, type LayerFacts } from '../graph/describe.ts'
import type { Model } from './model.ts'
import { load, locate, versionOf } from './store.ts'

export interface Costs {
  /** See `multiplyAddsPerPixel`. Undefined for what is not installed, not there, or cannot be read. */
  of(network: string, layer: string): Promise<number | undefined>
  /** See `convolutions`. Empty for what is not installed or cannot be read. */
  convolutions(network: string): Promise<readonly LayerFacts[]>
}

interface Read {
  readonly costs: ReadonlyMap<string, number>
  readonly convolutions: readonly LayerFacts[]
}

/**
 * @param modelOf Throws for a name that is no network's.
 * @param folder The weights folder.
 */
export function createCosts(modelOf: (name: string) => Model, folder: string): Costs {
  const read = new Map<string, { readonly version: string; readonly about: Promise<Read> }>()

  async function readOf(name: string): Promise<Read> {
    const model = modelOf(name)
    if (!locate(model, folder)) return NOTHING
    const version = await versionOf(model, folder)
    const known = read.get(name)
    if (known?.version === version) return known.about
    // The network itself is let go at once: here it would only take memory.
    const about = load(name, model, folder).then((network) => ({
      costs: new Map([...network.layers].map(([layer, { tensor }]) => [layer, multiplyAddsPerPixel(network, tensor)])),
      convolutions: drawableLayers(describeLayers(network, TILE_SIDE, TILE_SIDE)),
    }))
    read.set(name, { version, about })
    return about
  }

  // Whatever is wrong with a network is told by who renders with it.
  const known = (name: string) => readOf(name).catch(() => NOTHING)

  return {
    of: async (network, layer) => (await known(network)).costs.get(layer),
    convolutions: async (network) => (await known(network)).convolutions,
  }
}

const NOTHING: Read = { costs: new Map(), convolutions: [] }

import type { PlaceSettings } from '../core/place-settings.ts'
import type { LayerRequest } from '../network/catalog/catalog.ts'

/** What a request means where `settings` hold and it leaves the network or the layer open. */
export function wantedAt({ network, layer }: PlaceSettings, wanted: Omit<LayerRequest, 'preferred'>): LayerRequest {
  // What a place dreams of by default is a layer of what it dreams with by default.
  const usual = wanted.network === undefined && wanted.command === 'dream' ? layer : undefined
  return { ...wanted, layer: wanted.layer ?? usual, preferred: network }
}

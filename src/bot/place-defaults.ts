/** The defaults of a place, applied to what a request asks for. */
import type { PlaceSettings } from '../core/place-settings.ts'
import type { LayerRequest } from '../network/catalog/resolve-layer.ts'

/** Fills in what a request leaves open from the settings of the place that it comes from. */
export function withPlaceDefaults(
  { network, layer }: PlaceSettings,
  wanted: Omit<LayerRequest, 'preferred'>,
): LayerRequest {
  // A place's default layer is for dreams, and belongs to its default network.
  const layerOfPlace = wanted.network === undefined && wanted.use === 'dream' ? layer : undefined
  return { ...wanted, layer: wanted.layer ?? layerOfPlace, preferred: network }
}

/** A passage through layers: which of them each frame of an animation dreams of. */
import type { WeightedLayer } from '../../core/selection/layer-mix.ts'

/**
 * What frame number `frame` of `frames` dreams of: on the way from the first layer to the last, or back to the first if
 * it is a loop, the two layers that it is between, each with its share of its weight; slowest near the layers.
 */
export function layerSchedule(
  layers: readonly WeightedLayer[],
  frame: number,
  { frames, loop }: { readonly frames: number; readonly loop: boolean },
): WeightedLayer[] {
  const place = loop ? (frame * layers.length) / frames : (frame * (layers.length - 1)) / (frames - 1)
  const [from, to] = [layers[Math.floor(place)], layers[Math.ceil(place) % layers.length]]
  if (!from || !to) throw new Error(`there is no frame ${frame} of ${frames}`)
  const share = (1 - Math.cos(Math.PI * (place % 1))) / 2
  if (share === 0) return [from]
  return [
    { ...from, weight: (1 - share) * from.weight },
    { ...to, weight: share * to.weight },
  ]
}

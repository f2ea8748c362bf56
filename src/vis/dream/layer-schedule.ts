/** The layers that each frame of an animation dreams of, on the way from one layer to the next. */
import type { WeightedLayer } from '../../core/selection/layer-mix.ts'

interface ScheduleOptions {
  readonly frames: number
  /** Whether the last layer leads back to the first. */
  readonly loop: boolean
}

/**
 * Returns the layers of frame `frame`, 0..frames - 1: one layer, or the two that it lies between, each with its share
 * of its weight. Cosine easing: slowest near the layers.
 */
export function layerSchedule(
  layers: readonly WeightedLayer[],
  frame: number,
  { frames, loop }: ScheduleOptions,
): WeightedLayer[] {
  const position = loop ? (frame * layers.length) / frames : (frame * (layers.length - 1)) / (frames - 1)
  const [from, to] = [layers[Math.floor(position)], layers[Math.ceil(position) % layers.length]]
  if (!from || !to) throw new Error(`there is no frame ${frame} of ${frames}`)
  const share = (1 - Math.cos(Math.PI * (position % 1))) / 2
  if (share === 0) return [from]
  return [
    { ...from, weight: (1 - share) * from.weight },
    { ...to, weight: share * to.weight },
  ]
}

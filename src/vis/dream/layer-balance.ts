/** Layers that climb together: a mix whose weights say how hard each pulls, however large its activations are. */

import type { WeightedLayer } from '../../core/selection/layer-mix.ts'
import type { Images, Objective, OpenNetwork } from '../../engine/engine.ts'

/** The objective of a mix: each weight times how much of the layer's pull makes one unit of it. */
type Mix = (layers: readonly WeightedLayer[]) => Objective

/**
 * The activations of layers differ by orders of magnitude, and the sum of their squares would be the largest's alone. So
 * each layer's share is divided by the mean size of its gradient at `start`: there a layer of weight 2 moves the picture
 * twice as far as one of weight 1. From there on it is one fixed objective, sum_L weight_L * pull / pull_L *
 * mean(A_L^2 / 2), which the score tells; `pull` is the strongest layer's, whose part keeps its own units.
 * A layer that nothing in `start` excites is not enlarged.
 */
export async function balanceLayers(start: Images, layers: readonly string[], network: OpenNetwork): Promise<Mix> {
  const pulls = new Map<string, number>()
  for (const layer of layers) {
    const { gradient } = await network.gradient(start, [{ layer, quadratic: 1 }])
    pulls.set(layer, gradient.data.reduce((sum, value) => sum + Math.abs(value), 0) / gradient.data.length)
  }
  const most = Math.max(...pulls.values())
  return (mix) =>
    mix.map(({ layer, weight }) => {
      const pull = pulls.get(layer) ?? 0
      return { layer, quadratic: 1, weight: pull > 0 ? (weight * most) / pull : weight }
    })
}

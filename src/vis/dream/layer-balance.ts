/** Balances several layers in one objective, so that a weight says how far a layer moves the picture. */

import type { WeightedLayer } from '../../core/selection/layer-mix.ts'
import type { Images, Objective, OpenNetwork } from '../../engine/engine.ts'

/** The objective of a mix of layers, each with its weight. */
type Mix = (layers: readonly WeightedLayer[]) => Objective

/**
 * Returns the objective of a mix as sum_L weight_L * G / G_L * mean(A_L^2 / 2), where G_L is the mean absolute gradient
 * of layer L at `start`, and G the largest of them. Without this, the layer with the largest activations would
 * dominate: they differ by orders of magnitude. At `start`, a layer of weight 2 moves the picture twice as far as one
 * of weight 1; from there on the objective is fixed. The layer with the largest gradient keeps its own units, and a
 * layer that nothing in `start` excites is not enlarged. This rule is this project's own.
 */
export async function balanceLayers(start: Images, layers: readonly string[], network: OpenNetwork): Promise<Mix> {
  const sizes = new Map<string, number>()
  for (const layer of layers) {
    const { gradient } = await network.gradient(start, [{ layer, quadratic: 1 }])
    sizes.set(layer, gradient.data.reduce((sum, value) => sum + Math.abs(value), 0) / gradient.data.length)
  }
  const largest = Math.max(...sizes.values())
  return (mix) =>
    mix.map(({ layer, weight }) => {
      const size = sizes.get(layer)
      return { layer, quadratic: 1, weight: size ? (weight * largest) / size : weight }
    })
}

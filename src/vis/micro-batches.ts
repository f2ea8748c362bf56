/** Runs large batches through a network as several smaller ones, where a whole batch would not fit into memory. */

import { defined } from '../core/defined.ts'
import type { Images, Maps, OpenNetwork, Tap } from '../engine/engine.ts'
import { isPerImage } from '../engine/objective.ts'
import { stack } from './images.ts'

/** Returns the same network; it computes at most `size` pictures of a batch at once. */
export function inMicroBatches(network: OpenNetwork, size: number): OpenNetwork {
  const split = (n: number) =>
    Array.from({ length: Math.ceil(n / size) }, (_, i) => [i * size, Math.min(n, (i + 1) * size)] as const)
  return {
    ...network,

    async activations(images, layers) {
      const [n] = images.shape
      if (n <= size) return network.activations(images, layers)
      const parts: Maps[][] = []
      for (const range of split(n)) parts.push(await network.activations(sliceBatch(images, range), layers))
      return layers.map((_, i) => stack(parts.map((maps) => maps[i]!)))
    },

    async gradient(images, objective) {
      const [n] = images.shape
      if (n <= size) return network.gradient(images, objective)
      const score = new Float32Array(n)
      const gradients: Images[] = []
      for (const range of split(n)) {
        const taps = objective.map((tap) => sliceTap(tap, range))
        const part = await network.gradient(sliceBatch(images, range), taps)
        score.set(part.score, range[0])
        gradients.push(part.gradient)
      }
      return { score, gradient: stack(gradients) }
    },
  }
}

/** Indices of the pictures of one micro-batch; `to` is excluded. */
type MicroBatch = readonly [from: number, to: number]

function sliceBatch({ shape: [n, ...shape], data }: Maps, [from, to]: MicroBatch): Maps {
  const size = data.length / n
  return { shape: [to - from, ...shape], data: data.subarray(from * size, to * size) }
}

/** Slices what a tap has for each picture by itself; what it has for all of them together stays. */
function sliceTap({ filters, linear, quadratic, ...tap }: Tap, range: MicroBatch): Tap {
  const slice = (value: number | Maps | undefined) =>
    value === undefined || typeof value === 'number' || value.shape[0] === 1 ? value : sliceBatch(value, range)
  return {
    ...tap,
    ...defined({
      filters: filters && isPerImage(filters) ? filters.slice(...range) : filters,
      linear: slice(linear),
      quadratic: slice(quadratic),
    }),
  }
}

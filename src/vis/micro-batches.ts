/** A network that takes any number of pictures, a few at a time, where all at once would not fit into memory. */
import type { Images, Maps, OpenNetwork, Tap } from '../engine/engine.ts'
import { stack } from './images.ts'

/** The same network; of every batch it sees `most` pictures at once. */
export function inMicroBatches(network: OpenNetwork, most: number): OpenNetwork {
  const turns = (n: number) =>
    Array.from({ length: Math.ceil(n / most) }, (_, i) => [i * most, Math.min(n, (i + 1) * most)] as const)
  return {
    ...network,

    async activations(images, layers) {
      const [n] = images.shape
      if (n <= most) return network.activations(images, layers)
      const parts: Maps[][] = []
      for (const turn of turns(n)) parts.push(await network.activations(part(images, turn), layers))
      return layers.map((_, i) => stack(parts.flatMap((maps) => maps[i] ?? [])))
    },

    async gradient(images, objective) {
      const [n] = images.shape
      if (n <= most) return network.gradient(images, objective)
      const score = new Float32Array(n)
      const gradients: Images[] = []
      for (const turn of turns(n)) {
        const taps = objective.map((tap) => tapOfPart(tap, turn))
        const some = await network.gradient(part(images, turn), taps)
        score.set(some.score, turn[0])
        gradients.push(some.gradient)
      }
      return { score, gradient: stack(gradients) }
    },
  }
}

type Turn = readonly [from: number, to: number]

function part({ shape: [n, ...shape], data }: Maps, [from, to]: Turn): Maps {
  const size = data.length / n
  return { shape: [to - from, ...shape], data: data.subarray(from * size, to * size) }
}

/** Lists and maps for each picture are cut; those for all are not. */
function tapOfPart({ filters, linear, quadratic, ...tap }: Tap, turn: Turn): Tap {
  const cut = (value: number | Maps) => (typeof value === 'number' || value.shape[0] === 1 ? value : part(value, turn))
  return {
    ...tap,
    ...(filters && { filters: isPerImage(filters) ? filters.slice(...turn) : filters }),
    ...(linear !== undefined && { linear: cut(linear) }),
    ...(quadratic !== undefined && { quadratic: cut(quadratic) }),
  }
}

function isPerImage(filters: NonNullable<Tap['filters']>): filters is readonly (readonly number[])[] {
  return Array.isArray(filters[0])
}

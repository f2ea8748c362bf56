/** Plans: the operations of networks whose files hold weights alone (Keras .h5, safetensors), as data in `models/`. */
import type { Pads, Pair } from '../graph/graph.ts'
import type { BatchNorm } from './architecture-weights.ts'

/** One layer of a plan. */
export type PlannedLayer = {
  readonly name: string
  /** The layers that it reads. Default: the one before it; for the first, the pictures. */
  readonly from?: string | readonly string[]
} & Operation

type Operation =
  | (Convolution & { readonly filters: number })
  /** A convolution of each channel by itself. */
  | (Convolution & { readonly depthwise: true })
  | ({ readonly batchNorm: BatchNorm } & Activated)
  | ({ readonly maxPool: Size } & Window)
  /** Padding is not counted, as in TensorFlow. */
  | ({ readonly averagePool: Size } & Window)
  | { readonly globalAverage: true }
  /** Zeros around the maps, where they differ from padding: a max pool's padding is never the maximum. */
  | { readonly zeroPad: Pads }
  | ({ readonly add: true } & Activated)
  | { readonly concat: true }

interface Convolution extends Window, Activated {
  readonly kernel: Size
  /** Default true. */
  readonly bias?: boolean
  /** A batch normalization after it, to be folded into it. `name` is that layer's name in the file. */
  readonly batchNorm?: BatchNorm & { readonly name: string }
}

interface Window {
  /** Default 1 for convolutions, and a pool's own size for pools. */
  readonly stride?: number
  /**
   * Default 'same' for convolutions, 'valid' for pools. As in TensorFlow, 'same' gives ceil(size / stride) positions, and
   * an odd row or column of padding is at the bottom or right. With a stride the amount depends on the size. Here it is
   * always that for sizes that the stride divides (3x3 with stride 2 has 0 before and 1 after); for other sizes the maps
   * are a pixel off TensorFlow's, or have a row less.
   */
  readonly pad?: Padding
}

export type Padding = 'same' | 'valid' | Pads

interface Activated {
  /** A ReLU after it; a number is the ReLU's upper bound, such as 6. Default none. */
  readonly relu?: true | number
}

/** The side of a square, or [height, width]. */
export type Size = number | Pair

/** VGG's plan: blocks of 3x3 convolutions with ReLU, each followed by a 2x2 max pool; the last one only if `lastPool`. */
export function vgg(blocks: readonly (readonly number[])[], { lastPool = true } = {}): PlannedLayer[] {
  return blocks.flatMap((widths, i) => {
    const block = `block${i + 1}`
    const convolutions = widths.map(
      (filters, k) => ({ name: `${block}_conv${k + 1}`, filters, kernel: 3, relu: true }) as const,
    )
    const pool = { name: `${block}_pool`, maxPool: 2 }
    return lastPool || i < blocks.length - 1 ? [...convolutions, pool] : convolutions
  })
}

/** The number of channels of every planned layer, in order. Throws a plain `Error` where a plan contradicts itself. */
export function plannedChannels(plan: readonly PlannedLayer[]): Record<string, number> {
  const channels = new Map<string, number>()
  plan.forEach((layer, i) => {
    if (channels.has(layer.name)) throw new Error(`two planned layers are called ${layer.name}`)
    const [first, ...others] = plannedInputs(plan, i).map((input) => {
      const count = input === undefined ? 3 : channels.get(input)
      if (count === undefined) throw new Error(`${layer.name} reads a layer that is not planned before it`)
      return count
    })
    if (first === undefined) throw new Error(`${layer.name} reads nothing`)
    const counts = [first, ...others]
    if ('add' in layer && new Set(counts).size > 1)
      throw new Error(`${layer.name} adds ${counts.join(' and ')} channels`)
    const sum = counts.reduce((total, count) => total + count, 0)
    channels.set(layer.name, 'filters' in layer ? layer.filters : 'concat' in layer ? sum : first)
  })
  return Object.fromEntries(channels)
}

/** The names of the layers that the layer at `index` reads; undefined stands for the pictures. */
export function plannedInputs(plan: readonly PlannedLayer[], index: number): (string | undefined)[] {
  const from = plan[index]?.from ?? plan[index - 1]?.name
  return typeof from === 'object' ? [...from] : [from]
}

/** The position of a layer among all layers with weights, in the one order in which a file can store them. */
export interface Place {
  readonly index: number
  /** The number of layers with weights. */
  readonly count: number
}

/**
 * The places of layers and batch normalizations by name. Undefined for all of them unless the layers with weights are a
 * chain: where two read the same tensor, files may store them in either order.
 */
export function placesOf(plan: readonly PlannedLayer[]): (name: string) => Place | undefined {
  const weighted = [...plan.entries()].filter(([, layer]) => 'kernel' in layer || 'batchNorm' in layer)
  const inputs = weighted.map(([i]) => plannedInputs(plan, i).join())
  if (new Set(inputs).size < inputs.length) return () => undefined
  const names = weighted.flatMap(([, layer]) =>
    'kernel' in layer && layer.batchNorm ? [layer.name, layer.batchNorm.name] : [layer.name],
  )
  const places = new Map(names.map((name, index) => [name, { index, count: names.length }]))
  return (name) => places.get(name)
}

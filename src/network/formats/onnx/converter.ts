/** What converters, one for each of ONNX's operations, take and give. */
import type { Text } from '../../../i18n/phrase.ts'
import type { Node, Pair, Weights } from '../../graph/graph.ts'
import { BadWeights } from '../bad-weights.ts'
import type { Attributes } from './attributes.ts'
import type { Foldable } from './fold.ts'

/** A tensor that depends on the pictures. */
export interface Value {
  /** Its name in the graph. */
  readonly tensor: string
  readonly channels: number
  /** [height, width] in the file, where the pictures' size is fixed or doesn't matter. */
  readonly size: Pair | undefined
  /** In the file it is [n, channels * height * width]; in the graph it stays as it was. */
  readonly flat: boolean
}

/** A node of the file. */
export interface Source {
  readonly attribute: Attributes
  /** Its first input that depends on the pictures. */
  readonly input: Value
  readonly inputs: readonly (Value | undefined)[]
  /** Whether the node has an input at a place. */
  has(index: number): boolean
  /** The constant that is the input at a place, if it is one. */
  constant(index: number): Weights | undefined
  readonly outputs: number
  /** The names of most operations' tensors. */
  readonly edges: { readonly inputs: readonly [string]; readonly output: string }
  readonly opset: number
}

/** Without a node it only passes its input on. */
export interface ConvertedNodes {
  readonly node?: Node
  /** Where another node could do this one's work. */
  readonly foldable?: Foldable
  /** Default: as its input. */
  readonly flat?: boolean
}

/** Undefined for what is outside the supported operations. Throws `BadWeights` for what contradicts itself. */
export type Converter = (source: Source) => ConvertedNodes | undefined

/** For operations over maps, which a file cannot mean for flattened ones. */
export const overMaps =
  (converter: Converter): Converter =>
  (source) =>
    source.input.flat ? undefined : converter(source)

/** Of a convolution. */
export const POINTWISE = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 } as const

export function isPoint(size: Pair | undefined): boolean {
  return size?.[0] === 1 && size[1] === 1
}

export function contradiction(found: Text, expected: number): BadWeights {
  return new BadWeights(found, String(expected))
}

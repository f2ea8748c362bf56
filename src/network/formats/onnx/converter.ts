/** The types of converters: functions from one kind of ONNX node to a node of `graph.ts`. */
import type { Text } from '../../../i18n/phrase.ts'
import type { Node, Pair, Weights } from '../../graph/graph.ts'
import { BadWeights } from '../bad-weights.ts'
import type { Attributes } from './attributes.ts'
import type { Foldable } from './fold.ts'

/** A tensor of the file that depends on the pictures. */
export interface Value {
  /** The name of the same tensor in the graph. */
  readonly tensor: string
  readonly channels: number
  /** [height, width], if the file fixes it or it does not depend on the pictures' size. */
  readonly size: Pair | undefined
  /** Whether the file has flattened it to [n, channels * height * width]. In the graph it is not flattened. */
  readonly flat: boolean
}

/** A node of the file, as converters read it. */
export interface Source {
  readonly attribute: Attributes
  /** The first input that depends on the pictures. */
  readonly input: Value
  /** All inputs in the file's order; undefined for those that do not depend on the pictures. */
  readonly inputs: readonly (Value | undefined)[]
  /** Whether the node has an input at `index`; optional ones may be omitted. */
  has(index: number): boolean
  /** The input at `index`, if it is a constant. */
  constant(index: number): Weights | undefined
  /** The number of outputs. */
  readonly outputs: number
  /** `inputs` and `output` of a node with `input` as its only input. */
  readonly edges: { readonly inputs: readonly [string]; readonly output: string }
  /** The version of ONNX's operators that the file uses. */
  readonly opset: number
}

/** What a converter makes of a node of the file. */
export interface ConvertedNode {
  /** The node of the graph; without one, the output is the input, as for Identity. */
  readonly node?: Node
  /** Set if a neighbouring node could do this node's work: see `foldConstants`. */
  readonly foldable?: Foldable
  /** Whether the output is flattened: see `Value`. Default: as the input. */
  readonly flat?: boolean
}

/**
 * Converts nodes of one kind. Undefined for a node that is not supported. Throws `BadWeights` for one that contradicts its
 * weights.
 */
export type Converter = (source: Source) => ConvertedNode | undefined

/** A converter of an operation over maps, which does not support flattened ones. */
export const overMaps =
  (converter: Converter): Converter =>
  (source) =>
    source.input.flat ? undefined : converter(source)

/** The numbers of a convolution at each position by itself. */
export const POINTWISE = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1], group: 1 } as const

/** Whether maps have one position. */
export function isPoint(size: Pair | undefined): boolean {
  return size?.[0] === 1 && size[1] === 1
}

/** The error of a node whose numbers do not fit its input's. */
export function contradiction(found: Text, expected: number): BadWeights {
  return new BadWeights(found, String(expected))
}

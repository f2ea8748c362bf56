/** One ONNX node -> one operation of `graph.ts`, whatever opset it was written for. */
import { phrase } from '../../../i18n/phrase.ts'
import type { Node, Pair, Weights } from '../../graph/graph.ts'
import { channelCount } from '../../graph/layers.ts'
import { outputSize } from '../../graph/shapes.ts'
import { attributesOf } from './attributes.ts'
import {
  type ConvertedNodes,
  type Converter,
  contradiction,
  isPoint,
  overMaps,
  POINTWISE,
  type Source,
  type Value,
} from './converter.ts'
import { readAdd, readBatchNormalization, readClip, readDiv, readMul, readRelu, readSub } from './elementwise.ts'
import type { Foldable } from './fold.ts'
import { isStandard, type NodeProto } from './schema.ts'
import { biasOf, readAveragePool, readConvolution, readMaxPool, readPad } from './windows.ts'

/** What a node makes of its inputs; without an operation it only passes its input on. */
interface Converted {
  readonly node?: Node
  readonly foldable?: Foldable
  readonly value: Value
}

/**
 * `inputs` are the node's inputs, undefined for those that don't depend on the pictures; `constant` gives the constant
 * tensor of a name, or undefined if nodes compute it. Undefined for what is outside the supported operations.
 * Throws `BadWeights` where the node contradicts its weights.
 */
export function convert(
  proto: NodeProto,
  inputs: readonly (Value | undefined)[],
  constant: (name: string) => Weights | undefined,
  opset: number,
): Converted | undefined {
  const input = inputs[0] ?? (ARITHMETIC.has(proto.opType) ? inputs[1] : undefined)
  const converter = CONVERTERS.get(proto.opType)
  if (!input || !converter || !isStandard(proto.domain)) return undefined
  const output = proto.output?.[0] ?? ''
  const made = converter({
    attribute: attributesOf(proto),
    input,
    inputs,
    has: (index) => Boolean(proto.input?.[index]),
    constant: (index) => (proto.input?.[index] ? constant(proto.input[index]) : undefined),
    outputs: (proto.output ?? []).length,
    edges: { inputs: [input.tensor], output },
    opset,
  })
  if (!made) return undefined
  const { node, flat = input.flat, ...rest } = made
  if (!node) return { value: { ...input, flat } }
  const [, ...others] = inputs.map((value) => value?.channels ?? 0)
  const channels = channelCount(node, [input.channels, ...others])
  const value = { tensor: output, channels, size: sizeAfter(node, input), flat }
  return { node, value, ...rest }
}

const passOn: Converter = () => ({})

const converters: Readonly<Record<string, Converter>> = {
  Conv: readConvolution,
  MaxPool: readMaxPool,
  AveragePool: readAveragePool,
  Pad: readPad,

  BatchNormalization: readBatchNormalization,
  Mul: readMul,
  Div: readDiv,
  Sub: readSub,
  Add: (source) => (source.inputs.includes(undefined) ? readAdd(source) : sum(source)),
  Sum: sum,
  Relu: readRelu,
  Clip: readClip,

  Gemm(source) {
    const { attribute } = source
    const stored = source.constant(1)
    const plain = attribute.float('alpha', 1) === 1 && attribute.float('beta', 1) === 1 && !attribute.int('transA', 0)
    return stored && plain
      ? fullyConnected(source, attribute.int('transB', 0) ? stored : transposed(stored))
      : undefined
  },
  MatMul(source) {
    const stored = source.constant(1)
    return stored?.shape.length === 2 ? fullyConnected(source, transposed(stored)) : undefined
  },

  GlobalAveragePool: overMaps(({ edges }) => ({ node: { op: 'globalAverage', ...edges } })),

  ReduceMean: overMaps((source) => {
    if (axesOf(source) !== '2,3') return undefined
    return { node: { op: 'globalAverage', ...source.edges }, flat: source.attribute.int('keepdims', 1) === 0 }
  }),

  LRN: overMaps(({ attribute, edges }) => {
    const size = attribute.int('size', 1)
    const [alpha, beta] = [attribute.float('alpha', 1e-4), attribute.float('beta', 0.75)]
    return { node: { op: 'lrn', ...edges, size, alpha, beta, bias: attribute.float('bias', 1) } }
  }),

  // Before opset 13 it runs over the axis and all behind it, and here over channels alone.
  Softmax({ attribute, input, edges, opset }) {
    const axis = attribute.int('axis', opset < 13 ? 1 : -1)
    const rank = input.flat ? 2 : 4
    const overChannels = opset < 13 || input.flat ? isPoint(input.size) : true
    return (axis + rank) % rank === 1 && overChannels ? { node: { op: 'softmax', ...edges } } : undefined
  },

  Concat: ({ attribute, input, inputs, edges }) => {
    const axis = attribute.int('axis', 1)
    const joined = inputs.filter((value) => value !== undefined && alike(value, input)) as Value[]
    if (joined.length < inputs.length || (axis !== 1 && axis !== (input.flat ? -1 : -3))) return undefined
    return { node: { op: 'concat', inputs: joined.map(({ tensor }) => tensor), output: edges.output } }
  },

  Identity: passOn,
  Dropout: passOn,
  Flatten: ({ attribute, input }) =>
    [1, input.flat ? -1 : -3].includes(attribute.int('axis', 1)) ? { flat: true } : undefined,
  Squeeze: (source) => (['2,3', ''].includes(axesOf(source) ?? 'computed') ? { flat: true } : undefined),
  // A shape that nodes compute is [n, -1], with n read from the maps.
  Reshape({ input, constant }) {
    const shape = constant(1)
    const [, columns = 0] = shape?.data ?? [0, -1]
    const count = input.size ? input.channels * input.size[0] * input.size[1] : undefined
    const whole = columns === -1 || (count === undefined ? columns % input.channels === 0 : columns === count)
    return (shape?.data.length ?? 2) === 2 && whole ? { flat: true } : undefined
  },
}
const CONVERTERS = new Map(Object.entries(converters))

/** Operations whose first input may be the constant. */
const ARITHMETIC: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div'])

function sum({ input, inputs, edges }: Source): ConvertedNodes | undefined {
  const [, other] = inputs
  if (!other || inputs.length !== 2 || !alike(input, other) || input.channels !== other.channels) return undefined
  return { node: { op: 'add', inputs: [input.tensor, other.tensor], output: edges.output } }
}

/**
 * A fully connected layer of weights [out, in] is the convolution that covers all of its input; that is square unless the
 * file fixes it.
 */
function fullyConnected(source: Source, { shape: [out = 0, inputs = 0], data }: Weights): ConvertedNodes | undefined {
  const { input, edges } = source
  if (!input.flat) return undefined
  const bias = biasOf(source, out)
  const side = Math.sqrt(inputs / input.channels)
  const [height, width] = input.size ?? [side, side]
  if (bias?.length !== out || !Number.isInteger(height)) return undefined
  const values = input.channels * height * width
  if (inputs !== values) throw contradiction(phrase`${edges.output} has weights for ${inputs} values`, values)
  const weight = { shape: [out, input.channels, height, width], data }
  return { node: { op: 'conv', ...edges, weight, bias, ...POINTWISE } }
}

/** Whether two tensors can be joined; their sizes may be unknown, but not only one of them. */
function alike(a: Value, b: Value): boolean {
  return a.flat === b.flat && String(a.size) === String(b.size)
}

function sizeAfter(node: Node, { size, flat }: Value): Pair | undefined {
  if (node.op === 'globalAverage' || (node.op === 'conv' && flat)) return [1, 1]
  return size && 'strides' in node ? [outputSize(node, 0, size[0]), outputSize(node, 1, size[1])] : size
}

/** An attribute until opset 12 or 17, an input since: ascending, from the front; undefined if nodes compute them. */
function axesOf({ attribute, constant, has }: Source): string | undefined {
  const axes = has(1) ? constant(1)?.data : attribute.ints('axes')
  return (
    axes &&
    [...axes]
      .map((axis) => (axis < 0 ? axis + 4 : axis))
      .sort()
      .join()
  )
}

function transposed({ shape: [rows = 0, columns = 0], data }: Weights): Weights {
  return { shape: [columns, rows], data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0) }
}

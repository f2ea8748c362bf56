/** Converts one ONNX node, of any supported opset, to one node of `graph.ts`. */
import { phrase } from '../../../i18n/phrase.ts'
import type { Node, Pair, Weights } from '../../graph/graph.ts'
import { channelCount } from '../../graph/layers.ts'
import { outputSize } from '../../graph/shapes.ts'
import { must } from '../../graph/walk.ts'
import { attributesOf } from './attributes.ts'
import {
  type ConvertedNode,
  type Converter,
  contradiction,
  isPoint,
  overMaps,
  POINTWISE,
  type Source,
  type Value,
} from './converter.ts'
import { readAdd, readBatchNormalization, readClip, readDiv, readMul, readRelu, readSub } from './elementwise.ts'
import { isStandard, type NodeProto } from './schema.ts'
import { biasOf, readAveragePool, readConvolution, readMaxPool, readPad } from './windows.ts'

interface Conversion extends Omit<ConvertedNode, 'flat'> {
  /** The node's output. */
  readonly value: Value
}

interface ConvertOptions {
  /** The node's inputs; undefined for those that do not depend on the pictures. */
  readonly inputs: readonly (Value | undefined)[]
  /** The constant tensor called `name`; undefined if nodes compute it. */
  readonly constant: (name: string) => Weights | undefined
  readonly opset: number
}

/** Undefined for a node that is not supported. Throws `BadWeights` where the node contradicts its weights. */
export function convert(proto: NodeProto, { inputs, constant, opset }: ConvertOptions): Conversion | undefined {
  const input = inputs[0] ?? (ARITHMETIC.has(proto.opType) ? inputs[1] : undefined)
  const converter = CONVERTERS.get(proto.opType)
  if (!input || !converter || !isStandard(proto.domain)) return undefined
  const output = proto.output?.[0] ?? ''
  const converted = converter({
    attribute: attributesOf(proto),
    input,
    inputs,
    has: (index) => Boolean(proto.input?.[index]),
    constant: (index) => (proto.input?.[index] ? constant(proto.input[index]) : undefined),
    outputs: (proto.output ?? []).length,
    edges: { inputs: [input.tensor], output },
    opset,
  })
  if (!converted) return undefined
  const { node, flat = input.flat, ...rest } = converted
  if (!node) return { value: { ...input, flat } }
  const counts = new Map(inputs.flatMap((value) => (value ? [[value.tensor, value.channels]] : [])))
  const [first, ...others] = node.inputs.map((tensor) => must(counts, tensor))
  const channels = channelCount(node, [first!, ...others])
  const value = { tensor: output, channels, size: sizeAfter(node, input), flat }
  return { node, value, ...rest }
}

/** The output is the input. */
const passOn: Converter = () => ({})

/** Converters by ONNX operator. */
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

  // Before opset 13 a softmax runs over the axis and all later ones; here it runs over the channels alone.
  Softmax({ attribute, input, edges, opset }) {
    const axis = attribute.int('axis', opset < 13 ? 1 : -1)
    const rank = input.flat ? 2 : 4
    const overChannels = opset < 13 || input.flat ? isPoint(input.size) : true
    return (axis + rank) % rank === 1 && overChannels ? { node: { op: 'softmax', ...edges } } : undefined
  },

  Concat: ({ attribute, input, inputs, edges }) => {
    const axis = attribute.int('axis', 1)
    const joined = inputs.filter((value) => value !== undefined && canJoin(value, input)) as Value[]
    if (joined.length < inputs.length || (axis !== 1 && axis !== (input.flat ? -1 : -3))) return undefined
    return { node: { op: 'concat', inputs: joined.map(({ tensor }) => tensor), output: edges.output } }
  },

  Identity: passOn,
  Dropout: passOn,
  Flatten: ({ attribute, input }) =>
    [1, input.flat ? -1 : -3].includes(attribute.int('axis', 1)) ? { flat: true } : undefined,
  Squeeze: (source) => (['2,3', ''].includes(axesOf(source) ?? 'computed') ? { flat: true } : undefined),
  // A shape that nodes compute is taken for [n, -1], with n read from the maps.
  Reshape({ input, constant }) {
    const shape = constant(1)
    const [, columns = 0] = shape?.data ?? [0, -1]
    const count = input.size ? input.channels * input.size[0] * input.size[1] : undefined
    const whole = columns === -1 || (count === undefined ? columns % input.channels === 0 : columns === count)
    return (shape?.data.length ?? 2) === 2 && whole ? { flat: true } : undefined
  },
}
const CONVERTERS = new Map(Object.entries(converters))

/** Operations whose first input may be a constant. */
const ARITHMETIC: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div'])

/** The sum of two tensors of the same shape. */
function sum({ input, inputs, edges }: Source): ConvertedNode | undefined {
  const [, other] = inputs
  if (!other || inputs.length !== 2 || !canJoin(input, other) || input.channels !== other.channels) return undefined
  return { node: { op: 'add', inputs: [input.tensor, other.tensor], output: edges.output } }
}

/**
 * A fully connected layer with weights [out, in], as a convolution over the whole input. The input is taken for square
 * unless the file fixes its size.
 */
function fullyConnected(source: Source, { shape, data }: Weights): ConvertedNode | undefined {
  const [out, inputs] = shape as [number, number]
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

/** Whether two tensors can be joined: their sizes are equal, or both unknown. */
function canJoin(a: Value, b: Value): boolean {
  return a.flat === b.flat && String(a.size) === String(b.size)
}

/** The size of the node's output, as far as it is known. */
function sizeAfter(node: Node, { size, flat }: Value): Pair | undefined {
  if (node.op === 'globalAverage' || (node.op === 'conv' && flat)) return [1, 1]
  return size && 'strides' in node ? [outputSize(node, 0, size[0]), outputSize(node, 1, size[1])] : size
}

/**
 * The axes of a reduction, counted from the front, ascending and joined by commas; undefined if nodes compute them. They
 * are an attribute in older opsets and an input in newer ones.
 */
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

/** [rows, columns] -> [columns, rows] */
function transposed({ shape, data }: Weights): Weights {
  const [rows, columns] = shape as [number, number]
  return { shape: [columns, rows], data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]!) }
}

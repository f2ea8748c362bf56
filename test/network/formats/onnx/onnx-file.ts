/** Writes small ONNX files, in the ways of exporters of different years. */
import {
  type AttributeProto,
  AttributeType,
  DataType,
  encodeModel,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from '../../../../src/network/formats/onnx/schema.ts'
import { random } from '../../../contract/random.ts'

export interface Tensor {
  readonly shape: readonly number[]
  readonly data: readonly number[] | Float32Array
  /** Default float. */
  readonly type?: number
}

/** The value of an attribute: an integer, several, a string, a tensor, or a float in an object. */
type Attribute = number | readonly number[] | string | { readonly float: number } | { readonly tensor: TensorProto }

export function node(
  opType: string,
  input: readonly string[],
  output: string | readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value))
  return { opType, input: [...input], output: typeof output === 'string' ? [output] : [...output], attribute }
}

export interface FileOptions {
  readonly opset?: number
  /** The name of the input. Default `data`. */
  readonly input?: string
  /** The shape of the input. Default [n, 3, h, w]. */
  readonly shape?: readonly (number | string)[]
  /** Tensors that a runtime should return. */
  readonly outputs?: readonly string[]
  /** How float tensors are stored. Default as raw float32. */
  readonly store?: (tensor: Tensor) => TensorProto
  /** Whether constants are nodes instead of initializers. */
  readonly constantNodes?: boolean
  /** Whether initializers are listed among the inputs, as before 2019. */
  readonly listed?: boolean
}

/** The model of `nodes`, which read the input and the tensors of `constants`. */
export function onnxModel(
  nodes: readonly NodeProto[],
  constants: Readonly<Record<string, Tensor>>,
  options: FileOptions = {},
): ModelProto {
  const {
    opset = 13,
    input = 'data',
    shape = ['n', 3, 'h', 'w'],
    outputs = [],
    store = raw,
    constantNodes,
    listed,
  } = options
  const stored = Object.entries(constants).map(([name, tensor]) => {
    const integers = { dims: [...tensor.shape], dataType: tensor.type as number, int64Data: [...tensor.data] }
    return [name, tensor.type === undefined ? store(tensor) : integers] as const
  })
  const made = constantNodes
    ? stored.map(([name, tensor]) => node('Constant', [], name, { value: { tensor } }))
    : widened(stored)
  const inputs = [
    valueInfo(input, shape),
    ...(listed ? stored.map(([name, { dataType = 1, dims = [] }]) => valueInfo(name, dims as number[], dataType)) : []),
  ]
  return {
    irVersion: opset < 9 ? 3 : opset < 13 ? 4 : 8,
    opsetImport: [{ domain: '', version: opset }],
    graph: {
      name: 'test',
      node: [...made, ...nodes],
      initializer: constantNodes ? [] : stored.map(([name, tensor]) => ({ ...tensor, name: storedName(name, tensor) })),
      input: inputs,
      output: outputs.map((name) => ({ name, type: { tensorType: { elemType: DataType.float } } })),
    },
  }
}

export function onnxFile(...model: Parameters<typeof onnxModel>): Uint8Array {
  return encodeModel(onnxModel(...model))
}

/** The ways to store floats, all exact for the numbers of `weights`. */
export const storages = {
  raw,
  float_data: ({ shape, data }) => ({ dims: [...shape], dataType: DataType.float, floatData: [...data] }),
  float16: ({ shape, data }) => bytes(DataType.float16, shape, new Float16Array(data)),
  'float16 in int32_data': ({ shape, data }) => ({
    dims: [...shape],
    dataType: DataType.float16,
    int32Data: [...new Uint16Array(new Float16Array(data).buffer)],
  }),
  double: ({ shape, data }) => bytes(DataType.double, shape, new Float64Array(data)),
  double_data: ({ shape, data }) => ({ dims: [...shape], dataType: DataType.double, doubleData: [...data] }),
} satisfies Record<string, (tensor: Tensor) => TensorProto>

/** Seeded numbers with few binary digits, which every way of storing keeps exactly. */
export function weights(seed: number, ...shape: number[]): Tensor {
  const { normal } = random(seed)
  const size = shape.reduce((product, n) => product * n, 1)
  const scale = Math.sqrt(2 / (size / (shape[0] ?? 1)))
  return { shape, data: Array.from({ length: size }, () => Math.round(normal() * scale * 128) / 128) }
}

export function ints(...data: number[]): Tensor {
  return { shape: [data.length], data, type: DataType.int64 }
}

/** Casts constants that are stored in another type, because ONNX computes in one. */
function widened(stored: readonly (readonly [string, TensorProto])[]): NodeProto[] {
  return stored.flatMap(([name, tensor]) => {
    const from = storedName(name, tensor)
    return from === name ? [] : [node('Cast', [from], name, { to: DataType.float })]
  })
}

function storedName(name: string, { dataType }: TensorProto): string {
  return dataType === DataType.float16 || dataType === DataType.double ? `${name}/stored` : name
}

function raw({ shape, data }: Tensor): TensorProto {
  return bytes(DataType.float, shape, new Float32Array(data))
}

function bytes(dataType: number, shape: readonly number[], { buffer }: { readonly buffer: ArrayBuffer }): TensorProto {
  return { dims: [...shape], dataType, rawData: new Uint8Array(buffer) }
}

function valueInfo(name: string, shape: readonly (number | string)[], elemType: number = DataType.float) {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }))
  return { name, type: { tensorType: { elemType, shape: { dim } } } }
}

function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.string, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.float, f: value.float }
  if ('tensor' in value) return { name, type: AttributeType.tensor, t: value.tensor }
  return { name, type: AttributeType.ints, ints: [...value] }
}

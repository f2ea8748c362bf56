/** The constant tensors of an ONNX file: weights, and the shapes and axes that newer opsets pass as inputs. */
import { joined, phrase } from '../../../i18n/phrase.ts'
import type { Weights } from '../../graph/graph.ts'
import { BadWeights } from '../bad-weights.ts'
import type { ExternalData } from './external-data.ts'
import { type AttributeProto, DataType, type ModelProto, type TensorProto, toNumber, typeName } from './schema.ts'

/**
 * Finds constants by name: initializers, Constant nodes, and copies of them by Identity and Cast nodes. Undefined for a
 * tensor that other nodes compute; throws `BadWeights` for one that nothing in the file gives.
 *
 * @param outside Reads values that are stored in another file.
 */
export function constants({ graph = {} }: ModelProto, outside: ExternalData): (name: string) => Weights | undefined {
  const tensors = new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const computed = new Set(graph.input?.map(({ name }) => name))
  for (const { opType, input = [], output = [], attribute = [] } of graph.node ?? []) {
    const copied = opType === 'Identity' || opType === 'Cast' ? tensors.get(input[0] ?? '') : undefined
    const tensor = opType === 'Constant' ? constantValue(attribute[0]) : copied
    if (tensor) tensors.set(output[0] ?? '', tensor)
    for (const name of output) computed.add(name)
  }
  return (name) => {
    const tensor = tensors.get(name)
    if (!tensor && !computed.has(name)) throw new BadWeights(phrase`it lacks ${name}`, phrase`all its weights`)
    return tensor && tensorWeights(tensor, name, outside)
  }
}

/** The value of a Constant node, which has one attribute. The attribute's name tells the value's type. */
function constantValue(attribute: AttributeProto | undefined): TensorProto | undefined {
  const { name, t, f = 0, i = 0, floats = [], ints = [] } = attribute ?? {}
  switch (name) {
    case 'value':
      return t
    case 'value_float':
      return { dataType: DataType.float, floatData: [f] }
    case 'value_floats':
      return { dataType: DataType.float, floatData: floats, dims: [floats.length] }
    case 'value_int':
      return { dataType: DataType.int64, int64Data: [i] }
    case 'value_ints':
      return { dataType: DataType.int64, int64Data: ints, dims: [ints.length] }
  }
  return undefined
}

/** A copy of the tensor as float32. Throws `BadWeights` for a length that does not fit its shape, and for other types. */
function tensorWeights(tensor: TensorProto, name: string, outside: ExternalData): Weights {
  const { dataType = 0 } = tensor
  const rawData = tensor.dataLocation === 1 ? outside(tensor, name) : tensor.rawData
  const format = FORMATS[dataType]
  if (!format) {
    const readable = joined(Object.values(DataType).map(typeName), ', ')
    throw new BadWeights(phrase`${name} is ${typeName(dataType)}`, readable)
  }
  const { Values, fields } = format
  const shape = (tensor.dims ?? []).map((dim) => toNumber(dim))
  const size = shape.reduce((product, dim) => product * dim, 1)
  const listed = fields(tensor) ?? []
  const count = rawData?.length ? rawData.length / Values.BYTES_PER_ELEMENT : listed.length
  if (count !== size)
    throw new BadWeights(phrase`${name} has ${count} values`, phrase`${size} for its shape ${shape.join(' x ')}`)
  // Raw bytes may start anywhere in the file, and typed arrays need aligned ones: they are copied.
  const values = rawData?.length ? new Values(new Uint8Array(rawData).buffer) : listed
  return { shape, data: values instanceof Float32Array ? values : Float32Array.from<number | bigint>(values, Number) }
}

interface Format {
  /** The typed array that reads raw bytes. */
  readonly Values: { new (buffer: ArrayBuffer): ArrayLike<number | bigint>; readonly BYTES_PER_ELEMENT: number }
  /** The values of a tensor without raw bytes. */
  fields(tensor: TensorProto): ArrayLike<number> | undefined
}

/** Formats by value of TensorProto.DataType. */
const FORMATS: Readonly<Record<number, Format>> = {
  [DataType.float]: { Values: Float32Array, fields: ({ floatData }) => floatData },
  [DataType.double]: { Values: Float64Array, fields: ({ doubleData }) => doubleData },
  [DataType.float16]: {
    Values: Float16Array,
    fields: ({ int32Data = [] }) => new Float16Array(Uint16Array.from(int32Data).buffer),
  },
  [DataType.int32]: { Values: Int32Array, fields: ({ int32Data }) => int32Data },
  [DataType.int64]: { Values: BigInt64Array, fields: ({ int64Data }) => int64Data?.map((value) => toNumber(value)) },
}

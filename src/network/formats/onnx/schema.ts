/**
 * The part of the ONNX format that this project reads and writes, as a protobuf schema in code.
 * Field numbers are those of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */
import protobuf from 'protobufjs'
import { phrase, type Text } from '../../../i18n/phrase.ts'

/** TensorProto.DataType: the values that occur in weights of classifiers. */
export const DataType = { float: 1, int32: 6, int64: 7, float16: 10, double: 11 } as const

/** AttributeProto.AttributeType. */
export const AttributeType = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const

type Int64 = number | { toNumber(): number }

export interface TensorProto {
  name?: string
  dims?: Int64[]
  dataType?: number
  floatData?: number[]
  int32Data?: number[]
  int64Data?: Int64[]
  doubleData?: number[]
  rawData?: Uint8Array
  /** 1 if the values are in another file. */
  dataLocation?: number
  /** The file and the bytes in it: `location`, `offset`, `length`. */
  externalData?: { key: string; value?: string }[]
}

export interface AttributeProto {
  name: string
  type?: number
  f?: number
  i?: Int64
  s?: Uint8Array
  t?: TensorProto
  floats?: number[]
  ints?: Int64[]
}

export interface NodeProto {
  name?: string
  opType: string
  domain?: string
  input?: string[]
  output?: string[]
  attribute?: AttributeProto[]
}

export interface ValueInfoProto {
  name: string
  type?: { tensorType?: { elemType?: number; shape?: { dim?: { dimValue?: Int64; dimParam?: string }[] } } }
}

export interface ModelProto {
  irVersion?: Int64
  producerName?: string
  opsetImport?: { domain?: string; version?: Int64 }[]
  graph?: {
    name?: string
    node?: NodeProto[]
    initializer?: TensorProto[]
    input?: ValueInfoProto[]
    output?: ValueInfoProto[]
    /** Types and shapes of intermediate tensors. */
    valueInfo?: ValueInfoProto[]
  }
}

const one = (type: string, id: number) => ({ type, id })
const many = (type: string, id: number) => ({ rule: 'repeated', type, id })

const root = protobuf.Root.fromJSON({
  nested: {
    OperatorSetIdProto: { fields: { domain: one('string', 1), version: one('int64', 2) } },
    StringStringEntryProto: { fields: { key: one('string', 1), value: one('string', 2) } },
    TensorProto: {
      fields: {
        dims: many('int64', 1),
        dataType: one('int32', 2),
        floatData: many('float', 4),
        int32Data: many('int32', 5),
        int64Data: many('int64', 7),
        name: one('string', 8),
        rawData: one('bytes', 9),
        doubleData: many('double', 10),
        externalData: many('StringStringEntryProto', 13),
        dataLocation: one('int32', 14),
      },
    },
    AttributeProto: {
      fields: {
        name: one('string', 1),
        f: one('float', 2),
        i: one('int64', 3),
        s: one('bytes', 4),
        t: one('TensorProto', 5),
        floats: many('float', 7),
        ints: many('int64', 8),
        type: one('int32', 20),
      },
    },
    NodeProto: {
      fields: {
        input: many('string', 1),
        output: many('string', 2),
        name: one('string', 3),
        opType: one('string', 4),
        attribute: many('AttributeProto', 5),
        domain: one('string', 7),
      },
    },
    Dimension: { fields: { dimValue: one('int64', 1), dimParam: one('string', 2) } },
    TensorShapeProto: { fields: { dim: many('Dimension', 1) } },
    TensorTypeProto: { fields: { elemType: one('int32', 1), shape: one('TensorShapeProto', 2) } },
    TypeProto: { fields: { tensorType: one('TensorTypeProto', 1) } },
    ValueInfoProto: { fields: { name: one('string', 1), type: one('TypeProto', 2) } },
    GraphProto: {
      fields: {
        node: many('NodeProto', 1),
        name: one('string', 2),
        initializer: many('TensorProto', 5),
        input: many('ValueInfoProto', 11),
        output: many('ValueInfoProto', 12),
        valueInfo: many('ValueInfoProto', 13),
      },
    },
    ModelProto: {
      fields: {
        irVersion: one('int64', 1),
        producerName: one('string', 2),
        graph: one('GraphProto', 7),
        opsetImport: many('OperatorSetIdProto', 8),
      },
    },
  },
})

const modelProto = root.lookupType('ModelProto')

/** Throws protobufjs' error for bytes that are not a protobuf of this schema. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return modelProto.decode(bytes) as unknown as ModelProto
}

export function encodeModel(model: ModelProto): Uint8Array {
  return modelProto.encode(modelProto.fromObject(model)).finish()
}

/** An int64 field, which protobufjs decodes to a Long object, as a number. */
export function toNumber(value: Int64 | undefined, absent = 0): number {
  return value === undefined ? absent : typeof value === 'number' ? value : value.toNumber()
}

/** Whether a domain of operators is ONNX's own. */
export function isStandard(domain: string | undefined): boolean {
  return !domain || domain === 'ai.onnx'
}

/** The usual name of a value of TensorProto.DataType. */
export function typeName(type = 0): Text {
  return TYPE_NAMES[type] ?? phrase`of ONNX's type ${type}`
}

const TYPE_NAMES = (
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 ' +
  'bfloat16'
).split(' ')

/** Writes an ONNX model node by node; every tensor gets a name of its own. */
import {
  type AttributeProto,
  AttributeType,
  DataType,
  encodeModel,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../network/formats/onnx/schema.ts'
import type { Shape } from '../../network/graph/shapes.ts'
import { type Abilities, ALL_ABILITIES } from './provider.ts'

/** An integer, several, a text, or a float marked as one (ONNX tells 1 from 1.0). */
type Attribute = number | readonly number[] | string | { readonly float: number }

/** The shape of a tensor of the graph, known once the pictures are. */
export type ShapeOf = (tensor: string) => Shape

/** What a model wants with every run besides its pictures: whole numbers that follow from their shape. */
export type Feed = (shapeOf: ShapeOf) => BigInt64Array | Int32Array

export interface Compiled {
  readonly model: Uint8Array
  /** By the input's name. */
  readonly feeds: ReadonlyMap<string, Feed>
  /** What a session of the model holds: its constants, and what it computes from them once. */
  readonly bytes: number
}

/** What a model is built for. */
export interface Target {
  /** What its execution provider has. */
  readonly has: Abilities
  /** Whether convolutions that suit Winograd's form are computed in it. */
  readonly winograd: boolean
}

export type GraphBuilder = ReturnType<typeof createBuilder>

const OPSET = 18
const IR_VERSION = 9

export function createBuilder({ has, winograd }: Target = { has: ALL_ABILITIES, winograd: false }) {
  const nodes: NodeProto[] = []
  const initializers: TensorProto[] = []
  const constants = new Map<string, string>()
  const inputs: ValueInfoProto[] = []
  const ranks: ValueInfoProto[] = []
  const feeds = new Map<string, Feed>()
  let kept = 0
  let count = 0
  const fresh = () => `t${count++}`

  const initializer = (dataType: number, dims: readonly number[], values: Float32Array | BigInt64Array): string => {
    const name = fresh()
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    initializers.push({ name, dataType, dims: [...dims], rawData })
    return name
  }

  const feed = (elemType: number, dim: { dimValue?: number }, of: Feed): string => {
    const name = `feed${feeds.size}`
    inputs.push({ name, type: { tensorType: { elemType, shape: { dim: [dim] } } } })
    feeds.set(name, of)
    return name
  }

  /** A small constant is written once however often it is asked for. */
  const constant = (key: string, make: () => string): string => {
    const name = constants.get(key) ?? make()
    constants.set(key, name)
    return name
  }

  return {
    has,
    winograd,
    /** A float32 input of four free dimensions. */
    input(name: string): string {
      inputs.push(floats(name, 4))
      return name
    },
    /**
     * `length` int64 numbers, fed with every run: no execution provider but the CPU's computes with them, and they are
     * all that a model would need it for.
     */
    sizes(length: number, of: (shapeOf: ShapeOf) => readonly number[]): string {
      return feed(DataType.int64, { dimValue: length }, (shapeOf) => BigInt64Array.from(of(shapeOf), BigInt))
    },
    /** Any number of int32 indices, fed with every run. */
    indices: (of: (shapeOf: ShapeOf) => Int32Array) => feed(DataType.int32, {}, of),
    /** Tells of `bytes` that a session computes from constants once and keeps. */
    keeps(bytes: number): void {
      kept += bytes
    },
    /** `shape` is an int64 tensor of `rank` numbers. */
    reshape(x: string, shape: string, rank: number): string {
      const output = this.node('Reshape', [x, shape])
      // A runtime that cannot tell the rank of a tensor leaves the layout of all that follows as it is.
      ranks.push(floats(output, rank))
      return output
    },
    floats: (data: Float32Array, shape: readonly number[]) => initializer(DataType.float, shape, data),
    float: (value: number) => constant(`f${value}`, () => initializer(DataType.float, [], Float32Array.of(value))),
    ints: (...values: number[]) =>
      constant(`i${values}`, () => initializer(DataType.int64, [values.length], BigInt64Array.from(values, BigInt))),

    /** Adds a node and returns the name of its output. */
    node(opType: string, input: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
      return this.nodes(opType, input, 1, attributes)[0] as string
    },
    /** Adds a node of several outputs and returns their names. */
    nodes(
      opType: string,
      input: readonly string[],
      outputs: number,
      attributes: Readonly<Record<string, Attribute>> = {},
    ): string[] {
      const output = Array.from({ length: outputs }, fresh)
      const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value))
      nodes.push({ opType, input: [...input], output, attribute })
      return output
    },

    /** The model, whose outputs are the tensors of `outputs` under the given names. */
    build(outputs: Readonly<Record<string, string>>): Compiled {
      for (const [name, tensor] of Object.entries(outputs))
        nodes.push({ opType: 'Identity', input: [tensor], output: [name] })
      const model = encodeModel({
        irVersion: IR_VERSION,
        producerName: 'dreambot',
        opsetImport: [{ version: OPSET }],
        graph: {
          name: 'dreambot',
          node: nodes,
          initializer: initializers,
          input: inputs,
          valueInfo: ranks,
          output: Object.keys(outputs).map((name) => ({ name, type: { tensorType: { elemType: DataType.float } } })),
        },
      })
      return { model, feeds, bytes: model.length + kept }
    },
  }
}

/** Of `rank` free dimensions. */
function floats(name: string, rank: number): ValueInfoProto {
  const dim = Array.from({ length: rank }, (_, axis) => ({ dimParam: `${name}_${axis}` }))
  return { name, type: { tensorType: { elemType: DataType.float, shape: { dim } } } }
}

function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.string, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.float, f: value.float }
  return { name, type: AttributeType.ints, ints: [...value] }
}

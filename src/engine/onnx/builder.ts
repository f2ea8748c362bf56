/** Writes an ONNX model node by node; every tensor gets a name of its own. */
import {
  type AttributeProto,
  AttributeType,
  DataType,
  encodeModel,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../network/onnx/schema.ts'
import type { Shape } from '../../network/shapes.ts'
import { type Abilities, EVERYTHING } from './provider.ts'

/** An integer, several, a text, or a float marked as one (ONNX tells 1 from 1.0). */
export type Attribute = number | readonly number[] | string | { readonly float: number }

/** Whole numbers that are known once the pictures are, from the shapes of the graph's tensors. */
export type Sizes = (shapeOf: (tensor: string) => Shape) => readonly number[]

export type GraphBuilder = ReturnType<typeof createBuilder>

const OPSET = 18
const IR_VERSION = 9

/** @param has What the execution provider has that the model will run on. */
export function createBuilder(has: Abilities = EVERYTHING) {
  const nodes: NodeProto[] = []
  const initializers: TensorProto[] = []
  const constants = new Map<string, string>()
  const inputs: ValueInfoProto[] = []
  const ranks: ValueInfoProto[] = []
  const sizes = new Map<string, Sizes>()
  let count = 0
  const fresh = () => `t${count++}`

  const initializer = (dataType: number, dims: readonly number[], values: Float32Array | BigInt64Array): string => {
    const name = fresh()
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    initializers.push({ name, dataType, dims: [...dims], rawData })
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
    /** The int64 inputs of `sizes`, by name: what to feed them. */
    feeds: sizes as ReadonlyMap<string, Sizes>,
    /** A float32 input of four free dimensions. */
    input(name: string): string {
      inputs.push(floats(name, 4))
      return name
    },
    /**
     * `length` int64 numbers, fed with every run: no execution provider but the CPU's computes with them, and they are
     * all that a model would need it for.
     */
    sizes(length: number, of: Sizes): string {
      const name = `sizes${sizes.size}`
      const dim = [{ dimValue: length }]
      inputs.push({ name, type: { tensorType: { elemType: DataType.int64, shape: { dim } } } })
      sizes.set(name, of)
      return name
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

    /** The model's bytes; its outputs are the tensors of `outputs` under the given names. */
    model(outputs: Readonly<Record<string, string>>): Uint8Array {
      for (const [name, tensor] of Object.entries(outputs))
        nodes.push({ opType: 'Identity', input: [tensor], output: [name] })
      return encodeModel({
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

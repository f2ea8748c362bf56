/** Writes an ONNX model node by node; every tensor gets a name of its own. */
import {
  type AttributeProto,
  AttributeType,
  DataType,
  encodeModel,
  type NodeProto,
  type TensorProto,
} from '../../network/onnx/schema.ts'

/** An integer, several, a text, or a float marked as one (ONNX tells 1 from 1.0). */
export type Attribute = number | readonly number[] | string | { readonly float: number }

export type GraphBuilder = ReturnType<typeof createBuilder>

const OPSET = 18
const IR_VERSION = 9

export function createBuilder() {
  const nodes: NodeProto[] = []
  const initializers: TensorProto[] = []
  const constants = new Map<string, string>()
  const inputs: string[] = []
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
    /** A float32 input of four free dimensions. */
    input(name: string): string {
      inputs.push(name)
      return name
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
      const dim = ['n', 'c', 'h', 'w']
      const free = (name: string) => dim.map((axis) => ({ dimParam: `${name}_${axis}` }))
      return encodeModel({
        irVersion: IR_VERSION,
        producerName: 'dreambot',
        opsetImport: [{ version: OPSET }],
        graph: {
          name: 'dreambot',
          node: nodes,
          initializer: initializers,
          input: inputs.map((name) => ({
            name,
            type: { tensorType: { elemType: DataType.float, shape: { dim: free(name) } } },
          })),
          output: Object.keys(outputs).map((name) => ({ name, type: { tensorType: { elemType: DataType.float } } })),
        },
      })
    },
  }
}

function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.string, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.float, f: value.float }
  return { name, type: AttributeType.ints, ints: [...value] }
}

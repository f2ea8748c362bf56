/** Writes an ONNX model node by node. Tensors are referred to by their names, which the builder makes up. */
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
import { ALL_CAPABILITIES, type Capabilities } from './provider.ts'

/** An integer, several integers, a text, or a float, which has to be marked as one because ONNX tells 1 from 1.0. */
type Attribute = number | readonly number[] | string | { readonly float: number }
type Attributes = Readonly<Record<string, Attribute>>

/** The shape of a tensor of the network's graph, for the pictures of one run. */
export type ShapeOf = (tensor: string) => Shape

/** Computes a model's extra input from the shapes of a run: int64 sizes or int32 indices. */
export type Feed = (shapeOf: ShapeOf) => BigInt64Array | Int32Array

/** A model, ready to be opened as a session. */
export interface CompiledModel {
  /** The model in ONNX's file format. */
  readonly model: Uint8Array
  /** Inputs to compute for every run, by the input's name. */
  readonly feeds: ReadonlyMap<string, Feed>
  /**
   * Memory of a session that has not run yet, in bytes: the constants, and what the session computes from them once.
   */
  readonly bytes: number
}

/** The target that a model is compiled for. */
export interface Target {
  /** Capabilities of the execution provider. */
  readonly capabilities: Capabilities
  /** Whether the convolutions that `suitsWinograd` accepts are computed in Winograd's form. */
  readonly useWinograd: boolean
}

const OPSET = 18
const IR_VERSION = 9

/** One model under construction. Methods that add a tensor return its name. */
export class GraphBuilder {
  readonly capabilities: Capabilities
  readonly useWinograd: boolean
  readonly #nodes: NodeProto[] = []
  readonly #initializers: TensorProto[] = []
  /** Names of the small constants, by their values: each is written once. */
  readonly #constants = new Map<string, string>()
  readonly #inputs: ValueInfoProto[] = []
  readonly #ranks: ValueInfoProto[] = []
  readonly #feeds = new Map<string, Feed>()
  #computedBytes = 0
  #tensorCount = 0

  constructor({ capabilities, useWinograd }: Target = { capabilities: ALL_CAPABILITIES, useWinograd: false }) {
    this.capabilities = capabilities
    this.useWinograd = useWinograd
  }

  /** A float32 input of four free dimensions. */
  input(name: string): string {
    this.#inputs.push(floatTensor(name, 4))
    return name
  }

  /**
   * An int64 input of `length` sizes, computed for every run. The model itself does not compute sizes, because only the
   * CPU's execution provider has int64 arithmetic.
   */
  sizes(length: number, compute: (shapeOf: ShapeOf) => readonly number[]): string {
    return this.#feed(DataType.int64, { dimValue: length }, (shapeOf) => BigInt64Array.from(compute(shapeOf), BigInt))
  }

  /** An int32 input of any number of indices, computed for every run. */
  indices(compute: (shapeOf: ShapeOf) => Int32Array): string {
    return this.#feed(DataType.int32, {}, compute)
  }

  /** A float32 constant of that shape. */
  floats(data: Float32Array, shape: readonly number[]): string {
    return this.#initializer(DataType.float, shape, data)
  }

  /** A float32 scalar. */
  float(value: number): string {
    return this.#constant(`f${value}`, () => this.#initializer(DataType.float, [], Float32Array.of(value)))
  }

  /** An int64 vector. */
  ints(...values: number[]): string {
    const data = () => BigInt64Array.from(values, BigInt)
    return this.#constant(`i${values}`, () => this.#initializer(DataType.int64, [values.length], data()))
  }

  /** Counts `bytes` that a session computes from constants when it opens, and keeps. */
  countComputedBytes(bytes: number): void {
    this.#computedBytes += bytes
  }

  /** `x` with another shape, which is an int64 tensor of `rank` numbers. */
  reshape(x: string, shape: string, rank: number): string {
    const output = this.node('Reshape', [x, shape])
    // Without a known rank the runtime cannot optimize the memory layout of the nodes that follow.
    this.#ranks.push(floatTensor(output, rank))
    return output
  }

  /** Adds a node with a single output. */
  node(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(opType, input, { outputs: 1, attributes })[0]!
  }

  /** Adds a node with `outputs` outputs and returns their names. */
  nodes(
    opType: string,
    input: readonly string[],
    { outputs, attributes = {} }: { readonly outputs: number; readonly attributes?: Attributes },
  ): string[] {
    const output = Array.from({ length: outputs }, () => this.#newName())
    const attribute = Object.entries(attributes).map(([name, value]) => toAttribute(name, value))
    this.#nodes.push({ opType, input: [...input], output, attribute })
    return output
  }

  /** Ends the model. Its outputs are the given tensors, by the outputs' names. */
  build(outputs: Readonly<Record<string, string>>): CompiledModel {
    for (const [name, tensor] of Object.entries(outputs))
      this.#nodes.push({ opType: 'Identity', input: [tensor], output: [name] })
    const model = encodeModel({
      irVersion: IR_VERSION,
      producerName: 'dreambot',
      opsetImport: [{ version: OPSET }],
      graph: {
        name: 'dreambot',
        node: this.#nodes,
        initializer: this.#initializers,
        input: this.#inputs,
        valueInfo: this.#ranks,
        output: Object.keys(outputs).map((name) => ({ name, type: { tensorType: { elemType: DataType.float } } })),
      },
    })
    return { model, feeds: this.#feeds, bytes: model.length + this.#computedBytes }
  }

  #newName(): string {
    return `t${this.#tensorCount++}`
  }

  #feed(elemType: number, dim: { dimValue?: number }, compute: Feed): string {
    const name = `feed${this.#feeds.size}`
    this.#inputs.push({ name, type: { tensorType: { elemType, shape: { dim: [dim] } } } })
    this.#feeds.set(name, compute)
    return name
  }

  #initializer(dataType: number, dims: readonly number[], values: Float32Array | BigInt64Array): string {
    const name = this.#newName()
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    this.#initializers.push({ name, dataType, dims: [...dims], rawData })
    return name
  }

  #constant(key: string, make: () => string): string {
    const name = this.#constants.get(key) ?? make()
    this.#constants.set(key, name)
    return name
  }
}

/** A float32 tensor of `rank` free dimensions. */
function floatTensor(name: string, rank: number): ValueInfoProto {
  const dim = Array.from({ length: rank }, (_, axis) => ({ dimParam: `${name}_${axis}` }))
  return { name, type: { tensorType: { elemType: DataType.float, shape: { dim } } } }
}

function toAttribute(name: string, value: Attribute): AttributeProto {
  if (typeof value === 'number') return { name, type: AttributeType.int, i: value }
  if (typeof value === 'string') return { name, type: AttributeType.string, s: new TextEncoder().encode(value) }
  if ('float' in value) return { name, type: AttributeType.float, f: value.float }
  return { name, type: AttributeType.ints, ints: [...value] }
}

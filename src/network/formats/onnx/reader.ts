/**
 * Reads ONNX files. Opsets 7 to 22 are converted to the few operations of `graph.ts`; fixed batch and picture sizes become
 * free. Nodes that are not supported are left out with all that need them, and the layers before them still work.
 */
import { defined } from '../../../core/defined.ts'
import { either } from '../../../i18n/format.ts'
import { phrase } from '../../../i18n/phrase.ts'
import type { Layer, Network, Node, UnsupportedNode } from '../../graph/graph.ts'
import { findLayers } from '../../graph/layers.ts'
import { must } from '../../graph/walk.ts'
import { BadWeights } from '../bad-weights.ts'
import type { ReadOptions } from '../input.ts'
import { inputRange } from '../input.ts'
import type { Value } from './converter.ts'
import { readExternalData, type Sibling } from './external-data.ts'
import { type Foldable, foldConstants } from './fold.ts'
import { layerNames } from './names.ts'
import { convert } from './operations.ts'
import { DataType, decodeModel, isStandard, type ModelProto, toNumber, typeName } from './schema.ts'
import { constants } from './tensors.ts'

const OPSETS = { oldest: 7, newest: 22 }

/** The tensor of the pictures in the network's range. No file can have this name, because it begins with a space. */
const RANGED = ' in the network’s range'

interface OnnxOptions extends ReadOptions {
  /** Reads files of external data. Default: a network with external data is refused. */
  readonly sibling?: Sibling
}

/**
 * The network in an ONNX file. Throws `BadWeights` for bytes that are not ONNX, a truncated file, another opset, and a
 * network that is not convolutional or does not read RGB pictures.
 */
export function readOnnx(bytes: Uint8Array, { name, hash, input, sibling }: OnnxOptions): Network {
  const { model, opset } = decode(bytes)
  const external = readExternalData(sibling)
  const pictures = pictureInput(model)
  const converted = convertNodes(model, pictures, { constant: constants(model, external.outside), opset })
  const [first] = converted.leftOut
  if (!converted.hasConvolution) {
    const found = first
      ? phrase`it has no convolution before its operation ${first.operation}, which is not supported`
      : phrase`it has no convolution`
    throw new BadWeights(found, phrase`a convolutional network over RGB pictures`)
  }
  const all = [inputRange(input, pictures.tensor, RANGED), ...converted.nodes]
  const read = new Set(converted.leftOut.flatMap(({ reads }) => reads))
  const { nodes, origins } = foldConstants(all, converted.foldable, read)
  const graph = { input: pictures.tensor, nodes }
  const layers = findLayers(graph, layerNames(nodes, converted.weightNames, origins))
  const unsupported = first && layerBefore(first, layers)
  return { name, hash: external.hash(hash), ...graph, layers, ...defined({ unsupported }) }
}

interface ConvertedGraph {
  /** All that could be converted, in running order. */
  readonly nodes: readonly Node[]
  /** The name of a node's weights in the file, by the node's output. */
  readonly weightNames: ReadonlyMap<string, string>
  /** Nodes that others may absorb, by output. */
  readonly foldable: ReadonlyMap<string, Foldable>
  /** The nodes that are not supported, in running order. */
  readonly leftOut: readonly LeftOut[]
  readonly hasConvolution: boolean
}

interface LeftOut {
  /** Its operator in the file. */
  readonly operation: string
  /** The tensors that it reads. */
  readonly reads: readonly string[]
  /** The outputs of the nodes before it. */
  readonly before: readonly string[]
}

/** Operators whose second input, their weights, names their layer. */
const WEIGHTED: ReadonlySet<string> = new Set(['Conv', 'Gemm', 'MatMul', 'BatchNormalization'])

function convertNodes(
  { graph }: ModelProto,
  pictures: Value,
  options: Pick<Parameters<typeof convert>[1], 'constant' | 'opset'>,
): ConvertedGraph {
  const nodes: Node[] = []
  const values = new Map<string, Value>([[pictures.tensor, { ...pictures, tensor: RANGED }]])
  const weightNames = new Map<string, string>()
  const foldable = new Map<string, Foldable>()
  const leftOut: LeftOut[] = []
  const isConverted = new Set<string>()
  for (const proto of graph?.node ?? []) {
    const inputs = (proto.input ?? []).map((tensor) => values.get(tensor))
    // A Shape node gives numbers, not maps; the nodes that read it decide whether they can do without.
    if (inputs.every((value) => value === undefined) || proto.opType === 'Shape') continue
    const converted = convert(proto, { inputs, ...options })
    if (!converted) {
      const reads = inputs.flatMap((value) => value?.tensor ?? [])
      leftOut.push({ operation: proto.opType, reads, before: nodes.map(({ output }) => output) })
      continue
    }
    const { node, value } = converted
    values.set(proto.output?.[0] ?? '', value)
    if (node) nodes.push(node)
    if (node && converted.foldable) foldable.set(node.output, converted.foldable)
    if (WEIGHTED.has(proto.opType)) weightNames.set(value.tensor, proto.input?.[1] ?? '')
    isConverted.add(proto.opType)
  }
  return { nodes, weightNames, foldable, leftOut, hasConvolution: isConverted.has('Conv') }
}

/** The layer that an operation reads; where it reads tensors that are not layers, the last layer before it. */
function layerBefore(
  { operation, reads, before }: LeftOut,
  layers: ReadonlyMap<string, Layer>,
): UnsupportedNode | undefined {
  const names = new Map([...layers.values()].map(({ name, tensor }) => [tensor, name]))
  const tensor = [...before, ...reads].findLast((output) => names.has(output))
  return tensor === undefined ? undefined : { operation, at: must(names, tensor) }
}

/** Throws `BadWeights` for bytes that are not a whole ONNX file of a supported opset. */
function decode(bytes: Uint8Array): { model: ModelProto; opset: number } {
  let model: ModelProto
  try {
    model = decodeModel(bytes)
  } catch {
    throw new BadWeights(phrase`it is incomplete or in another format`, phrase`a whole ONNX file`)
  }
  const version = model.opsetImport?.find(({ domain }) => isStandard(domain))?.version
  if (!model.graph?.node?.length || version === undefined) {
    throw new BadWeights(phrase`it holds no network, or only part of one`, phrase`a whole ONNX file`)
  }
  const opset = toNumber(version)
  if (opset < OPSETS.oldest || opset > OPSETS.newest) {
    throw new BadWeights(phrase`it is written in ONNX opset ${opset}`, phrase`${OPSETS.oldest} to ${OPSETS.newest}`)
  }
  return { model, opset }
}

/** The input for pictures: [n, 3, height, width]. Throws `BadWeights` if there is none, or more than one input. */
function pictureInput(model: ModelProto): Value {
  const stored = new Set(model.graph?.initializer?.map(({ name }) => name))
  const inputs = (model.graph?.input ?? []).filter(({ name }) => !stored.has(name))
  const [input] = inputs
  if (!input || inputs.length > 1) {
    const names = inputs.map(({ name }) => name)
    const found = input ? phrase`it has ${names.length} inputs, ${either(names, 'and')}` : phrase`it has no input`
    throw new BadWeights(found, phrase`one input, for pictures`)
  }
  const { elemType, shape } = input.type?.tensorType ?? {}
  if (elemType !== DataType.float)
    throw new BadWeights(phrase`its input ${input.name} is ${typeName(elemType)}`, typeName(DataType.float))
  const dims = (shape?.dim ?? []).map(({ dimParam, dimValue }) => dimParam || toNumber(dimValue) || 'any')
  const [, channels, height, width] = dims
  if (dims.length !== 4 || (typeof channels === 'number' && channels !== 3)) {
    const found = phrase`its input ${input.name} has the shape ${`[${dims.join(', ')}]`}`
    throw new BadWeights(found, '[n, 3, height, width]')
  }
  const size = typeof height === 'number' && typeof width === 'number' ? ([height, width] as const) : undefined
  return { tensor: input.name, channels: 3, size, flat: false }
}

/**
 * ONNX file -> Network. Opsets 7 to 22 are normalized into the few operations of `graph.ts`; fixed batch and picture
 * sizes are let go. What follows an operation outside that set is left out; the layers before it still work.
 */
import { either } from '../../../i18n/format.ts'
import { phrase } from '../../../i18n/phrase.ts'
import type { Layer, Network, Node, UnsupportedNode } from '../../graph/graph.ts'
import { findLayers } from '../../graph/layers.ts'
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

/** The tensor after the input range's convolution; no file can have this name. */
const RANGED = ' in the network’s range'

interface OnnxOptions extends ReadOptions {
  /** Default: weights in other files are refused. */
  readonly sibling?: Sibling
}

/** Throws `BadWeights`: not ONNX, truncated, another opset, not a convolutional network over RGB pictures. */
export function readOnnx(bytes: Uint8Array, { name, hash, input, sibling }: OnnxOptions): Network {
  const { model, opset } = decode(bytes)
  const others = readExternalData(sibling)
  const constant = constants(model, others.outside)
  const pictures = pictureInput(model)

  const all: Node[] = [inputRange(input, pictures.tensor, RANGED)]
  const values = new Map<string, Value>([[pictures.tensor, { ...pictures, tensor: RANGED }]])
  const weightNames = new Map<string, string>()
  const foldable = new Map<string, Foldable>()
  const left: LeftOut[] = []
  let convolutions = 0
  for (const proto of model.graph?.node ?? []) {
    const inputs = (proto.input ?? []).map((tensor) => values.get(tensor))
    // A shape is what other nodes ask for; whether they can do without shows there.
    if (inputs.every((value) => value === undefined) || proto.opType === 'Shape') continue
    const converted = convert(proto, inputs, constant, opset)
    if (!converted) {
      left.push({ operation: proto.opType, reads: inputs.flatMap((value) => value?.tensor ?? []), after: all.length })
      continue
    }
    const { node, value } = converted
    values.set(proto.output?.[0] ?? '', value)
    if (node) all.push(node)
    if (node && converted.foldable) foldable.set(node.output, converted.foldable)
    if (WEIGHTED.has(proto.opType)) weightNames.set(value.tensor, proto.input?.[1] ?? '')
    if (proto.opType === 'Conv') convolutions++
  }
  const [first] = left
  if (convolutions === 0) {
    const found = first
      ? phrase`it has no convolution before its operation ${first.operation}, which is not supported`
      : phrase`it has no convolution`
    throw new BadWeights(found, phrase`a convolutional network over RGB pictures`)
  }
  const { nodes, origins } = foldConstants(all, foldable, new Set(left.flatMap(({ reads }) => reads)))
  const graph = { input: pictures.tensor, nodes }
  const layers = findLayers(graph, layerNames(nodes, weightNames, origins))
  const unsupported = first && standsAt(first, all, layers)
  return { name, hash: others.hash(hash), ...graph, layers, ...(unsupported && { unsupported }) }
}

/** Operations whose second input names their layer. */
const WEIGHTED: ReadonlySet<string> = new Set(['Conv', 'Gemm', 'MatMul', 'BatchNormalization'])

/** An operation outside the set. */
interface LeftOut {
  readonly operation: string
  readonly reads: readonly string[]
  /** How many nodes were made before it. */
  readonly after: number
}

/** The layer whose maps an operation reads; where those are not a layer's last, the one before it in running order. */
function standsAt({ operation, reads, after }: LeftOut, all: readonly Node[], layers: ReadonlyMap<string, Layer>) {
  const names = new Map([...layers.values()].map(({ name, tensor }) => [tensor, name]))
  const before = all.slice(0, after).map(({ output }) => output)
  const tensor = [...before, ...reads].findLast((output) => names.has(output))
  return tensor === undefined ? undefined : ({ operation, at: names.get(tensor) ?? '' } satisfies UnsupportedNode)
}

function decode(bytes: Uint8Array): { model: ModelProto; opset: number } {
  let model: ModelProto
  try {
    model = decodeModel(bytes)
  } catch {
    throw new BadWeights(phrase`it is something else or incomplete`, phrase`a whole ONNX file`)
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

/** The input that holds the pictures. */
function pictureInput(model: ModelProto): Value {
  const stored = new Set(model.graph?.initializer?.map(({ name }) => name))
  const inputs = (model.graph?.input ?? []).filter(({ name }) => !stored.has(name))
  const [input] = inputs
  if (!input || inputs.length > 1) {
    const names = inputs.map(({ name }) => name)
    const found = input ? phrase`it has ${names.length} inputs, ${either(names, 'and')}` : phrase`it has no input`
    throw new BadWeights(found, phrase`one, for pictures`)
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

/** ONNX files with the layout, names and channels of the public ones that MXNet exported, and seeded weights. */
import type { NodeProto } from '../../src/network/formats/onnx/schema.ts'
import { random } from '../contract/random.ts'
import { ints, node, onnxFile, type Tensor } from '../network/formats/onnx/onnx-file.ts'

export interface GluonFile {
  /** The network as in the public file, for pictures of 224 x 224. */
  readonly bytes: Uint8Array
  /** The same network for pictures of any size, with the tensors `outputs` as its outputs. */
  open(outputs: readonly string[]): Uint8Array
}

/** SqueezeNet 1.1. `expands` are the numbers of filters of the two convolutions that end each fire module. */
export function gluonSqueezenet(expands: readonly number[] = [64, 64, 128, 128, 192, 192, 256, 256]): GluonFile {
  const to = exporter('squeezenet0')
  let relus = 0
  const conv = (from: string, shape: Shape, attributes = {}) =>
    to.relu(`relu${relus++}_fwd`, to.conv(`conv${relus - 1}`, from, shape, { bias: true, ...attributes }))
  const pool = (name: string, from: string) => to.add('MaxPool', [from], `${name}_fwd`, window(3, 2, 0))
  let x = pool('pool0', conv('data', [64, 3, 3, 3], { stride: 2 }))
  let channels = 64
  for (const [i, expand] of expands.entries()) {
    const squeeze = 16 * ((i >> 1) + 1)
    const squeezed = conv(x, [squeeze, channels, 1, 1])
    const both = [conv(squeezed, [expand, squeeze, 1, 1]), conv(squeezed, [expand, squeeze, 3, 3], { pad: 1 })]
    x = to.add('Concat', both, `concat${i}`, { axis: 1 })
    channels = 2 * expand
    if (i === 1 || i === 3) x = pool(`pool${(i + 1) >> 1}`, x)
  }
  const scores = conv(to.add('Dropout', [x], 'dropout0_fwd', { ratio: { float: 0.5 } }), [1000, channels, 1, 1])
  const mean = to.add('AveragePool', [scores], 'pool3_fwd', window(13, 13, 0))
  return to.file(to.reshape(mean, 'flatten0_reshape0'))
}

/** ResNet50 V2. `blocks` are the numbers of blocks of each stage. */
export function gluonResnet(blocks: readonly number[] = [3, 4, 6, 3]): GluonFile {
  const to = exporter('resnetv24')
  const stem = to.conv('conv0', to.batchNorm('batchnorm0', 'data', 3), [64, 3, 7, 7], { stride: 2, pad: 3 })
  const first = to.relu('relu0_fwd', to.batchNorm('batchnorm1', stem, 64))
  let x = to.add('MaxPool', [first], 'pool0_fwd', window(3, 2, 1))
  let channels = 64
  for (const [i, count] of blocks.entries()) {
    const stage = `stage${i + 1}`
    const [inner, outer] = [64 << i, 256 << i]
    let [convolutions, norms] = [0, 0]
    const activated = (from: string, size: number) => {
      const at = norms++
      return to.relu(`${stage}_activation${at}`, to.batchNorm(`${stage}_batchnorm${at}`, from, size))
    }
    const conv = (from: string, shape: Shape, attributes = {}) =>
      to.conv(`${stage}_conv${convolutions++}`, from, shape, attributes)
    for (let block = 0; block < count; block++) {
      const stride = block === 0 && i > 0 ? 2 : 1
      const before = activated(x, channels)
      const reduced = activated(conv(before, [inner, channels, 1, 1]), inner)
      const middle = activated(conv(reduced, [inner, inner, 3, 3], { stride, pad: 1 }), inner)
      const widened = conv(middle, [outer, inner, 1, 1])
      const shortcut = block === 0 ? conv(before, [outer, channels, 1, 1], { stride }) : x
      x = to.add('Add', [widened, shortcut], `${stage}__plus${block}`)
      channels = outer
    }
  }
  const last = to.relu('relu1_fwd', to.batchNorm('batchnorm2', x, channels))
  return to.file(to.dense('dense0', to.reshape(to.add('GlobalAveragePool', [last], 'pool1_fwd'), 'flatten0_reshape0')))
}

type Shape = [outputs: number, inputs: number, height: number, width: number]

function window(size: number, stride: number, pad: number) {
  return { kernel_shape: [size, size], strides: [stride, stride], pads: [pad, pad, pad, pad] }
}

/** Collects the nodes and weights of a network whose names begin with `prefix`. */
function exporter(prefix: string) {
  const nodes: NodeProto[] = []
  const constants: Record<string, Tensor> = {}
  const named = (name: string) => `${prefix}_${name}`
  const add = (type: string, inputs: readonly string[], name: string, attributes = {}): string => {
    nodes.push({ ...node(type, inputs, named(name), attributes), name: named(name) })
    return named(name)
  }
  /** Stores numbers in a range, by default one that keeps all maps at the same scale (He et al. 2015). */
  const store = (name: string, shape: readonly number[], range?: readonly [low: number, high: number]) => {
    const size = shape.reduce((product, n) => product * n, 1)
    const bound = Math.sqrt((6 * (shape[0] ?? 1)) / size)
    constants[named(name)] = { shape, data: numbers(size, range ?? [-bound, bound]) }
    return named(name)
  }
  return {
    add,
    relu: (name: string, from: string) => add('Relu', [from], name),
    conv(name: string, from: string, shape: Shape, { stride = 1, pad = 0, bias = false } = {}) {
      const inputs = [from, store(`${name}_weight`, shape)]
      if (bias) inputs.push(store(`${name}_bias`, [shape[0]], [-0.1, 0.1]))
      return add('Conv', inputs, `${name}_fwd`, { dilations: [1, 1], group: 1, ...window(shape[2], stride, pad) })
    },
    batchNorm(name: string, from: string, channels: number) {
      const ends = { gamma: [0.5, 1], beta: [-0.2, 0.4], running_mean: [-0.2, 0.2], running_var: [0.5, 1.5] } as const
      const inputs = Object.entries(ends).map(([part, range]) => store(`${name}_${part}`, [channels], range))
      const attributes = { epsilon: { float: 1e-5 }, momentum: { float: 0.9 }, spatial: 1 }
      return add('BatchNormalization', [from, ...inputs], `${name}_fwd`, attributes)
    },
    reshape(from: string, name: string) {
      constants.reshape_attr_tensor421 = ints(0, -1)
      return add('Reshape', [from, 'reshape_attr_tensor421'], name)
    },
    dense(name: string, from: string) {
      const inputs = [from, store(`${name}_weight`, [1000, 2048]), store(`${name}_bias`, [1000], [-0.1, 0.1])]
      return add('Gemm', inputs, `${name}_fwd`, { transA: 0, transB: 1 })
    },
    file(output: string): GluonFile {
      const options = { opset: 7, listed: true }
      return {
        bytes: onnxFile(nodes, constants, { ...options, shape: ['N', 3, 224, 224], outputs: [output] }),
        open: (outputs) => onnxFile(nodes, constants, { ...options, outputs }),
      }
    },
  }
}

/** Seeded numbers. Each tensor repeats the same ones, because millions of new ones take long. */
const POOL = (() => {
  const { uniform } = random(91)
  return Float32Array.from({ length: 99_991 }, () => uniform(0, 1))
})()
let next = 0

function numbers(size: number, [low, high]: readonly [low: number, high: number]): Float32Array {
  const data = new Float32Array(size)
  next += 7919
  for (let i = 0; i < size; i++) data[i] = low + (high - low) * (POOL[(next + i) % POOL.length] ?? 0)
  return data
}

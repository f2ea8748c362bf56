/** The thread that reads one Keras file. Its data is the path; it posts one message, the layers, or undefined on an error. */
import { parentPort, workerData } from 'node:worker_threads'
import h5wasm, { type Dataset, type Group } from 'h5wasm/node'
import type { Weights } from '../graph/graph.ts'
import type { LayerTensors } from './architecture-weights.ts'

/** A layer as the file stores it, kernels transposed to [out, in / groups, height, width]. */
export interface StoredLayer {
  readonly name: string
  readonly tensors: LayerTensors
}

/** A tensor's role by the end of its name, for current names and those of Keras 1 ("block1_conv1_W_1:0"). */
const ROLES: readonly (readonly [keyof LayerTensors | 'depthwise', RegExp])[] = [
  ['depthwise', /depthwise_kernel$/],
  ['kernel', /(^|_)(kernel|W)$/],
  ['bias', /(^|_)(bias|b)$/],
  ['gamma', /(^|_)gamma$/],
  ['beta', /(^|_)beta$/],
  ['mean', /(^|_)(moving|running)_mean$/],
  ['variance', /(^|_)(moving_variance|running_variance|running_std)$/],
]

/** The roles of tensors without such names, by the layer's number of tensors: the order in which Keras stores them. */
const ORDERS: Readonly<Record<number, readonly (keyof LayerTensors)[]>> = {
  1: ['kernel'],
  2: ['kernel', 'bias'],
  3: ['beta', 'mean', 'variance'],
  4: ['gamma', 'beta', 'mean', 'variance'],
}

/** A buffer for transposing, of the largest kernel so far. A new one per kernel would be garbage of the file's size. */
let scratch = new Float32Array()

const { activate_throwing_error_handler } = await h5wasm.ready
// By default HDF5 prints errors and continues.
activate_throwing_error_handler()
const layers = readLayers(workerData)
const buffers = layers?.flatMap(({ tensors }) => Object.values(tensors).map(({ data }) => data.buffer))
parentPort?.postMessage(layers, buffers)

/** The layers that have tensors, in the file's order. */
function readLayers(path: string): StoredLayer[] | undefined {
  try {
    const file = new h5wasm.File(path, 'r')
    // A saved model, unlike saved weights, has its weights in a group.
    const root = file.keys().includes('model_weights') ? (file.get('model_weights') as Group) : file
    const listed = texts(root, 'layer_names')
    const names = listed.length > 0 ? listed : root.keys()
    return names.flatMap((name) => {
      const group = root.get(name) as Group
      const stored = texts(group, 'weight_names')
      if (stored.length === 0) return []
      const tensors = stored.map((tensor, i) => {
        const role = roleOf(tensor) ?? ORDERS[stored.length]?.[i] ?? tensor
        const values = read(group.get(tensor) as Dataset)
        return role === 'depthwise'
          ? ['kernel', channelsFirst(values)]
          : [role, role === 'kernel' ? outFirst(values) : values]
      })
      return [{ name, tensors: Object.fromEntries(tensors) }]
    })
  } catch {
    return undefined
  }
}

/** "conv1/conv1_W_1:0" -> kernel; undefined if the name does not say. */
function roleOf(tensor: string) {
  const end = tensor.replace(/^.*\//, '').replace(/:\d+$/, '').replace(/_\d+$/, '')
  return ROLES.find(([, pattern]) => pattern.test(end))?.[0]
}

function texts(owner: Pick<Group, 'attrs'>, attribute: string): string[] {
  return Array.from((owner.attrs[attribute]?.value ?? []) as Iterable<unknown>, String)
}

function read(dataset: Dataset): Weights {
  const { value } = dataset
  return {
    shape: dataset.shape ?? [],
    data: value instanceof Float32Array ? value : Float32Array.from(value as ArrayLike<number>),
  }
}

/** [height, width, in, out] -> [out, in, height, width], in place. A fully connected layer's [in, out] is a 1x1 kernel. */
function outFirst({ shape, data }: Weights): Weights {
  const [height = 1, width = 1, inputs = 1, outputs = 1] = shape.length === 2 ? [1, 1, ...shape] : shape
  const size = height * width
  if (scratch.length < data.length) scratch = new Float32Array(data.length)
  let from = 0
  for (let at = 0; at < size; at++)
    for (let i = 0; i < inputs; i++)
      for (let o = 0; o < outputs; o++) scratch[(o * inputs + i) * size + at] = data[from++]!
  data.set(scratch.subarray(0, data.length))
  return { shape: [outputs, inputs, height, width], data }
}

/** A depthwise kernel's [height, width, in, multiplier] -> [in * multiplier, 1, height, width] */
function channelsFirst({ shape, data }: Weights): Weights {
  const [height = 1, width = 1, inputs = 1, multiplier = 1] = shape
  return outFirst({ shape: [height, width, 1, inputs * multiplier], data })
}

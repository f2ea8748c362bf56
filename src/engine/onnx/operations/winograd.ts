/**
 * 3x3 convolutions of many filters in Winograd's form: a quarter of the products, computed as matrix multiplications
 * that run at nearly the CPU's peak rate, at the price of some work before and after.
 *
 * Overlapping windows of 6x6 numbers are gathered, transformed, multiplied by the filters' transforms (36 matrix
 * products, one for each place in the window), transformed back to 4x4 results each, and put in order again. All of it
 * has the channels last, so that a position is one piece of memory. Between two such convolutions with a ReLU between
 * them, the runtime removes the transpositions. The matrices are in `toom-cook.ts`.
 */
import type { ConvNode, Node } from '../../../network/graph/graph.ts'
import type { Shape } from '../../../network/graph/shapes.ts'
import { must } from '../../../network/graph/walk.ts'
import type { GraphBuilder, ShapeOf } from '../builder.ts'
import type { ConvKernel } from './convolution-forms.ts'
import { type Matrix, SIDE, TAPS, transforms, WINDOW } from './toom-cook.ts'

/** Whether a convolution can be computed in this form, and is large enough that the form may pay. */
export function suitsWinograd({ weight, strides, dilations, group }: ConvNode): boolean {
  const [out, inputs, ...taps] = weight.shape
  const isPlain = taps.every((size) => size === TAPS) && [...strides, ...dilations, group].every((one) => one === 1)
  return isPlain && out! * inputs! >= LEAST_KERNELS
}

/**
 * Whether the suitable convolutions among `nodes` take, all together, much less work in this form. `shapes` are those
 * of the graph's tensors. The answer depends neither on the number of pictures, so that a picture's result is the same
 * alone and in a batch, nor on earlier calls, so that a job's replay computes the same.
 */
export function winogradPays(nodes: readonly Node[], shapes: ReadonlyMap<string, Shape>): boolean {
  const savings = nodes.map((node) => {
    if (node.op !== 'conv' || !suitsWinograd(node)) return 0
    const [, , height, width] = must(shapes, node.output)
    const kernels = node.weight.data.length / TAPS ** 2
    const direct = kernels * height * width * TAPS ** 2
    const windows = (height * width) / SIDE ** 2
    return MOST_WORK * direct - kernels * (windows * WINDOW ** 2 * SLOWDOWN + READ_COST)
  })
  return savings.reduce((sum, saving) => sum + saving, 0) > 0
}

/**
 * Least number of kernels, which is inputs times filters. With fewer, the work before and after is too much
 * (bench/results).
 */
const LEAST_KERNELS = 256 * 256
/** Time of a multiply-add in these matrix products, relative to one in a direct convolution. */
const SLOWDOWN = 1.25
/** Time to read the 36 numbers of a kernel's transform from memory, in multiply-adds. */
const READ_COST = 1000
/**
 * Largest work, relative to that of the direct convolutions. Models in this form take longer to open, so it has to be
 * much less.
 */
const MOST_WORK = 0.5

interface WinogradConvolution {
  /** The ONNX tensor to convolve: [n, in, h, w]. */
  readonly x: string
  /** The graph's tensor with the shape of `x`. */
  readonly tensor: string
  /** [out, in, 3, 3] */
  readonly kernel: ConvKernel
  /** [top, left, bottom, right], which may be negative. */
  readonly pads: readonly [number, number, number, number]
}

/** Adds a convolution with strides of 1, and returns its output [n, out, h, w]. */
export function emitWinograd(builder: GraphBuilder, { x, tensor, kernel, pads }: WinogradConvolution): string {
  const [out, inputs] = kernel.shape
  const { numbers, results } = transforms()
  const windowsOf = (shapeOf: ShapeOf) => windows(shapeOf(tensor), pads)

  const channelsLast = builder.node('Transpose', [x], { perm: [0, 2, 3, 1] })
  const positions = builder.reshape(channelsLast, builder.ints(-1, inputs), 2)
  // The zeros after the last position stand for everything outside of the pictures.
  const outside = builder.floats(new Float32Array(inputs), [1, inputs])
  const padded = builder.node('Concat', [positions, outside], { axis: 0 })
  const from = builder.indices((shapeOf) => sourceIndices(windowsOf(shapeOf)))
  const gathered = builder.node('Gather', [padded, from], { axis: 0 })
  const transformed = emitTransform(builder, { matrix: numbers, tensor: gathered, channels: inputs })

  const ones = builder.ints(...Array<number>(WINDOW ** 2).fill(1))
  const places = builder.nodes('Split', [transformed, ones], { outputs: WINDOW ** 2, attributes: { axis: 0 } })
  const filters = emitFilters(builder, kernel)
  const products = places.map((place, i) => builder.node('MatMul', [place, filters[i]!]))
  const together = builder.node('Concat', products, { axis: 0 })

  const tiles = emitTransform(builder, { matrix: results, tensor: together, channels: out })
  const restored = builder.reshape(tiles, builder.ints(-1, out), 2)
  const biased = kernel.bias ? builder.node('Add', [restored, builder.floats(kernel.bias, [out])]) : restored
  const to = builder.indices((shapeOf) => resultIndices(windowsOf(shapeOf)))
  const ordered = builder.node('Gather', [biased, to], { axis: 0 })
  const shape = builder.sizes(4, (shapeOf) => {
    const { n, rows, columns } = windowsOf(shapeOf)
    return [n, rows, columns, out]
  })
  return builder.node('Transpose', [builder.reshape(ordered, shape, 4)], { perm: [0, 3, 1, 2] })
}

interface Transform {
  readonly matrix: Matrix
  /** An ONNX tensor of as many parts as the matrix has columns. */
  readonly tensor: string
  readonly channels: number
}

/** The matrix times the tensor's parts: [rows, windows, channels]. */
function emitTransform(builder: GraphBuilder, { matrix, tensor, channels }: Transform): string {
  const [rows, columns] = matrix.shape
  const parts = builder.reshape(tensor, builder.ints(columns, -1), 2)
  const product = builder.node('MatMul', [builder.floats(matrix.data, [rows, columns]), parts])
  return builder.reshape(product, builder.ints(rows, -1, channels), 3)
}

/**
 * The filters' transforms: a matrix [in, out] for each place in the window. The runtime computes them from the kernel
 * once, when it opens the model. Each matrix takes a single node, because the runtime keeps the results of all such
 * nodes until the model is open.
 */
function emitFilters(builder: GraphBuilder, { shape: [out, inputs], data }: ConvKernel): string[] {
  const count = TAPS ** 2
  const byTap = new Float32Array(data.length)
  for (let filter = 0; filter < out; filter++)
    for (let channel = 0; channel < inputs; channel++)
      for (let tap = 0; tap < count; tap++)
        byTap[(tap * inputs + channel) * out + filter] = data[(filter * inputs + channel) * count + tap]!
  const kernels = builder.floats(byTap, [count, inputs, out])
  const { taps } = transforms()
  builder.countComputedBytes(4 * WINDOW ** 2 * inputs * out)
  return Array.from({ length: WINDOW ** 2 }, (_, place) => {
    const row = builder.floats(taps.data.slice(place * count, (place + 1) * count), [count])
    return builder.node('Einsum', [row, kernels], { equation: 't,tio->io' })
  })
}

/** The windows that cover a batch of maps. */
interface Windows {
  /** The number of pictures. */
  readonly n: number
  /** Size of the input maps. */
  readonly height: number
  readonly width: number
  /** Pads of the first row and column. */
  readonly top: number
  readonly left: number
  /** Size of the result. */
  readonly rows: number
  readonly columns: number
  /** Numbers of windows. */
  readonly down: number
  readonly across: number
}

function windows([n, , height, width]: Shape, [top, left, bottom, right]: WinogradConvolution['pads']): Windows {
  const rows = height + top + bottom - TAPS + 1
  const columns = width + left + right - TAPS + 1
  const [down, across] = [Math.ceil(rows / SIDE), Math.ceil(columns / SIDE)]
  return { n, height, width, top, left, rows, columns, down, across }
}

/**
 * For each place in a window, each picture and each window: the position to read among [n, height, width], or the
 * position after the last one for what lies outside.
 */
function sourceIndices({ n, height, width, top, left, down, across }: Windows): Int32Array {
  const indices = new Int32Array(WINDOW ** 2 * n * down * across)
  let i = 0
  for (let place = 0; place < WINDOW ** 2; place++)
    for (let picture = 0; picture < n; picture++)
      for (let row = 0; row < down; row++) {
        const y = row * SIDE + Math.floor(place / WINDOW) - top
        for (let column = 0; column < across; column++) {
          const x = column * SIDE + (place % WINDOW) - left
          const isInside = y >= 0 && y < height && x >= 0 && x < width
          indices[i++] = isInside ? (picture * height + y) * width + x : n * height * width
        }
      }
  return indices
}

/** For each result in scan order: its position among [4x4 places, n, windows]. */
function resultIndices({ n, rows, columns, down, across }: Windows): Int32Array {
  const indices = new Int32Array(n * rows * columns)
  let i = 0
  for (let picture = 0; picture < n; picture++)
    for (let y = 0; y < rows; y++) {
      const row = (picture * down + Math.floor(y / SIDE)) * across
      for (let x = 0; x < columns; x++) {
        const place = (y % SIDE) * SIDE + (x % SIDE)
        indices[i++] = place * n * down * across + row + Math.floor(x / SIDE)
      }
    }
  return indices
}

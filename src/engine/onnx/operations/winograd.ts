/**
 * 3x3 convolutions of many filters in Winograd's form: a quarter of the products, as matrix multiplications that run at
 * nearly the processor's full rate, for some work before and after.
 *
 * Windows of 6x6 numbers that overlap by two are gathered, transformed, multiplied by the filters' transforms (36 products
 * of matrices, one for each place in the window), transformed back to 4x4 results each, and put in order again. All of it
 * with the channels last, so that a position is one piece of memory; between one such convolution and the next, through a
 * ReLU, the runtime itself takes the transpositions away.
 */
import type { ConvNode, Node } from '../../../network/graph/graph.ts'
import type { Shape } from '../../../network/graph/shapes.ts'
import type { GraphBuilder, ShapeOf } from '../builder.ts'
import type { ConvKernel } from './convolution.ts'
import { type Matrix, SIDE, TAPS, transforms, WINDOW } from './toom-cook.ts'

/** Whether a convolution can be computed so, and is large enough that it may be worth it. */
export function suitsWinograd({ weight, strides, dilations, group }: ConvNode): boolean {
  const [out = 0, inputs = 0, ...taps] = weight.shape
  const plain = taps.every((size) => size === TAPS) && [...strides, ...dilations, group].every((one) => one === 1)
  return plain && out * inputs >= LEAST_FILTERS
}

/**
 * Whether the convolutions among `nodes` that it suits, all together, take much less work so, where tensors have `shapes`.
 * How many pictures there are makes no difference: one is the same alone and among others. Nor does what was computed
 * before: a job's replay goes the same ways.
 */
export function winogradPays(nodes: readonly Node[], shapes: ReadonlyMap<string, Shape>): boolean {
  const savings = nodes.map((node) => {
    if (node.op !== 'conv' || !suitsWinograd(node)) return 0
    const [, , height, width] = shapes.get(node.output) ?? [0, 0, 0, 0]
    const kernels = node.weight.data.length / TAPS ** 2
    const direct = kernels * height * width * TAPS ** 2
    const windows = (height * width) / SIDE ** 2
    return WORTH * direct - kernels * (windows * WINDOW ** 2 * SLOWER + READING)
  })
  return savings.reduce((sum, saving) => sum + saving, 0) > 0
}

/** Inputs times filters. With fewer, what is done before and after outweighs what is saved: see bench/results. */
const LEAST_FILTERS = 256 * 256
/** How much longer a multiply-add takes in these matrices than in a plain convolution. */
const SLOWER = 1.25
/** The multiply-adds in whose time one kernel's transform, of 36 numbers, is read from memory. */
const READING = 1000
/** The share of the plain convolutions' work that it may take: models of this form take longer to open. */
const WORTH = 0.5

/**
 * The convolution of `x` [n, in, h, w], whose shape `sizeOf` tells, with a kernel [out, in, 3, 3], in steps of 1. `pads`
 * [top, left, bottom, right] may be negative.
 */
export function winograd(
  builder: GraphBuilder,
  x: string,
  kernel: ConvKernel,
  pads: readonly number[],
  sizeOf: (shapeOf: ShapeOf) => Shape,
): string {
  const [out = 0, inputs = 0] = kernel.shape
  const { numbers, results } = transforms()
  const windowsOf = (shapeOf: ShapeOf) => windows(sizeOf(shapeOf), pads)

  const last = builder.node('Transpose', [x], { perm: [0, 2, 3, 1] })
  const positions = builder.reshape(last, builder.ints(-1, inputs), 2)
  // What lies outside of a picture is the position after its last.
  const outside = builder.floats(new Float32Array(inputs), [1, inputs])
  const padded = builder.node('Concat', [positions, outside], { axis: 0 })
  const from = builder.indices((shapeOf) => windowsOf(shapeOf).from())
  const transformed = times(numbers, builder.node('Gather', [padded, from], { axis: 0 }), inputs)

  const each = builder.ints(...Array<number>(WINDOW ** 2).fill(1))
  const places = builder.nodes('Split', [transformed, each], WINDOW ** 2, { axis: 0 })
  const filters = transformedFilters(builder, kernel)
  const products = places.map((place, i) => builder.node('MatMul', [place, filters[i] ?? '']))
  const together = builder.node('Concat', products, { axis: 0 })

  const restored = builder.reshape(times(results, together, out), builder.ints(-1, out), 2)
  const biased = kernel.bias ? builder.node('Add', [restored, builder.floats(kernel.bias, [out])]) : restored
  const to = builder.indices((shapeOf) => windowsOf(shapeOf).to())
  const ordered = builder.node('Gather', [biased, to], { axis: 0 })
  const shape = builder.sizes(4, (shapeOf) => [...windowsOf(shapeOf).shape, out])
  return builder.node('Transpose', [builder.reshape(ordered, shape, 4)], { perm: [0, 3, 1, 2] })

  /** The matrix times a tensor of as many parts as it has columns: [rows, windows, channels]. */
  function times({ shape: [rows, columns], data }: Matrix, tensor: string, channels: number): string {
    const parts = builder.reshape(tensor, builder.ints(columns, -1), 2)
    const product = builder.node('MatMul', [builder.floats(data, [rows, columns]), parts])
    return builder.reshape(product, builder.ints(rows, -1, channels), 3)
  }
}

/**
 * A matrix [in, out] for each place in the window. The runtime computes them once, from the kernel, when it opens the model:
 * with one node for each matrix, for it keeps the results of all nodes until it has opened it.
 */
function transformedFilters(builder: GraphBuilder, { shape: [out = 0, inputs = 0], data }: ConvKernel): string[] {
  const count = TAPS ** 2
  const byTap = new Float32Array(data.length)
  for (let filter = 0; filter < out; filter++)
    for (let channel = 0; channel < inputs; channel++)
      for (let tap = 0; tap < count; tap++)
        byTap[(tap * inputs + channel) * out + filter] = data[(filter * inputs + channel) * count + tap] ?? 0
  const kernels = builder.floats(byTap, [count, inputs, out])
  const { taps } = transforms()
  builder.keeps(4 * WINDOW ** 2 * inputs * out)
  return Array.from({ length: WINDOW ** 2 }, (_, place) => {
    const row = builder.floats(taps.data.slice(place * count, (place + 1) * count), [count])
    return builder.node('Einsum', [row, kernels], { equation: 't,tio->io' })
  })
}

/** Where the numbers of all windows come from, and their results go to. */
function windows([n, , height, width]: Shape, [top = 0, left = 0, bottom = 0, right = 0]: readonly number[]) {
  const shape = [n, height + top + bottom - TAPS + 1, width + left + right - TAPS + 1] as const
  const [, rows, columns] = shape
  const [down, across] = [Math.ceil(rows / SIDE), Math.ceil(columns / SIDE)]
  return {
    /** Of the results. */
    shape,
    /** For each place in a window, each picture and each window: its position among [n, height, width], or the one after. */
    from(): Int32Array {
      const indices = new Int32Array(WINDOW ** 2 * n * down * across)
      let i = 0
      for (let place = 0; place < WINDOW ** 2; place++)
        for (let picture = 0; picture < n; picture++)
          for (let row = 0; row < down; row++) {
            const y = row * SIDE + Math.floor(place / WINDOW) - top
            for (let column = 0; column < across; column++) {
              const x = column * SIDE + (place % WINDOW) - left
              const inside = y >= 0 && y < height && x >= 0 && x < width
              indices[i++] = inside ? (picture * height + y) * width + x : n * height * width
            }
          }
      return indices
    },
    /** For each result in scan order: its position among [4x4 places, n, windows]. */
    to(): Int32Array {
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
    },
  }
}

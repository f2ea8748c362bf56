/**
 * A reference implementation of all operations, as loops in float64: the definition that engines are tested against. In
 * this precision, central differences of the score have many exact digits; in float32 they would be noise.
 */
import type { Maps, Objective, Tap } from '../../src/engine/engine.ts'
import type { ConvNode, Graph, LrnNode, Node, PoolNode } from '../../src/network/graph/graph.ts'
import { must, walk } from '../../src/network/graph/walk.ts'

/** The activations of one image, [channels, height, width]. */
export interface Plane {
  readonly shape: readonly [channels: number, height: number, width: number]
  readonly data: Float64Array
}

/** Image `index` of a batch. */
export function toPlane({ shape: [, ...shape], data }: Maps, index: number): Plane {
  const size = shape[0] * shape[1] * shape[2]
  return { shape, data: Float64Array.from(data.subarray(index * size, (index + 1) * size)) }
}

/** Every tensor of `graph`, by name, for one image. */
export function referenceForward(graph: Graph, image: Plane): Map<string, Plane> {
  return walk(graph, image, compute)
}

/**
 * A tap's score for image `index` of a batch, by the formula of `Tap`, and its scale: the sum of the terms' absolute
 * values, which bounds how precise a float32 score can be.
 */
export function referenceScore(tap: Tap, index: number, { shape, data }: Plane): { score: number; scale: number } {
  const [channels, height, width] = shape
  const filters = tap.filters ?? Array.from({ length: channels }, (_, c) => c)
  const chosen = new Set(
    Array.isArray(filters[0]) ? (filters[index] as readonly number[]) : (filters as readonly number[]),
  )
  let [sum, scale] = [0, 0]
  for (const c of chosen)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const a = numberAt(data, (c * height + y) * width + x)
        const terms = [at(tap.linear, index, c, y, x) * a, 0.5 * at(tap.quadratic, index, c, y, x) * a * a]
        for (const term of terms) {
          sum += term
          scale += Math.abs(term)
        }
      }
  const share = (tap.weight ?? 1) / (chosen.size * height * width)
  return { score: share * sum, scale: Math.abs(share) * scale }
}

/** The score of an objective whose tap i reads `tensors[i]`. */
export function referenceObjective(
  objective: Objective,
  tensors: readonly string[],
  index: number,
  values: ReadonlyMap<string, Plane>,
): number {
  return objective.reduce((sum, tap, i) => sum + referenceScore(tap, index, must(values, tensors[i] ?? '')).score, 0)
}

function at(value: number | Maps = 0, i: number, c: number, y: number, x: number): number {
  if (typeof value === 'number') return value
  const [n, channels, height, width] = value.shape
  const index = (((n === 1 ? 0 : i) * channels + (channels === 1 ? 0 : c)) * height + (height === 1 ? 0 : y)) * width
  return numberAt(value.data, index + (width === 1 ? 0 : x))
}

/** A number of an array; NaN past its end, which no comparison accepts. */
function numberAt(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN
}

function compute(node: Node, inputs: readonly [Plane, ...Plane[]]): Plane {
  const [input] = inputs
  const { shape, data } = input
  switch (node.op) {
    case 'conv':
      return convolve(node, input)
    case 'maxPool':
      return pool(node, input, (window) => Math.max(...window))
    case 'averagePool':
      return pool(node, input, (window) => window.reduce((sum, value) => sum + value, 0) / window.length)
    case 'relu': {
      const { max = Number.POSITIVE_INFINITY } = node
      return { shape, data: data.map((value) => Math.min(Math.max(0, value), max)) }
    }
    case 'add':
      return { shape, data: data.map((value, i) => value + numberAt(inputs[1]?.data ?? [], i)) }
    case 'concat': {
      const channels = inputs.reduce((sum, part) => sum + part.shape[0], 0)
      return {
        shape: [channels, shape[1], shape[2]],
        data: Float64Array.from(inputs.flatMap((part) => [...part.data])),
      }
    }
    case 'globalAverage':
      return make([shape[0], 1, 1], (c) => {
        const size = shape[1] * shape[2]
        return data.subarray(c * size, (c + 1) * size).reduce((sum, value) => sum + value, 0) / size
      })
    case 'lrn':
      return normalize(node, input)
    case 'softmax':
      return make(shape, (c, y, x) => {
        let sum = 0
        for (let k = 0; k < shape[0]; k++) sum += Math.exp(value(input, k, y, x))
        return Math.exp(value(input, c, y, x)) / sum
      })
  }
}

function convolve({ weight, bias, strides, pads, dilations, group }: ConvNode, input: Plane): Plane {
  const [out, depth, kh, kw] = weight.shape as [number, number, number, number]
  const [, height, width] = input.shape
  const rows = Math.floor((height + pads[0] + pads[2] - dilations[0] * (kh - 1) - 1) / strides[0]) + 1
  const columns = Math.floor((width + pads[1] + pads[3] - dilations[1] * (kw - 1) - 1) / strides[1]) + 1
  return make([out, rows, columns], (o, y, x) => {
    const first = Math.floor(o / (out / group)) * depth
    let sum = numberAt(bias, o)
    for (let c = 0; c < depth; c++)
      for (let i = 0; i < kh; i++)
        for (let j = 0; j < kw; j++) {
          const row = y * strides[0] - pads[0] + i * dilations[0]
          const column = x * strides[1] - pads[1] + j * dilations[1]
          sum += numberAt(weight.data, ((o * depth + c) * kh + i) * kw + j) * value(input, first + c, row, column)
        }
    return sum
  })
}

/** Windows start a stride apart, before the end of the input; without `ceil` each ends within the pads. */
function pool(node: PoolNode, input: Plane, reduce: (window: number[]) => number): Plane {
  const [channels, height, width] = input.shape
  const starts = (axis: 0 | 1, size: number) => {
    const found: number[] = []
    const [before, after] = [node.pads[axis], node.pads[axis === 0 ? 2 : 3]]
    for (let start = -before; start < size; start += node.strides[axis]) {
      const missing = start + node.kernel[axis] - (size + after)
      if (missing <= 0 || (node.ceil && missing < node.strides[axis])) found.push(start)
    }
    return found
  }
  const [rows, columns] = [starts(0, height), starts(1, width)]
  return make([channels, rows.length, columns.length], (c, y, x) => {
    const window: number[] = []
    const [top = 0, left = 0] = [rows[y], columns[x]]
    for (let row = top; row < top + node.kernel[0]; row++)
      for (let column = left; column < left + node.kernel[1]; column++) {
        const inside = row >= 0 && row < height && column >= 0 && column < width
        const counts = node.countPadding && row < height + node.pads[2] && column < width + node.pads[3]
        if (inside || counts) window.push(value(input, c, row, column))
      }
    return reduce(window)
  })
}

function normalize({ size, alpha, beta, bias }: LrnNode, input: Plane): Plane {
  return make(input.shape, (c, y, x) => {
    let sum = 0
    for (let k = c - Math.floor((size - 1) / 2); k <= c + Math.ceil((size - 1) / 2); k++)
      if (k >= 0 && k < input.shape[0]) sum += value(input, k, y, x) ** 2
    return value(input, c, y, x) * (bias + (alpha / size) * sum) ** -beta
  })
}

/** One activation; zero outside of the plane. */
function value({ shape: [, height, width], data }: Plane, c: number, y: number, x: number): number {
  if (y < 0 || x < 0 || y >= height || x >= width) return 0
  return numberAt(data, (c * height + y) * width + x)
}

function make(shape: Plane['shape'], at: (c: number, y: number, x: number) => number): Plane {
  const [channels, height, width] = shape
  const data = new Float64Array(channels * height * width)
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[(c * height + y) * width + x] = at(c, y, x)
  return { shape, data }
}

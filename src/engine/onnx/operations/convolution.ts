/** The runtime's convolution, in terms that the execution provider computes right, and fast. */
import type { ConvNode } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'

export interface ConvKernel {
  /** [out, in / group, height, width] */
  readonly shape: readonly number[]
  readonly data: Float32Array
  /** [out] */
  readonly bias?: Float32Array | undefined
}

/** ONNX's own attributes, with its defaults: steps of 1, no padding, one group. */
type Geometry = Partial<Pick<ConvNode, 'strides' | 'pads' | 'dilations' | 'group'>>

/** A Conv node, or as many as it takes. */
export function convolution(
  builder: GraphBuilder,
  x: string,
  kernel: ConvKernel,
  { group = 1, ...attributes }: Geometry,
): string {
  const { strides = [1, 1], pads = [0, 0, 0, 0] } = attributes
  const inPlace = strides.every((stride) => stride === 1) && pads.every((pad) => pad === 0)
  const sources = inPlace && group === 1 ? sourcesOf(kernel) : undefined
  if (sources) return picked(builder, x, kernel, sources)
  if (builder.has.anyChannels) {
    return group === 1 && paysApart(kernel, builder.has.block) ? apart(kernel) : node(x, kernel, group)
  }
  const [out = 0, inputs = 0, height = 1, width = 1] = kernel.shape
  const outputs = out / group
  if (group > 1 && outputs > 4 && outputs % 4 > 0) {
    // Lanes of four outputs reach over into the next group.
    const parts = builder.nodes('Split', [x, builder.ints(...Array<number>(group).fill(inputs))], group, { axis: 1 })
    const results = parts.map((part, i) =>
      convolution(builder, part, filters(kernel, i * outputs, outputs), attributes),
    )
    return builder.node('Concat', results, { axis: 1 })
  }
  if (group === 1 && height * width > 1 && inputs > 3 && inputs % 3 === 0 && inputs % 4 > 0) {
    // Read in threes from memory that is laid out in fours.
    const more = 4 - (inputs % 4)
    const padded = builder.node('Pad', [x, builder.ints(0, 0, 0, 0, 0, more, 0, 0), builder.float(0)])
    return node(padded, deepened(kernel, more), group)
  }
  return node(x, kernel, group)

  /**
   * A few filters, tap by tap: their products with every tap as maps of a 1x1 convolution, each then shifted to its place by
   * a convolution of its own channel, and added up by another 1x1 convolution.
   */
  function apart({ shape, data, bias }: ConvKernel): string {
    const [out = 0, inputs = 0, height = 1, width = 1] = shape
    const taps = height * width
    const count = rounded(out * taps, builder.has.block)
    const products = new Float32Array(count * inputs)
    const shifts = new Float32Array(count * taps)
    const sums = new Float32Array(out * count)
    for (let filter = 0; filter < out; filter++)
      for (let tap = 0; tap < taps; tap++) {
        const map = filter * taps + tap
        for (let c = 0; c < inputs; c++) products[map * inputs + c] = data[(filter * inputs + c) * taps + tap] ?? 0
        shifts[map * taps + tap] = 1
        sums[filter * count + map] = 1
      }
    const maps = builder.node('Conv', [x, builder.floats(products, [count, inputs, 1, 1])])
    const shifted = builder.node('Conv', [maps, builder.floats(shifts, [count, 1, height, width])], {
      ...attributes,
      group: count,
    })
    const parameters = [builder.floats(sums, [out, count, 1, 1]), ...(bias ? [builder.floats(bias, [out])] : [])]
    return builder.node('Conv', [shifted, ...parameters])
  }

  function node(tensor: string, { shape, data, bias }: ConvKernel, group: number): string {
    const parameters = [builder.floats(data, shape), ...(bias ? [builder.floats(bias, [bias.length])] : [])]
    return builder.node('Conv', [tensor, ...parameters], { ...attributes, group })
  }
}

/** The one input that each filter of a 1x1 kernel looks at, as of a picture's colours; undefined where some look at several. */
function sourcesOf({ shape: [out = 0, inputs = 0, ...taps], data }: ConvKernel): number[] | undefined {
  if (taps.some((size) => size > 1)) return undefined
  const rows = Array.from({ length: out }, (_, filter) => data.subarray(filter * inputs, (filter + 1) * inputs))
  const single = rows.every((row) => row.filter((value) => value !== 0).length === 1)
  return single ? rows.map((row) => row.findIndex((value) => value !== 0)) : undefined
}

/** Each filter's input, times its weight and plus its bias: what is left of a convolution. */
function picked(
  builder: GraphBuilder,
  x: string,
  { shape, data, bias }: ConvKernel,
  sources: readonly number[],
): string {
  const [out = 0, inputs = 0] = shape
  const weights = Float32Array.from(sources, (source, filter) => data[filter * inputs + source] ?? 0)
  const channels = (values: Float32Array) => builder.floats(values, [1, out, 1, 1])
  const unmoved = out === inputs && sources.every((source, filter) => source === filter)
  const ordered = unmoved ? x : builder.node('Gather', [x, builder.ints(...sources)], { axis: 1 })
  const scaled = weights.every((weight) => weight === 1) ? ordered : builder.node('Mul', [ordered, channels(weights)])
  return bias?.some((value) => value !== 0) ? builder.node('Add', [scaled, channels(bias)]) : scaled
}

/**
 * Whether `apart` is less work where filters are computed in blocks, however few there are: in multiply-adds a position, and
 * one more for each number that goes to memory and back.
 */
function paysApart({ shape }: ConvKernel, block: number): boolean {
  const [out = 0, inputs = 0, height = 1, width = 1] = shape
  const taps = height * width
  const maps = rounded(out * taps, block)
  const one = rounded(out, block)
  return taps > 1 && maps * (inputs + taps + one + PASS) < one * inputs * taps
}

/** What it costs to write a number and read it again, in multiply-adds. */
const PASS = 32

function rounded(count: number, block: number): number {
  return Math.ceil(count / block) * block
}

function filters({ shape, data, bias }: ConvKernel, from: number, count: number): ConvKernel {
  const [out = 0, ...rest] = shape
  const size = data.length / out
  return {
    shape: [count, ...rest],
    data: data.slice(from * size, (from + count) * size),
    bias: bias?.slice(from, from + count),
  }
}

/** With `more` input channels, which count for nothing. */
function deepened({ shape, data, bias }: ConvKernel, more: number): ConvKernel {
  const [out = 0, inputs = 0, height = 1, width = 1] = shape
  const area = height * width
  const deeper = new Float32Array(out * (inputs + more) * area)
  for (let i = 0; i < out; i++)
    deeper.set(data.subarray(i * inputs * area, (i + 1) * inputs * area), i * (inputs + more) * area)
  return { shape: [out, inputs + more, height, width], data: deeper, bias }
}

/**
 * A convolution in ONNX, written in the form that the execution provider computes correctly and fast. Forms are tried
 * in order, and the first that applies is written; all of them compute the same.
 */
import type { ConvNode } from '../../../network/graph/graph.ts'
import type { GraphBuilder } from '../builder.ts'
import type { Capabilities } from '../provider.ts'

export interface ConvKernel {
  readonly shape: readonly [out: number, inPerGroup: number, height: number, width: number]
  readonly data: Float32Array
  /** [out]. Default zeros. */
  readonly bias?: Float32Array | undefined
}

/**
 * Strides, pads, dilations and group are ONNX's attributes, with its defaults: strides 1, no pads, dilations 1, one
 * group.
 */
export interface Convolution extends Partial<Pick<ConvNode, 'strides' | 'pads' | 'dilations' | 'group'>> {
  /** The ONNX tensor to convolve: [n, in, h, w]. */
  readonly x: string
  readonly kernel: ConvKernel
}

/** Adds a convolution, and returns the tensor with its output [n, out, h, w]. */
export function emitConvolution(builder: GraphBuilder, convolution: Convolution): string {
  const form = FORMS.find(({ applies }) => applies(convolution, builder.capabilities))!
  return form.emit(builder, convolution)
}

interface Form {
  applies(convolution: Convolution, capabilities: Capabilities): boolean
  emit(builder: GraphBuilder, convolution: Convolution): string
}

const FORMS: readonly Form[] = [
  { applies: selectsChannels, emit: emitSelection },
  { applies: isFasterTapByTap, emit: emitTapByTap },
  { applies: hasOverlappingGroups, emit: emitGroupByGroup },
  { applies: misreadsChannels, emit: emitWithMoreChannels },
  { applies: () => true, emit: emitPlain },
]

/** ONNX's own Conv node. */
function emitPlain(builder: GraphBuilder, { x, kernel, group = 1, ...attributes }: Convolution): string {
  const { shape, data, bias } = kernel
  const parameters = [builder.floats(data, shape), ...(bias ? [builder.floats(bias, [bias.length])] : [])]
  return builder.node('Conv', [x, ...parameters], { ...attributes, group })
}

/**
 * Whether each filter is a multiple of one input channel, such as those of a 1x1 kernel that puts a picture’s colours
 * in order.
 */
function selectsChannels({ kernel, strides = [1, 1], pads = [0, 0, 0, 0], group = 1 }: Convolution): boolean {
  const { shape, data } = kernel
  const [out, inputs, height, width] = shape
  const isPointwise = height * width === 1 && strides.every((stride) => stride === 1) && pads.every((pad) => pad === 0)
  if (!isPointwise || group > 1) return false
  const rows = Array.from({ length: out }, (_, filter) => data.subarray(filter * inputs, (filter + 1) * inputs))
  return rows.every((row) => row.filter((value) => value !== 0).length === 1)
}

/** Gathers the channels that the filters read, multiplies them by the weights and adds the bias. */
function emitSelection(builder: GraphBuilder, { x, kernel }: Convolution): string {
  const { shape, data, bias } = kernel
  const [out, inputs] = shape
  const sources = Array.from({ length: out }, (_, filter) =>
    data.subarray(filter * inputs, (filter + 1) * inputs).findIndex((value) => value !== 0),
  )
  const weights = Float32Array.from(sources, (source, filter) => data[filter * inputs + source]!)
  const perChannel = (values: Float32Array) => builder.floats(values, [1, out, 1, 1])
  const isOrdered = out === inputs && sources.every((source, filter) => source === filter)
  const ordered = isOrdered ? x : builder.node('Gather', [x, builder.ints(...sources)], { axis: 1 })
  const scaled = weights.every((weight) => weight === 1) ? ordered : builder.node('Mul', [ordered, perChannel(weights)])
  return bias?.some((value) => value !== 0) ? builder.node('Add', [scaled, perChannel(bias)]) : scaled
}

/**
 * Whether tap by tap is less work. Filters are computed in blocks, so that few filters take as long as a whole block.
 * Work is counted in multiply-adds for one position of the output, and each number that goes to memory and back counts
 * too.
 */
function isFasterTapByTap({ kernel, group = 1 }: Convolution, { anyChannelCount, filterBlock }: Capabilities): boolean {
  const [out, inputs, height, width] = kernel.shape
  const taps = height * width
  if (!anyChannelCount || group > 1 || taps === 1) return false
  const maps = roundUp(out * taps, filterBlock)
  const filters = roundUp(out, filterBlock)
  return maps * (inputs + taps + filters + MEMORY_COST) < filters * inputs * taps
}

/** The cost of writing a number to memory and reading it again, in multiply-adds. */
const MEMORY_COST = 32

/**
 * A few filters, tap by tap: the products with every tap as maps of a 1x1 convolution, each shifted to its place by a
 * convolution of its own channel, and added up by another 1x1 convolution.
 */
function emitTapByTap(builder: GraphBuilder, { x, kernel, group: _, ...attributes }: Convolution): string {
  const { shape, data, bias } = kernel
  const [out, inputs, height, width] = shape
  const taps = height * width
  const count = roundUp(out * taps, builder.capabilities.filterBlock)
  const products = new Float32Array(count * inputs)
  const shifts = new Float32Array(count * taps)
  const sums = new Float32Array(out * count)
  for (let filter = 0; filter < out; filter++)
    for (let tap = 0; tap < taps; tap++) {
      const map = filter * taps + tap
      for (let c = 0; c < inputs; c++) products[map * inputs + c] = data[(filter * inputs + c) * taps + tap]!
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

/** Whether WebGPU's vectors of four filters would reach from one group into the next. */
function hasOverlappingGroups({ kernel, group = 1 }: Convolution, { anyChannelCount }: Capabilities): boolean {
  const outputs = kernel.shape[0] / group
  return !anyChannelCount && group > 1 && outputs > 4 && outputs % 4 > 0
}

/** Each group as a convolution of its own. */
function emitGroupByGroup(builder: GraphBuilder, { x, kernel, group = 1, ...attributes }: Convolution): string {
  const [out, inputs] = kernel.shape
  const outputs = out / group
  const sizes = builder.ints(...Array<number>(group).fill(inputs))
  const parts = builder.nodes('Split', [x, sizes], { outputs: group, attributes: { axis: 1 } })
  const results = parts.map((part, i) =>
    emitConvolution(builder, { x: part, kernel: sliceFilters(kernel, i * outputs, outputs), ...attributes }),
  )
  return builder.node('Concat', results, { axis: 1 })
}

/** Whether WebGPU would read the input's channels wrongly: in threes, from memory that is laid out in fours. */
function misreadsChannels({ kernel, group = 1 }: Convolution, { anyChannelCount }: Capabilities): boolean {
  const [, inputs, height, width] = kernel.shape
  const isInThrees = inputs > 3 && inputs % 3 === 0 && inputs % 4 > 0
  return !anyChannelCount && group === 1 && height * width > 1 && isInThrees
}

/** With channels of zeros, up to the next multiple of four. */
function emitWithMoreChannels(builder: GraphBuilder, convolution: Convolution): string {
  const { x, kernel } = convolution
  const more = 4 - (kernel.shape[1] % 4)
  const padded = builder.node('Pad', [x, builder.ints(0, 0, 0, 0, 0, more, 0, 0), builder.float(0)])
  return emitPlain(builder, { ...convolution, x: padded, kernel: addInputs(kernel, more) })
}

function roundUp(count: number, block: number): number {
  return Math.ceil(count / block) * block
}

/** The filters from `first` on, `count` of them. */
function sliceFilters({ shape, data, bias }: ConvKernel, first: number, count: number): ConvKernel {
  const [out, ...rest] = shape
  const size = data.length / out
  return {
    shape: [count, ...rest],
    data: data.slice(first * size, (first + count) * size),
    bias: bias?.slice(first, first + count),
  }
}

/** The kernel with `more` input channels of zero weights. */
function addInputs({ shape, data, bias }: ConvKernel, more: number): ConvKernel {
  const [out, inputs, height, width] = shape
  const area = height * width
  const wider = new Float32Array(out * (inputs + more) * area)
  for (let i = 0; i < out; i++)
    wider.set(data.subarray(i * inputs * area, (i + 1) * inputs * area), i * (inputs + more) * area)
  return { shape: [out, inputs + more, height, width], data: wider, bias }
}

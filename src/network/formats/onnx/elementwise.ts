/**
 * Converters of operations on each value by itself: batch normalization and arithmetic with constants, which become
 * depthwise 1x1 convolutions, and ReLUs with or without an upper bound.
 */
import { defined } from '../../../core/defined.ts'
import { phrase } from '../../../i18n/phrase.ts'
import type { ConvNode } from '../../graph/graph.ts'
import { type ConvertedNode, type Converter, contradiction, isPoint, POINTWISE, type Source } from './converter.ts'

/** Not in training mode, which uses the batch's own mean, nor per position (`spatial` 0), which opsets before 9 have. */
export const readBatchNormalization: Converter = (source) => {
  const { attribute, input, edges, outputs } = source
  const [scale, shift, mean, variance] = [1, 2, 3, 4].map((index) => source.constant(index)?.data)
  const plain = attribute.int('spatial', 1) === 1 && attribute.int('training_mode', 0) === 0 && outputs === 1
  if (!scale || !shift || !mean || !variance || !plain || (input.flat && !hasColumnPerChannel(input))) return undefined
  for (const { length } of [scale, shift, mean, variance])
    if (length !== input.channels)
      throw contradiction(phrase`${edges.output} has weights for ${length} channels`, input.channels)
  const epsilon = attribute.float('epsilon', 1e-5)
  const factors = scale.map((value, c) => value / Math.sqrt(variance[c]! + epsilon))
  const shifts = shift.map((value, c) => value - mean[c]! * factors[c]!)
  return affine(source, factors, shifts)
}

/**
 * A converter of arithmetic between maps and a constant: factor * maps + shift, both computed per channel from the
 * constant's value and its position `index`, 0 or 1, among the two inputs.
 */
const withConstant =
  (factor: (value: number, index: number) => number, shift: (value: number, index: number) => number): Converter =>
  (source) => {
    const index = source.inputs[0] ? 1 : 0
    const values = perChannel(source, index)
    if (!values || source.inputs.length !== 2) return undefined
    const [factors, shifts] = [values.map((value) => factor(value, index)), values.map((value) => shift(value, index))]
    return factors.every(Number.isFinite) ? affine(source, factors, shifts) : undefined
  }

export const readAdd = withConstant(
  () => 1,
  (value) => value,
)

export const readSub = withConstant(
  (_, index) => (index === 0 ? -1 : 1),
  (value, index) => (index === 0 ? value : -value),
)

export const readMul = withConstant(
  (value) => value,
  () => 0,
)

/** Maps divided by a constant. A constant divided by maps is not affine: NaN makes it unsupported. */
export const readDiv = withConstant(
  (value, index) => (index === 0 ? Number.NaN : 1 / value),
  () => 0,
)

export const readRelu: Converter = ({ edges }) => ({ node: { op: 'relu', ...edges } })

/** A clip from 0 on. Its bounds are attributes up to opset 10, and inputs since. */
export const readClip: Converter = (source) => {
  const { attribute, opset, edges } = source
  const bound = (name: string, index: number, absent: number) => {
    if (opset < 11) return attribute.float(name, absent)
    const [value] = source.has(index) ? (source.constant(index)?.data ?? [Number.NaN]) : [absent]
    return value
  }
  const min = bound('min', 1, Number.NEGATIVE_INFINITY)
  const max = bound('max', 2, Number.POSITIVE_INFINITY)
  if (min !== 0 || max === undefined || !(max > 0)) return undefined
  return { node: { op: 'relu', ...edges, ...defined({ max: max < LARGEST ? max : undefined }) } }
}

/** From about the largest float32 on, a bound means that there is none. */
const LARGEST = 3.4e38

/** y = factor * x + shift, per channel, as a depthwise convolution. */
function affine({ edges, input: { channels } }: Source, factors: Float32Array, shifts: Float32Array): ConvertedNode {
  const weight = { shape: [channels, 1, 1, 1], data: factors }
  const node: ConvNode = { op: 'conv', ...edges, weight, bias: shifts, ...POINTWISE, group: channels }
  return { node, foldable: 'affine' }
}

/** The constant at `index` as one value per channel; undefined if it has more values, or nodes compute it. */
function perChannel({ input, constant }: Source, index: number): Float32Array | undefined {
  const { shape, data } = constant(index) ?? { shape: [0], data: new Float32Array() }
  const rank = input.flat ? 2 : 4
  if (shape.length > rank) return undefined
  if (data.length === 1) return new Float32Array(input.channels).fill(data[0]!)
  const [, channels] = [...new Array<number>(rank - shape.length).fill(1), ...shape]
  const wanted = channels === input.channels && data.length === channels
  return wanted && (!input.flat || hasColumnPerChannel(input)) ? data : undefined
}

/** Whether a flattened tensor has one column per channel, as far as its size is known. */
function hasColumnPerChannel({ size }: Source['input']): boolean {
  return size === undefined || isPoint(size)
}

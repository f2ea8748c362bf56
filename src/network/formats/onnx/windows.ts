/** Converters of operations over windows of maps: convolutions, pools, and the padding that some files store apart. */
import { phrase } from '../../../i18n/phrase.ts'
import type { Pads, Pair } from '../../graph/graph.ts'
import { type Converter, contradiction, overMaps, POINTWISE, type Source } from './converter.ts'

export const readConvolution: Converter = overMaps((source) => {
  const { attribute, input, edges } = source
  const weight = source.constant(1)
  if (weight?.shape.length !== 4) return undefined
  const [out, perGroup, height, width] = weight.shape as [number, number, number, number]
  const bias = biasOf(source, out)
  const group = attribute.int('group', 1)
  if (!bias || out % group !== 0) return undefined
  const channels = perGroup * group
  if (channels !== input.channels)
    throw contradiction(phrase`${edges.output} has weights for ${channels} channels`, input.channels)
  if (bias.length !== out) throw contradiction(phrase`${edges.output} has ${bias.length} biases`, out)
  const [strides, dilations] = [attribute.pair('strides'), attribute.pair('dilations')]
  const extent: Pair = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1]
  const pads = attribute.pads(extent, input.size)
  if (![height, width, ...strides, ...dilations].every((n) => n > 0) || pads.some((pad) => pad < 0)) return undefined
  return { node: { op: 'conv', ...edges, weight, bias, strides, pads, dilations, group } }
})

export const readMaxPool: Converter = overMaps((source) => {
  const window = poolWindow(source)
  return window && source.outputs === 1 ? { node: { op: 'maxPool', ...source.edges, ...window } } : undefined
})

export const readAveragePool: Converter = overMaps((source) => {
  const window = poolWindow(source)
  const countPadding = source.attribute.int('count_include_pad', 0) === 1
  return window && { node: { op: 'averagePool', ...source.edges, ...window, countPadding } }
})

/** Zeros around the maps, as a depthwise 1x1 convolution with weights of 1 and these pads. */
export const readPad: Converter = overMaps((source) => {
  const { attribute, input, edges } = source
  const pads = zerosAround(source)
  if (!pads || !['', 'constant'].includes(attribute.text('mode'))) return undefined
  if (pads.every((side) => side === 0)) return {}
  const { channels } = input
  const weight = { shape: [channels, 1, 1, 1], data: new Float32Array(channels).fill(1) }
  const bias = new Float32Array(channels)
  return { node: { op: 'conv', ...edges, weight, bias, ...POINTWISE, pads, group: channels }, foldable: 'pad' }
})

/** The biases at input 2; zeros if there are none, undefined if nodes compute them. */
export function biasOf({ has, constant }: Source, out: number): Float32Array | undefined {
  return has(2) ? constant(2)?.data : new Float32Array(out)
}

/** The window of a pool; undefined if it is dilated, or may lie in the padding alone. */
function poolWindow({ attribute, input }: Source) {
  const [kernel, strides] = [attribute.pair('kernel_shape'), attribute.pair('strides')]
  const pads = attribute.pads(kernel, input.size)
  const possible = [...kernel, ...strides].every((n) => n > 0) && attribute.ints('dilations').every((n) => n === 1)
  if (!possible || pads.some((side, i) => side < 0 || side >= kernel[i % 2]!)) return undefined
  return { kernel, strides, pads, ceil: attribute.int('ceil_mode', 0) === 1 }
}

/**
 * The zeros that a Pad node adds above, left, below and right. They are attributes up to opset 10 and inputs since, from
 * opset 18 on for a choice of axes.
 * Undefined if it adds other values, pads other axes, crops, or nodes compute the amounts.
 */
function zerosAround({ attribute, constant, has, opset }: Source): Pads | undefined {
  const value = opset < 11 ? attribute.float('value', 0) : has(2) ? constant(2)?.data[0] : 0
  const listed = opset < 11 ? attribute.ints('pads') : constant(1)?.data
  const axes = has(3) ? constant(3)?.data : [0, 1, 2, 3]
  if (value !== 0 || !listed || !axes || listed.length !== 2 * axes.length) return undefined
  const around = new Array<number>(8).fill(0)
  axes.forEach((axis, i) => {
    const place = axis < 0 ? axis + 4 : axis
    around[place] = listed[i]!
    around[place + 4] = listed[axes.length + i]!
  })
  const otherAxes = [0, 1, 4, 5].some((place) => around[place] !== 0)
  if (otherAxes || around.some((side) => side < 0)) return undefined
  return [around[2]!, around[3]!, around[6]!, around[7]!]
}

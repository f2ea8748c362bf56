/** The input range of a network: the affine map from RGB 0..255 to the values that it reads, as a graph's first operation. */
import type { ConvNode } from '../graph/graph.ts'

/** The network reads (channel - mean) / std. All numbers are in units of 0..255, per channel in the network's own order. */
export interface InputRange {
  readonly order: 'rgb' | 'bgr'
  readonly mean: readonly [number, number, number]
  /** Default 1, 1, 1. */
  readonly std?: readonly [number, number, number]
}

/** The range of most networks trained on ImageNet: the mean and standard deviation of its pictures, usually given for 0..1. */
export const IMAGENET: InputRange = {
  order: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  std: [0.229 * 255, 0.224 * 255, 0.225 * 255],
}

/** A 1x1 convolution from the tensor `input`, [n, 3, h, w] RGB 0..255, to `output` in the network's range. */
export function inputRange({ order, mean, std = [1, 1, 1] }: InputRange, input: string, output: string): ConvNode {
  const data = new Float32Array(9)
  const bias = new Float32Array(3)
  for (const channel of [0, 1, 2] as const) {
    const source = order === 'rgb' ? channel : 2 - channel
    data[channel * 3 + source] = 1 / std[channel]
    bias[channel] = -mean[channel] / std[channel]
  }
  return {
    op: 'conv',
    inputs: [input],
    output,
    weight: { shape: [3, 3, 1, 1], data },
    bias,
    strides: [1, 1],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: 1,
  }
}

/** What a network's file does not say of it. */
export interface ReadOptions {
  readonly name: string
  readonly hash: string
  readonly input: InputRange
}

/** From the tensors that a file holds for a planned layer to a convolution: shapes checked, batch normalization folded in. */
import { type Phrase, phrase, type Text } from '../../i18n/phrase.ts'
import type { Weights } from '../graph/graph.ts'
import { BadWeights } from './bad-weights.ts'

/** What a file holds for one layer. */
export interface LayerTensors {
  /** [out, in / groups, height, width] */
  readonly kernel?: Weights
  /** All others are [out]. */
  readonly bias?: Weights
  readonly gamma?: Weights
  readonly beta?: Weights
  readonly mean?: Weights
  readonly variance?: Weights
}

/** y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, with the means and variances of the training. */
export interface BatchNorm {
  readonly epsilon: number
  /** Whether it has a gamma; default true, else gamma is 1. */
  readonly scale?: boolean
}

/** The same for each position: y[channel] = factor[channel] * x[channel] + offset[channel]. */
interface Affine {
  readonly factor: Float64Array
  readonly offset: Float64Array
}

/** A layer's kernel, of `shape`, and its bias, zeros where the plan has none. Throws `BadWeights`. */
export function kernelOf(
  layer: string,
  { kernel, bias }: LayerTensors,
  shape: readonly number[],
  hasBias: boolean,
): { weight: Weights; bias: Float32Array } {
  const filters = shape[0] ?? 0
  const weight = checked(kernel, shape, theOf('kernel', layer))
  if (hasBias) return { weight, bias: checked(bias, [filters], theOf('bias', layer)).data }
  absent(bias, theOf('bias', layer))
  return { weight, bias: new Float32Array(filters) }
}

/** A batch normalization as what it does to each channel. Throws `BadWeights`. */
export function affineOf(layer: string, tensors: LayerTensors, norm: BatchNorm, channels: number): Affine {
  const vector = (role: 'gamma' | 'beta' | 'mean' | 'variance') =>
    checked(tensors[role], [channels], theOf(role, layer)).data
  const [beta, mean, variance] = [vector('beta'), vector('mean'), vector('variance')]
  const gamma = norm.scale === false ? absent(tensors.gamma, theOf('gamma', layer)) : vector('gamma')
  const factor = Float64Array.from(variance, (value, c) => (gamma?.[c] ?? 1) / Math.sqrt(value + norm.epsilon))
  const offset = Float64Array.from(beta, (value, c) => value - (mean[c] ?? 0) * (factor[c] ?? 0))
  return { factor, offset }
}

/** The convolution followed by `affine`, as one convolution; the kernel is changed in place, for there may be millions. */
export function foldBatchNorm(
  { weight, bias }: { weight: Weights; bias: Float32Array },
  { factor, offset }: Affine,
): { weight: Weights; bias: Float32Array } {
  const size = weight.data.length / bias.length
  const { data } = weight
  for (let filter = 0; filter < bias.length; filter++) {
    const scale = factor[filter] ?? 0
    for (let i = filter * size; i < (filter + 1) * size; i++) data[i] = (data[i] ?? 0) * scale
  }
  return {
    weight,
    bias: Float32Array.from(bias, (value, c) => value * (factor[c] ?? 0) + (offset[c] ?? 0)),
  }
}

/** `affine` as a convolution of one number for each channel. */
export function depthwise({ factor, offset }: Affine): { weight: Weights; bias: Float32Array } {
  const weight = { shape: [factor.length, 1, 1, 1], data: Float32Array.from(factor) }
  return { weight, bias: Float32Array.from(offset) }
}

function theOf(role: keyof LayerTensors, layer: string): Phrase {
  return phrase`the ${role} of ${layer}`
}

function checked(weights: Weights | undefined, expected: readonly number[], what: Text): Weights {
  if (weights?.shape.join() === expected.join()) return weights
  const found = weights ? shaped(what, weights) : phrase`${what} is missing`
  throw new BadWeights(found, expected.join(' x '))
}

function absent(weights: Weights | undefined, what: Text): undefined {
  if (weights) throw new BadWeights(shaped(what, weights), phrase`none`)
}

function shaped(what: Text, { shape }: Weights): Phrase {
  return phrase`${what} has the shape ${shape.join(' x ')}`
}

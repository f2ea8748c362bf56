/** Makes convolutions of the tensors that a file holds for a planned layer: checks shapes, folds batch normalization in. */
import { type Phrase, phrase, type Text } from '../../i18n/phrase.ts'
import type { ConvNode, Weights } from '../graph/graph.ts'
import { BadWeights } from './bad-weights.ts'

/** The tensors that a file holds for one layer. */
export interface LayerTensors {
  /** [out, in / groups, height, width] */
  readonly kernel?: Weights
  /** [out], as all that follow. */
  readonly bias?: Weights
  readonly gamma?: Weights
  readonly beta?: Weights
  readonly mean?: Weights
  readonly variance?: Weights
}

/**
 * A batch normalization: y = gamma * (x - mean) / sqrt(variance + epsilon) + beta, per channel, with the mean and variance
 * of training (Ioffe and Szegedy, "Batch Normalization", 2015, algorithm 2).
 */
export interface BatchNorm {
  readonly epsilon: number
  /** Whether it has a gamma, which is 1 otherwise. Default true. */
  readonly scale?: boolean
}

/** A scale and an offset per channel, the same at each position: y[c] = factor[c] * x[c] + offset[c]. */
interface Affine {
  readonly factor: Float64Array
  readonly offset: Float64Array
}

interface PlannedKernel {
  /** [out, in / groups, height, width] */
  readonly shape: readonly number[]
  readonly hasBias: boolean
}

type Kernel = Pick<ConvNode, 'weight' | 'bias'>

/** A layer's kernel and bias, which is zero if none is planned. Throws `BadWeights` where the file differs from the plan. */
export function kernelOf(layer: string, { kernel, bias }: LayerTensors, { shape, hasBias }: PlannedKernel): Kernel {
  const filters = shape[0]!
  const weight = checked(kernel, shape, theOf('kernel', layer))
  if (hasBias) return { weight, bias: checked(bias, [filters], theOf('bias', layer)).data }
  absent(bias, theOf('bias', layer))
  return { weight, bias: new Float32Array(filters) }
}

/** The batch normalization called `layer` as a scale and an offset. Throws `BadWeights` where the file differs from the plan. */
export function affineOf(
  layer: string,
  tensors: LayerTensors,
  norm: BatchNorm & { readonly channels: number },
): Affine {
  const vector = (role: 'gamma' | 'beta' | 'mean' | 'variance') =>
    checked(tensors[role], [norm.channels], theOf(role, layer)).data
  const [beta, mean, variance] = [vector('beta'), vector('mean'), vector('variance')]
  const gamma = norm.scale === false ? absent(tensors.gamma, theOf('gamma', layer)) : vector('gamma')
  const factor = Float64Array.from(variance, (value, c) => (gamma ? gamma[c]! : 1) / Math.sqrt(value + norm.epsilon))
  const offset = Float64Array.from(beta, (value, c) => value - mean[c]! * factor[c]!)
  return { factor, offset }
}

/** The convolution followed by `affine`, as one convolution. Changes the kernel in place, because it may be large. */
export function foldBatchNorm({ weight, bias }: Kernel, { factor, offset }: Affine): Kernel {
  const size = weight.data.length / bias.length
  const { data } = weight
  for (let filter = 0; filter < bias.length; filter++) {
    for (let i = filter * size; i < (filter + 1) * size; i++) data[i] = data[i]! * factor[filter]!
  }
  return {
    weight,
    bias: Float32Array.from(bias, (value, c) => value * factor[c]! + offset[c]!),
  }
}

/** `affine` as a depthwise 1x1 convolution. */
export function depthwise({ factor, offset }: Affine): Kernel {
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

/** Coupling of the sharp pictures of one batch, through their initial parameters and their gradients. */
import type { OpenNetwork } from '../../engine/engine.ts'
import { stack } from '../images.ts'
import type { FourierParameterization } from '../param/fourier-parameterization.ts'
import { createRandom, type Random } from '../random.ts'
import type { BatchObjective } from './batch-objective.ts'
import { diversify } from './diversity.ts'
import { startShared } from './interpolation.ts'
import { createPastReluGradient } from './past-relu-gradient.ts'
import type { ParameterizedBatch, SharpOptions } from './sharp.ts'

/**
 * The pictures of a grid are independent ("none"), variations of one direction are made to differ ("diversity"), and
 * those of an animation share their coarse structure ("interpolation").
 */
export type Coupling = 'none' | 'diversity' | 'interpolation'

interface CouplingRule {
  start(parameterization: FourierParameterization, objective: BatchObjective, seed: number): ParameterizedBatch
  gradient(network: OpenNetwork, objective: BatchObjective, seed: number): SharpOptions['gradient']
}

export const couplings: Readonly<Record<Coupling, CouplingRule>> = {
  none: { start: startIndependently, gradient: createPastReluGradient },
  diversity: {
    start: startIndependently,
    gradient: (network, objective, seed) =>
      diversify(createPastReluGradient(network, objective), {
        network,
        layer: objective.layer,
        random: createRandom(seed),
      }),
  },
  interpolation: {
    start: (parameterization, { directions }, seed) =>
      startShared(parameterization, directions.length, createRandom(seed)),
    gradient: createPastReluGradient,
  },
}

/**
 * One random generator for each picture. That of a filter is the same in any batch, so that its picture does not depend
 * on the others; repeated directions, the variations of one filter, get a generator each.
 */
export function createPictureRandoms({ directions }: BatchObjective, seed: number): Random[] {
  const repetitions = new Map<number, number>()
  return directions.map(([first]) => {
    // Opposite filters of an interpolation can cancel out: that direction is empty.
    const filter = first ? first.filter : 0
    const variation = repetitions.get(filter) ?? 0
    repetitions.set(filter, variation + 1)
    return createRandom(seed, filter + variation * 2 ** 16)
  })
}

function startIndependently(
  { noise, image }: FourierParameterization,
  objective: BatchObjective,
  seed: number,
): ParameterizedBatch {
  return { parameters: stack(createPictureRandoms(objective, seed).map((random) => noise(random))), image }
}

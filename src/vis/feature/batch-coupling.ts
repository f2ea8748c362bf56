/** What sharp pictures have to do with each other: how they begin, and where they are led. */
import type { OpenNetwork } from '../../engine/engine.ts'
import { stack } from '../images.ts'
import type { Spectrum } from '../param/spectrum.ts'
import { createRandom, type Random } from '../random.ts'
import { diversify } from './diversity.ts'
import { together } from './interpolation.ts'
import { createPastReluGradient } from './past-closed-relus.ts'
import type { SharpOptions, Start } from './sharp.ts'
import type { Subjects } from './subjects.ts'

/** Pictures of a grid have nothing to do with each other, faces of one direction differ, those of a journey hang together. */
export type Coupling = 'none' | 'faces' | 'journey'

interface CouplingRule {
  start(spectrum: Spectrum, subjects: Subjects, seed: number): Start
  gradient(network: OpenNetwork, subjects: Subjects, seed: number): SharpOptions['gradient']
}

export const couplings: Readonly<Record<Coupling, CouplingRule>> = {
  none: { start: alone, gradient: createPastReluGradient },
  faces: {
    start: alone,
    gradient: (network, subjects, seed) =>
      diversify(createPastReluGradient(network, subjects), network, subjects.layer, createRandom(seed)),
  },
  journey: {
    start: (spectrum, { directions }, seed) => together(spectrum, directions.length, createRandom(seed)),
    gradient: createPastReluGradient,
  },
}

/** Chance for each picture: a filter's is the same in any grid, and another for each of its faces. */
export function randoms({ directions }: Subjects, seed: number): Random[] {
  const drawn = new Map<number, number>()
  return directions.map(([first]) => {
    const { filter } = first ?? { filter: 0 }
    const face = drawn.get(filter) ?? 0
    drawn.set(filter, face + 1)
    return createRandom(seed, filter + face * 2 ** 16)
  })
}

function alone({ noise, image }: Spectrum, subjects: Subjects, seed: number): Start {
  return { parameters: stack(randoms(subjects, seed).map((random) => noise(random))), image }
}

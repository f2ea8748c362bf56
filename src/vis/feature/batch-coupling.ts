/** What sharp pictures have to do with each other: how they begin, and where they are led. */
import type { OpenNetwork } from '../../engine/engine.ts'
import { stack } from '../images.ts'
import type { Spectrum } from '../param/spectrum.ts'
import { createRandom, type Random } from '../random.ts'
import { apart } from './diversity.ts'
import { together } from './interpolation.ts'
import { createOpenGradient } from './past-closed-relus.ts'
import type { SharpOptions, Start } from './sharp.ts'
import type { Subjects } from './subjects.ts'

/** Pictures of a grid have nothing to do with each other, faces of one direction differ, those of a journey hang together. */
export type Bond = 'none' | 'faces' | 'journey'

interface BondRule {
  start(spectrum: Spectrum, subjects: Subjects, seed: number): Start
  gradient(network: OpenNetwork, subjects: Subjects, seed: number): SharpOptions['gradient']
}

export const bonds: Readonly<Record<Bond, BondRule>> = {
  none: { start: alone, gradient: createOpenGradient },
  faces: {
    start: alone,
    gradient: (network, subjects, seed) =>
      apart(createOpenGradient(network, subjects), network, subjects.layer, createRandom(seed)),
  },
  journey: {
    start: (spectrum, { directions }, seed) => together(spectrum, directions.length, createRandom(seed)),
    gradient: createOpenGradient,
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

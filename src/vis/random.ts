/** Chance that repeats: every draw comes from the job's seed. */
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** A whole number, uniform in from..to, both included. */
  integer(from: number, to: number): number
  /** Normal, mean 0, standard deviation 1. */
  normal(): number
}

/** `stream` tells apart independent sequences of one seed, e.g. one per filter. */
export function createRandom(seed: number, stream = 0): Random {
  // The golden ratio's bits spread neighbouring streams apart.
  const generator = xoroshiro128plus((seed + Math.imul(stream, 0x9e3779b9)) | 0)
  const uniform = () => uniformFloat32(generator)
  return {
    uniform,
    // Source: Box and Muller, 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (from, to) => uniformInt(generator, from, to),
  }
}

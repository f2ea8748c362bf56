/** Seeded random numbers: all randomness of a render comes from the job's seed, so that it can be repeated. */
import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** A uniform integer from `from` to `to`, both included. */
  integer(from: number, to: number): number
  /** Normally distributed, with mean 0 and standard deviation 1. */
  normal(): number
}

/** Creates a generator. Different `stream`s of one seed give independent sequences, for example one for each filter. */
export function createRandom(seed: number, stream = 0): Random {
  // Multiples of the golden ratio (Knuth's multiplicative hash) keep the states of neighbouring streams apart.
  const generator = xoroshiro128plus((seed + Math.imul(stream, 0x9e3779b9)) | 0)
  const uniform = () => uniformFloat32(generator)
  return {
    uniform,
    // Source: Box and Muller, "A Note on the Generation of Random Normal Deviates", 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    integer: (from, to) => uniformInt(generator, from, to),
  }
}

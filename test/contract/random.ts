/** Random numbers for tests. The same seed gives the same numbers on every machine. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Images, Maps } from '../../src/engine/engine.ts'

export interface Random {
  /** Uniform in [from, to). */
  uniform(from: number, to: number): number
  /** Normal, mean 0, standard deviation 1. */
  normal(): number
  sign(): 1 | -1
}

export function random(seed: number): Random {
  const generator = xoroshiro128plus(seed)
  const next = () => uniformFloat64(generator)
  return {
    uniform: (from, to) => from + (to - from) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    sign: () => (next() < 0.5 ? 1 : -1),
  }
}

export function randomMaps(seed: number, shape: Maps['shape']): Maps {
  const { normal } = random(seed)
  return { shape, data: Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, normal) }
}

/** Pictures of waves and noise, so that maps differ from place to place and from image to image. */
export function randomImages(seed: number, n: number, height: number, width: number): Images {
  const { uniform } = random(seed)
  const data = new Float32Array(n * 3 * height * width)
  for (let plane = 0; plane < n * 3; plane++) {
    const [down, across, phase] = [uniform(-0.5, 0.5), uniform(-0.5, 0.5), uniform(0, 6)]
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        data[(plane * height + y) * width + x] = 128 + 70 * Math.sin(down * y + across * x + phase) + uniform(-50, 50)
  }
  return { shape: [n, 3, height, width], data }
}

/** One image of a batch. */
export function oneImage({ shape: [, channels, height, width], data }: Images, index: number): Images {
  const size = channels * height * width
  return { shape: [1, channels, height, width], data: data.slice(index * size, (index + 1) * size) }
}

/** Interpolation between directions: an animation from one to the next and back to the first, without a cut. */
import { type Direction, formatDirection } from '../../core/selection/directions.ts'
import type { Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import { stack } from '../images.ts'
import type { FourierParameterization } from '../param/fourier-parameterization.ts'
import type { Random } from '../random.ts'
import type { ParameterizedBatch } from './sharp.ts'

export interface Interpolation {
  /** The different directions on the way, each once. */
  readonly directions: readonly Direction[]
  /** For each frame, the index of its direction. */
  readonly frames: readonly number[]
}

/** Interpolates through all `stops` in a loop, with cosine easing: slowest near the stops. */
export function interpolate(stops: readonly Direction[], frames: number): Interpolation {
  const directions = new Map<string, Direction>()
  const names = Array.from({ length: frames }, (_, frame) => {
    const position = (frame * stops.length) / frames
    const [from, to] = [stops[Math.floor(position)]!, stops[Math.ceil(position) % stops.length]!]
    const direction = blendDirections(from, to, (1 - Math.cos(Math.PI * (position % 1))) / 2)
    const name = formatDirection(direction)
    directions.set(name, direction)
    return name
  })
  const order = [...directions.keys()]
  return { directions: [...directions.values()], frames: names.map((name) => order.indexOf(name)) }
}

/**
 * Returns a batch of pictures that begin alike and share their coarse structure, so that things stay where they are
 * while they change.
 * Source: the interpolation of neurons in Olah, Mordvintsev and Schubert, "Feature Visualization", 2017; Lucid shares a
 * pyramid of small pictures (lowres_tensor), here it is the low frequencies.
 */
export function startShared(
  { image, noise, frequencies }: FourierParameterization,
  pictures: number,
  random: Random,
): ParameterizedBatch {
  const start = noise(random)
  const shared = { shape: start.shape, data: new Float32Array(start.data.length) }
  const gain = frequencies.map((frequency) => 1 / (1 + (frequency / HALF_SHARED) ** 2))
  return {
    parameters: stack([...Array<Maps>(pictures).fill(start), shared]),
    image: chain([addShared(gain), image]),
  }
}

/** The frequency in cycles per pixel at which half of a change is shared. */
const HALF_SHARED = 1 / 16

/**
 * Adds the last item of a batch times `gain` to each of the others; `gain` has one factor for each value of a plane.
 */
export function addShared(gain: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, ...shape] = x.shape
    const y = forward([n - 1, ...shape])
    const size = x.data.length / n
    for (let i = 0; i < y.data.length; i++)
      y.data[i] = x.data[i]! + gain[i % gain.length]! * x.data[y.data.length + (i % size)]!
    return {
      y,
      pullback: ({ data }) => {
        const g = backward(x.shape)
        g.data.set(data)
        g.data.fill(0, data.length)
        for (let i = 0; i < data.length; i++) {
          const shared = data.length + (i % size)
          g.data[shared] = g.data[shared]! + gain[i % gain.length]! * data[i]!
        }
        return g
      },
    }
  }
}

/** (1 - share) * from + share * to. */
function blendDirections(from: Direction, to: Direction, share: number): Direction {
  const weights = new Map<number, number>()
  const add = (direction: Direction, factor: number) => {
    for (const { filter, weight } of direction) weights.set(filter, (weights.get(filter) ?? 0) + factor * weight)
  }
  add(from, 1 - share)
  add(to, share)
  return (
    [...weights]
      // Rounded, so that the way back finds the same directions as the way there.
      .map(([filter, weight]) => ({ filter, weight: Number(weight.toFixed(6)) }))
      .filter(({ weight }) => weight !== 0)
      .sort((a, b) => a.filter - b.filter)
  )
}

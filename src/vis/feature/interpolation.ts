/** A journey through directions: an animation from one to the next and back to the first, without a cut. */
import { type Direction, formatDirection } from '../../core/selection/directions.ts'
import type { Maps } from '../../engine/engine.ts'
import { chain, createBuffer, type Differentiable } from '../differentiable.ts'
import { stack } from '../images.ts'
import type { Spectrum } from '../param/spectrum.ts'
import type { Random } from '../random.ts'
import type { Start } from './sharp.ts'

/** The different pictures of a journey, and which of them each frame shows. */
export interface Interpolation {
  readonly directions: readonly Direction[]
  readonly frames: readonly number[]
}

/** By way of all `stops`, slowest near them; the frame after the last would be the first again. */
export function interpolate(stops: readonly Direction[], frames: number): Interpolation {
  const directions = new Map<string, Direction>()
  const names = Array.from({ length: frames }, (_, frame) => {
    const place = (frame * stops.length) / frames
    const [from, to] = [stops[Math.floor(place)] ?? [], stops[Math.ceil(place) % stops.length] ?? []]
    const direction = mixture(from, to, (1 - Math.cos(Math.PI * (place % 1))) / 2)
    const name = formatDirection(direction)
    directions.set(name, direction)
    return name
  })
  const order = [...directions.keys()]
  return { directions: [...directions.values()], frames: names.map((name) => order.indexOf(name)) }
}

/**
 * Pictures that begin alike and share what is coarse in them: things stay where they are while they change.
 * Source: Lucid's interpolation of neurons, whose shared part is a pyramid of small pictures.
 */
export function together({ image, noise, frequencies }: Spectrum, pictures: number, random: Random): Start {
  const one = noise(random)
  const none = { shape: one.shape, data: new Float32Array(one.data.length) }
  const gain = frequencies.map((frequency) => 1 / (1 + (frequency / COARSE) ** 2))
  return {
    parameters: stack([...Array<Maps>(pictures).fill(one), none]),
    image: chain([withLast(gain), image]),
  }
}

/** Cycles per pixel at which half of a change is shared. */
const COARSE = 1 / 16

/** All but the last of a batch, each plus the last times `gain`, which has one factor for each place of a plane. */
export function withLast(gain: Float64Array): Differentiable {
  const [forward, backward] = [createBuffer(), createBuffer()]
  return (x) => {
    const [n, ...shape] = x.shape
    const y = forward([n - 1, ...shape])
    const size = x.data.length / n
    for (let i = 0; i < y.data.length; i++)
      y.data[i] = x.data[i]! + gain[i % gain.length]! * x.data[y.data.length + (i % size)]!
    return {
      y,
      back: ({ data }) => {
        const g = backward(x.shape)
        g.data.set(data)
        g.data.fill(0, data.length)
        for (let i = 0; i < data.length; i++) {
          const last = data.length + (i % size)
          g.data[last] = g.data[last]! + gain[i % gain.length]! * data[i]!
        }
        return g
      },
    }
  }
}

function mixture(from: Direction, to: Direction, share: number): Direction {
  const weights = new Map<number, number>()
  const add = (direction: Direction, factor: number) => {
    for (const { filter, weight } of direction) weights.set(filter, (weights.get(filter) ?? 0) + factor * weight)
  }
  add(from, 1 - share)
  add(to, share)
  return (
    [...weights]
      // The way there and the way back meet the same mixtures.
      .map(([filter, weight]) => ({ filter, weight: Number(weight.toFixed(6)) }))
      .filter(({ weight }) => weight !== 0)
      .sort((a, b) => a.filter - b.filter)
  )
}

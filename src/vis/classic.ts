/** The classic filter: gradient ascent in pixels from grey noise, or from a photo. */

import type { Step } from '../command.ts'
import type { Images, OpenNetwork } from '../engine/engine.ts'
import { choose, stack } from './images.ts'
import { createRandom } from './random.ts'

export interface ClassicOptions {
  readonly layer: string
  readonly filters: readonly number[]
  /** A factor of the gradient, whose rms is made 1. */
  readonly step: number
  readonly iterations: number
  /** Pictures in one batch. */
  readonly batch: number
}

export interface FilterPicture {
  readonly filter: number
  /** [1, 3, h, w], as it came out of the ascent: neither clipped nor stretched. */
  readonly image: Images
  /** Whether the filter responded at any step: its map, after its ReLU, had a gradient. */
  readonly fired: boolean
}

/**
 * For every filter, from its own start of [1, 3, h, w], `iterations` times x += step * g / (rms(g) + 1e-5), with g the
 * gradient of the mean of the filter's map. While a filter does not respond at all its gradient is zero: then g is that
 * of the map before its ReLU. Yields once per step of each batch.
 * Source: Chollet, "How convolutional neural networks see the world", https://blog.keras.io
 */
export async function* classic(
  start: (filter: number) => Images,
  { layer, filters, step, iterations, batch }: ClassicOptions,
  network: OpenNetwork,
): AsyncGenerator<Step, FilterPicture[]> {
  const pictures: FilterPicture[] = []
  for (let first = 0; first < filters.length; first += batch) {
    const some = filters.slice(first, first + batch)
    let x = stack(some.map(start))
    const fired = some.map(() => false)
    const shut = new Set<number>()
    for (let iteration = 0; iteration < iterations; iteration++) {
      const { score, gradient, closed } = await openGradient(network, x, layer, some, shut)
      for (const i of some.keys()) fired[i] ||= !closed.includes(i)
      yield {
        score: score.reduce((sum, value) => sum + value, 0) / some.length,
        done: (first * iterations + some.length * iteration) / (filters.length * iterations),
        at: { filter: [Math.min(first + batch, filters.length), filters.length], step: [iteration + 1, iterations] },
      }
      x = ascend(x, gradient, step)
    }
    some.forEach((filter, i) => {
      pictures.push({ filter, image: choose(x, [i]), fired: fired[i] ?? false })
    })
  }
  return pictures
}

/** (U(0,1) - 0.5) * 20 + 128 for every value of [1, 3, size, size]; a filter's noise is the same in any grid. */
export function greyNoise(size: number, seed: number, filter: number): Images {
  const random = createRandom(seed, filter)
  const data = Float32Array.from({ length: 3 * size * size }, () => (random.uniform() - 0.5) * 20 + 128)
  return { shape: [1, 3, size, size], data }
}

/** For showing what grew from noise: a mean of 0.5 and a standard deviation of 0.1 in units of 255. */
export function stretchContrast({ shape, data }: Images): Images {
  let sum = 0
  for (const value of data) sum += value
  const mean = sum / data.length
  let squares = 0
  for (const value of data) squares += (value - mean) ** 2
  const scale = (0.1 * 255) / (Math.sqrt(squares / data.length) + 1e-5)
  return { shape, data: data.map((value) => (value - mean) * scale + 127.5) }
}

/**
 * The gradient of each picture's filter; before the ReLU for the `closed` pictures, where it is zero after it.
 * `shut` keeps all that were ever closed: asked for together, they need one compiled graph instead of one for each way
 * in which they open.
 */
async function openGradient(
  network: OpenNetwork,
  x: Images,
  layer: string,
  filters: readonly number[],
  shut: Set<number>,
) {
  const { score, gradient } = await network.gradient(x, [{ layer, filters: filters.map((f) => [f]), linear: 1 }])
  const size = gradient.data.length / filters.length
  const slice = (data: Float32Array, i: number) => data.subarray(i * size, (i + 1) * size)
  // One that fires at its most, as a ReLU6 can, has no gradient either.
  const isClosed = (i: number) => !((score[i] ?? 0) > 0) && slice(gradient.data, i).every((value) => value === 0)
  const closed = [...filters.keys()].filter(isClosed)
  if (closed.length === 0) return { score, gradient, closed }
  for (const i of closed) shut.add(i)
  const asked = [...shut]
  const before = await network.gradient(choose(x, asked), [
    { layer, filters: asked.map((i) => [filters[i] ?? 0]), linear: 1, beforeRelu: true },
  ])
  const data = new Float32Array(gradient.data)
  for (const i of closed) data.set(slice(before.gradient.data, asked.indexOf(i)), i * size)
  return { score, gradient: { shape: gradient.shape, data }, closed }
}

/** Each picture of the batch by its own gradient. */
function ascend(x: Images, gradient: Images, step: number): Images {
  const [n] = x.shape
  const size = x.data.length / n
  const data = new Float32Array(x.data.length)
  for (let start = 0; start < data.length; start += size) {
    let squares = 0
    for (let i = start; i < start + size; i++) squares += (gradient.data[i] ?? 0) ** 2
    const factor = step / (Math.sqrt(squares / size) + 1e-5)
    for (let i = start; i < start + size; i++) data[i] = (x.data[i] ?? 0) + factor * (gradient.data[i] ?? 0)
  }
  return { shape: x.shape, data }
}

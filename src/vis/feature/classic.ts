/** The classic filter: gradient ascent in pixels from grey noise, or from a photo. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import { selectImages } from '../images.ts'
import type { Random } from '../random.ts'
import { createPastReluGradient } from './past-closed-relus.ts'
import { type BatchStep, type DrawnFilter, pixelsOf, type Subjects } from './subjects.ts'

interface ClassicOptions {
  /** A factor of the gradient, whose rms is made 1. */
  readonly step: number
  readonly iterations: number
  /** How a picture is shown while it grows. */
  readonly show: (image: Images) => Images
}

/**
 * From `start`, [n, 3, h, w] with one picture for each direction, `iterations` times x += step * g / (rms(g) + 1e-5), with
 * g the gradient of the mean of the filter's map, before its ReLU while that is closed. What comes out is neither clipped
 * nor stretched. Yields once per step, before its change.
 * Source: Chollet, "How convolutional neural networks see the world", https://blog.keras.io
 */
export async function* classic(
  start: Images,
  subjects: Subjects,
  { step, iterations, show }: ClassicOptions,
  network: OpenNetwork,
): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const openGradient = createPastReluGradient(network, subjects)
  const fired = subjects.directions.map(() => false)
  let x = start
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { score, gradient, closed } = await openGradient(x)
    for (const i of fired.keys()) fired[i] ||= !closed.includes(i)
    const now = x
    yield {
      score: score.reduce((sum, value) => sum + value, 0) / score.length,
      done: iteration / iterations,
      at: { step: [iteration + 1, iterations] },
      pictures: () => pixelsOf(now, show),
    }
    x = ascend(x, gradient, step)
  }
  return fired.map((value, i) => ({ image: selectImages(x, [i]), fired: value }))
}

/** (U(0,1) - 0.5) * 20 + 128 for every value of [1, 3, size, size]. */
export function greyNoise(size: number, random: Random): Images {
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

/** Each picture of the batch by its own gradient. */
function ascend(x: Images, gradient: Images, step: number): Images {
  const [n] = x.shape
  const size = x.data.length / n
  const data = new Float32Array(x.data.length)
  for (let start = 0; start < data.length; start += size) {
    let squares = 0
    for (let i = start; i < start + size; i++) squares += gradient.data[i]! ** 2
    const factor = step / (Math.sqrt(squares / size) + 1e-5)
    for (let i = start; i < start + size; i++) data[i] = x.data[i]! + factor * gradient.data[i]!
  }
  return { shape: x.shape, data }
}

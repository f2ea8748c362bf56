/** The classic method: gradient ascent on pixels, from grey noise or from a photo. */
import type { Images, OpenNetwork } from '../../engine/engine.ts'
import { selectImages } from '../images.ts'
import type { Random } from '../random.ts'
import { type BatchObjective, type BatchStep, type DrawnFilter, meanScore, pixelsOf } from './batch-objective.ts'
import { createPastReluGradient } from './past-relu-gradient.ts'

interface ClassicOptions {
  readonly objective: BatchObjective
  readonly network: OpenNetwork
  /** The step size: the root mean square of a picture's change in one step, in units of 0..255. */
  readonly step: number
  readonly iterations: number
  /** Makes the picture that is shown as progress from the one that is optimized. */
  readonly show: (image: Images) => Images
}

/**
 * `iterations` steps of x += step * g / (rms(g) + 1e-5), where g is the gradient of the mean of the filter's map, or of
 * the map before its ReLU as long as that is closed. `start`, [n, 3, h, w], has one picture for each direction. Results
 * are neither clipped nor stretched. Yields once per step, before its change.
 * Source: Chollet, "How convolutional neural networks see the world", https://blog.keras.io
 */
export async function* classic(
  start: Images,
  { objective, network, step, iterations, show }: ClassicOptions,
): AsyncGenerator<BatchStep, DrawnFilter[]> {
  const gradientAt = createPastReluGradient(network, objective)
  const fired = objective.directions.map(() => false)
  let x = start
  for (let iteration = 0; iteration < iterations; iteration++) {
    const { score, gradient, closed } = await gradientAt(x)
    for (const i of fired.keys()) fired[i] ||= !closed.includes(i)
    const now = x
    yield {
      score: meanScore(score),
      done: iteration / iterations,
      at: { step: [iteration + 1, iterations] },
      pictures: () => pixelsOf(now, show),
    }
    x = ascend(x, gradient, step)
  }
  return fired.map((value, i) => ({ image: selectImages(x, [i]), fired: value }))
}

/** The initial picture [1, 3, size, size]: uniform noise, (U(0, 1) - 0.5) * 20 + 128. Source: Chollet, as above. */
export function greyNoise(size: number, random: Random): Images {
  const data = Float32Array.from({ length: 3 * size * size }, () => (random.uniform() - 0.5) * 20 + 128)
  return { shape: [1, 3, size, size], data }
}

/**
 * Stretches the contrast of a picture that grew from noise to the mean 0.5 and the standard deviation 0.1, in units of
 * 255. Source: deprocess_image in Chollet, as above.
 */
export function stretchContrast({ shape, data }: Images): Images {
  let sum = 0
  for (const value of data) sum += value
  const mean = sum / data.length
  let squares = 0
  for (const value of data) squares += (value - mean) ** 2
  const scale = (0.1 * 255) / (Math.sqrt(squares / data.length) + 1e-5)
  return { shape, data: data.map((value) => (value - mean) * scale + 127.5) }
}

/** One step of every picture of a batch, each normalized by the root mean square of its own gradient. */
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

/** Networks for tests: the one in the repository, and some whose gradient is given as a formula. */
import { fileURLToPath } from 'node:url'
import type { Images, OpenNetwork } from '../../src/engine/engine.ts'
import { createEngine, type EngineName } from '../../src/engine/select.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import { load } from '../../src/network/catalog/store.ts'

/** A weights folder that does not exist: only networks in the repository are found. */
export const nowhere = fileURLToPath(new URL('./nowhere', import.meta.url))

export async function minivgg(engine: EngineName = 'onnx-cpu'): Promise<OpenNetwork> {
  return openFrom(nowhere, 'minivgg', engine)
}

export async function openFrom(weights: string, name: string, engine: EngineName = 'onnx-cpu'): Promise<OpenNetwork> {
  const catalog = createCatalog(await loadModels(), weights)
  return (await createEngine(engine)).open(await load({ name, model: catalog.model(name), folder: weights }))
}

/** A network whose gradient at value `i` of each image is given by `rule`; its score is the mean of the image. */
export function ruled(rule: (value: number, i: number, images: Images) => number): OpenNetwork {
  return {
    async gradient(images) {
      const { shape, data } = images
      const size = data.length / shape[0]
      const score = Float32Array.from({ length: shape[0] }, (_, n) => mean(data.subarray(n * size, (n + 1) * size)))
      return { score, gradient: { shape, data: data.map((value, i) => rule(value, i % size, images)) } }
    },
    async activations() {
      throw new Error('it has no maps')
    },
    async close() {},
  }
}

/** The same network; `hear` is called with every batch whose gradient is computed. */
export function watched(network: OpenNetwork, hear: (images: Images) => void): OpenNetwork {
  return {
    ...network,
    gradient(images, objective) {
      hear(images)
      return network.gradient(images, objective)
    },
  }
}

/** Runs a render to its end: all of its steps and its result. */
export async function finish<Told, Value>(
  steps: AsyncGenerator<Told, Value>,
): Promise<{ steps: Told[]; value: Value }> {
  const told: Told[] = []
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return { steps: told, value }
    told.push(value)
  }
}

export function flat(height: number, width: number, value: number): Images {
  return { shape: [1, 3, height, width], data: new Float32Array(3 * height * width).fill(value) }
}

/** One image with the values of a function of row, column and channel. */
export function paint(
  height: number,
  width: number,
  value: (y: number, x: number, channel: number) => number,
  channels = 3,
): Images {
  const data = new Float32Array(channels * height * width)
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data[(c * height + y) * width + x] = value(y, x, c)
  return { shape: [1, channels, height, width], data }
}

/** The value at (y, x) of one plane. */
export function at({ shape: [, , height, width], data }: Images, y: number, x: number, plane = 0): number {
  return data[(plane * height + y) * width + x] ?? Number.NaN
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}

export function deviation(values: ArrayLike<number>): number {
  const middle = mean(values)
  return Math.sqrt(mean(Array.from(values, (value) => (value - middle) ** 2)))
}

/** The largest difference between two pictures of one shape. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? Number.NaN))), 0)
}

/**
 * What drawing a filter costs besides its gradients: the whole render, and the network's share of it, in one run.
 *
 *     npm run bench:filter -- [ITERATIONS]
 *
 * GoogLeNet needs its weights in DREAMBOT_WEIGHTS; the minivgg that comes along stands in for it.
 */
import type { AscentStep } from '../src/core/rendering.ts'
import type { Gradient, OpenNetwork } from '../src/engine/engine.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import type { MethodName } from '../src/network/catalog/model.ts'
import { methods } from '../src/vis/feature/methods.ts'
import { installed } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'

interface Case {
  readonly method: MethodName
  readonly size: number
  readonly pictures: number
}

const ITERATIONS = Number(process.argv[2] ?? 32)
const CASES: readonly Case[] = [
  { method: 'classic', size: 128, pictures: 4 },
  { method: 'sharp', size: 128, pictures: 1 },
  { method: 'sharp', size: 128, pictures: 4 },
  { method: 'sharp', size: 224, pictures: 1 },
  { method: 'sharp', size: 256, pictures: 1 },
  { method: 'sharp', size: 512, pictures: 1 },
  { method: 'maco', size: 256, pictures: 1 },
]

const googlenet = await installed('googlenet')
const network = googlenet ?? (await installed('minivgg'))
if (!network) throw new Error('minivgg comes with the repository, and it is gone')
const layer = googlenet ? 'inception_4c/output' : 'block4_conv3'
const open = await createOnnxEngine().open(network)

console.log(`${machine()}; ${network.name} ${layer}, medians of ${ITERATIONS} steps, for one picture\n`)
const rows = [['drawing', 'step', 'gradient', 'the rest', 'of the gradient']]
for (const one of CASES) rows.push(await measure(one))
console.log(table(rows))
await open.close()

async function measure({ method, size, pictures }: Case): Promise<string[]> {
  const gradients: number[] = []
  const timed: OpenNetwork = {
    ...open,
    async gradient(images, objective): Promise<Gradient> {
      const start = performance.now()
      const gradient = await open.gradient(images, objective)
      gradients.push(performance.now() - start)
      return gradient
    },
  }
  const directions = Array.from({ length: pictures }, (_, filter) => [{ filter, weight: 1 }])
  const objective = { layer, filterCount: network?.layers.get(layer)?.channels ?? 0, directions }
  const { step } = methods[method].defaults
  const order = { objective, step, iterations: ITERATIONS, size, seed: 1, coupling: 'none', minimum: 1 } as const
  const steps = await times(methods[method].prepare(order, timed).draw(objective))
  const [whole, gradient] = [steps, gradients].map((each) => median(each) / 1000 / pictures) as [number, number]
  const rest = whole - gradient
  const name = `${method} at ${size}, ${pictures} at once`
  return [name, ...[whole, gradient, rest].map(milliseconds), `${Math.round((100 * rest) / gradient)}%`]
}

/** Milliseconds from step to step. */
async function times(steps: AsyncGenerator<AscentStep, unknown>): Promise<number[]> {
  const found: number[] = []
  let last = Number.NaN
  for await (const _ of steps) {
    const now = performance.now()
    if (!Number.isNaN(last)) found.push(now - last)
    last = now
  }
  return found
}

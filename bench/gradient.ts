/**
 * How fast gradients are: the ONNX engine beside PyTorch and TensorFlow.js wasm, in turns, in one run.
 *
 *     npm run bench:gradient -- [ROUNDS] [--processor]
 *
 * With --processor on one thread each, by the processor's time instead of the clock's: for a machine that others use too.
 * GoogLeNet needs its weights in DREAMBOT_WEIGHTS, VGG16 has random ones. PyTorch is Debian's python3-torch; what is not
 * installed is left out. All sides compute the same gradient, which is checked, from the same picture.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Images, Objective, OpenNetwork } from '../src/engine/engine.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { planObjective } from '../src/engine/onnx/plan.ts'
import { createTensorflowEngine } from '../src/engine/tensorflow/engine.ts'
import { multiplyAdds } from '../src/network/graph/cost.ts'
import type { Network } from '../src/network/graph/graph.ts'
import { inferShapes, needed } from '../src/network/graph/shapes.ts'
import { availableCores } from '../src/system/cores.ts'
import { createRandom } from '../src/vis/random.ts'
import { installed, randomVgg16 } from './networks.ts'
import { peak } from './peak.ts'
import { machine, median, milliseconds, table } from './table.ts'
import { hasTorch, openTorch, type Seconds } from './torch.ts'

interface Case {
  readonly network: Network | undefined
  readonly layer: string
  readonly size: number
  /** One filter's mean; without it half the mean square of the layer. */
  readonly filter?: number
  /** Pictures at once, of which the time is one's share. Default 1. */
  readonly batch?: number
  /** Beside TensorFlow.js too, which takes seconds for one. */
  readonly tensorflow?: boolean
}

const { values, positionals } = parseArgs({ options: { processor: { type: 'boolean' } }, allowPositionals: true })
const ROUNDS = Number(positionals[0] ?? 11)
const TENSORFLOW_ROUNDS = 2
const kind = values.processor ? 'processor' : 'clock'
const threads = values.processor ? 1 : availableCores()
/** Of all threads together. */
const most = threads * (peak() ?? Number.NaN)

const [googlenet, vgg16] = [await installed('googlenet'), randomVgg16()]
const cases: Case[] = [
  { network: googlenet, layer: 'inception_4c/output', size: 224 },
  { network: googlenet, layer: 'inception_4c/output', size: 512 },
  { network: vgg16, layer: 'block5_conv3', size: 128, tensorflow: true },
  { network: vgg16, layer: 'block5_conv3', size: 128, batch: 8 },
  { network: vgg16, layer: 'block5_conv3', size: 224, tensorflow: true },
  { network: vgg16, layer: 'block1_conv2', size: 224, filter: 12 },
]

console.log(`${machine()}; medians of ${ROUNDS} rounds in turns (TensorFlow.js: ${TENSORFLOW_ROUNDS})`)
console.log(`${threads} threads, by the ${kind}; measured peak ${(most / 1e9).toFixed(0)} GFLOP/s\n`)
const rows = [['gradient', 'this engine', 'of peak', 'PyTorch', 'ratio', 'tfjs wasm', 'ratio', 'difference']]
for (const one of cases) if (one.network) rows.push(await compare(one, one.network))
console.log(table(rows))
console.log(
  '\nof peak: multiply-adds of the convolutions; ratio: how many times as long the other takes; difference: of the gradients, norm by norm, to PyTorch',
)

async function compare({ layer, size, filter, batch = 1, tensorflow }: Case, network: Network): Promise<string[]> {
  const images = randomPictures(batch, size)
  const objective: Objective =
    filter === undefined ? [{ layer, quadratic: 1 }] : [{ layer, filters: [filter], linear: 1 }]
  const ours = await createOnnxEngine({ threads }).open(network)
  const torch = hasTorch && batch === 1 ? await openTorch(network, layer, filter, images, threads) : undefined
  const { gradient } = await ours.gradient(images, objective)
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push((await turn(() => seconds(ours, images, objective)))[kind] / batch)
    if (torch) theirs.push((await turn(torch.time))[kind])
  }
  const wasm = tensorflow && kind === 'clock' ? await timeWasm(network, images, objective) : Number.NaN
  torch?.close()
  await ours.close()
  const time = median(mine)
  const shown = (other: number) =>
    Number.isNaN(other) ? ['-', '-'] : [milliseconds(other), `${(other / time).toFixed(2)}x`]
  const name = `${network.name} ${layer}${filter === undefined ? '' : ` filter ${filter}`} at ${size}${batch === 1 ? '' : `, one of ${batch}`}`
  const error = torch ? difference(gradient.data, torch.gradient).toExponential(1) : '-'
  const share = `${((100 * operations(network, objective, images)) / batch / time / most).toFixed(0)} %`
  return [name, milliseconds(time), share, ...shown(median(theirs)), ...shown(wasm), error]
}

/** The second of two in a row, as a render's steps are: when the other side's threads, which go on turning a while, are at rest. */
async function turn(time: () => Promise<Seconds>): Promise<Seconds> {
  await sleep(300)
  await time()
  return time()
}

async function timeWasm(network: Network, images: Images, objective: Objective): Promise<number> {
  const engine = await createTensorflowEngine(async () => {
    const tf = await import('@tensorflow/tfjs')
    await import('@tensorflow/tfjs-backend-wasm')
    await tf.setBackend('wasm')
    return tf
  })
  const open = await engine.open(network)
  const times: number[] = []
  for (let round = 0; round < TENSORFLOW_ROUNDS; round++) times.push((await seconds(open, images, objective)).clock)
  await open.close()
  return median(times)
}

async function seconds(network: OpenNetwork, images: Images, objective: Objective): Promise<Seconds> {
  const [start, used] = [performance.now(), process.cpuUsage()]
  await network.gradient(images, objective)
  const { user, system } = process.cpuUsage(used)
  return { clock: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }
}

/** Of all convolutions, of which nothing is computed that does not count: two for each multiply-add, there and back. */
function operations(network: Network, objective: Objective, images: Images): number {
  const { graph, taps } = planObjective(network, objective)
  const nodes = needed(
    graph,
    taps.map(({ tensor }) => tensor),
  )
  const shapes = inferShapes({ input: graph.input, nodes }, images.shape)
  return nodes.reduce((sum, node) => {
    const shape = node.op === 'conv' && shapes.get(node.output)
    return shape ? sum + 4 * images.shape[0] * multiplyAdds(node, shape) : sum
  }, 0)
}

function randomPictures(n: number, size: number): Images {
  const random = createRandom(7)
  const data = Float32Array.from({ length: n * 3 * size * size }, () => 255 * random.uniform())
  return { shape: [n, 3, size, size], data }
}

function difference(a: Float32Array, b: Float32Array): number {
  let [apart, whole] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    apart += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
    whole += (b[i] ?? 0) ** 2
  }
  return Math.sqrt(apart / whole)
}

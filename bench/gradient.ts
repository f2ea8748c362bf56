/**
 * How fast gradients are: the ONNX engine beside PyTorch and TensorFlow.js wasm, in turns, in one run.
 *
 *     npm run bench:gradient -- [ROUNDS]
 *
 * GoogLeNet needs its weights in DREAMBOT_WEIGHTS, VGG16 has random ones. PyTorch is Debian's python3-torch; what is not
 * installed is left out. All sides compute the same gradient, which is checked, from the same picture.
 */
import type { Images, Objective, OpenNetwork } from '../src/engine/engine.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { createTensorflowEngine } from '../src/engine/tensorflow/engine.ts'
import type { Network } from '../src/network/graph.ts'
import { createRandom } from '../src/vis/random.ts'
import { installed, randomVgg16 } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'
import { hasTorch, openTorch } from './torch.ts'

interface Case {
  readonly network: Network | undefined
  readonly layer: string
  readonly size: number
  /** One filter's mean; without it half the mean square of the layer. */
  readonly filter?: number
  /** Beside TensorFlow.js too, which takes seconds for one. */
  readonly tensorflow?: boolean
}

const ROUNDS = Number(process.argv[2] ?? 11)
const TENSORFLOW_ROUNDS = 2

const [googlenet, vgg16] = [await installed('googlenet'), randomVgg16()]
const cases: Case[] = [
  { network: googlenet, layer: 'inception_4c/output', size: 224 },
  { network: googlenet, layer: 'inception_4c/output', size: 512 },
  { network: vgg16, layer: 'block5_conv3', size: 128, tensorflow: true },
  { network: vgg16, layer: 'block5_conv3', size: 224, tensorflow: true },
  { network: vgg16, layer: 'block1_conv2', size: 224, filter: 12 },
]

console.log(`${machine()}; medians of ${ROUNDS} rounds in turns (TensorFlow.js: ${TENSORFLOW_ROUNDS})\n`)
const rows = [['gradient', 'this engine', 'PyTorch', 'ratio', 'tfjs wasm', 'ratio', 'difference']]
for (const one of cases) if (one.network) rows.push(await compare(one, one.network))
console.log(table(rows))
console.log('\nratio: how many times as long the other takes; difference: of the gradients, norm by norm, to PyTorch')

async function compare({ layer, size, filter, tensorflow }: Case, network: Network): Promise<string[]> {
  const images = randomPicture(size)
  const objective: Objective =
    filter === undefined ? [{ layer, quadratic: 1 }] : [{ layer, filters: [filter], linear: 1 }]
  const ours = await createOnnxEngine().open(network)
  const torch = hasTorch ? await openTorch(network, layer, filter, images) : undefined
  const { gradient } = await ours.gradient(images, objective)
  const mine: number[] = []
  const theirs: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    mine.push(await seconds(ours, images, objective))
    if (torch) theirs.push(await torch.time())
  }
  const wasm = tensorflow ? await timeWasm(network, images, objective) : Number.NaN
  torch?.close()
  await ours.close()
  const time = median(mine)
  const shown = (other: number) =>
    Number.isNaN(other) ? ['-', '-'] : [milliseconds(other), `${(other / time).toFixed(2)}x`]
  const name = `${network.name} ${layer}${filter === undefined ? '' : ` filter ${filter}`} at ${size}`
  const error = torch ? difference(gradient.data, torch.gradient).toExponential(1) : '-'
  return [name, milliseconds(time), ...shown(median(theirs)), ...shown(wasm), error]
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
  for (let round = 0; round < TENSORFLOW_ROUNDS; round++) times.push(await seconds(open, images, objective))
  await open.close()
  return median(times)
}

async function seconds(network: OpenNetwork, images: Images, objective: Objective): Promise<number> {
  const start = performance.now()
  await network.gradient(images, objective)
  return (performance.now() - start) / 1000
}

function randomPicture(size: number): Images {
  const random = createRandom(7)
  return {
    shape: [1, 3, size, size],
    data: Float32Array.from({ length: 3 * size * size }, () => 255 * random.uniform()),
  }
}

function difference(a: Float32Array, b: Float32Array): number {
  let [apart, whole] = [0, 0]
  for (let i = 0; i < a.length; i++) {
    apart += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
    whole += (b[i] ?? 0) ** 2
  }
  return Math.sqrt(apart / whole)
}

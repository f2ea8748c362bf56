/**
 * How long a network takes from its file to a first gradient and to the next, and how much memory reading a file takes.
 *
 *     npm run bench:open
 *
 * GoogLeNet needs its weights in DREAMBOT_WEIGHTS. Memory is a process's peak, less that of one that reads nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Images } from '../src/engine/engine.ts'
import { GraphBuilder } from '../src/engine/onnx/builder.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { load } from '../src/network/catalog/store.ts'
import { createRandom } from '../src/vis/random.ts'
import { installed } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'

const ROUNDS = 5

/** The network of large files: 1x1 convolutions of a thousand channels. */
const WIDTH = 1000
const plan = Array.from({ length: 25 }, (_, i) => ({ name: `conv${i}`, filters: WIDTH, kernel: 1 }))
const FILES: Readonly<Record<string, (path: string) => Promise<void> | void>> = {
  'large.onnx': writeOnnx,
  'large.h5': writeH5,
}

const [, , task, folder = '', file = ''] = process.argv
/** As a child process: writes a file. */
if (task === '--write') {
  await FILES[file]?.(join(folder, file))
  process.exit()
}
/** As a child process: reads one file, or none, and prints its peak memory in KiB. */
if (task === '--peak') {
  const input = { order: 'rgb', mean: [0, 0, 0] } as const
  const weights = [{ file, input }]
  if (file)
    await load({
      name: 'large',
      model: { title: '', licence: '', source: '', weights, layers: {}, dream: { layer: '' }, plan },
      folder,
    })
  console.log(process.resourceUsage().maxRSS)
  process.exit()
}

// First, because a child's peak counts from its parent's size on.
const rows: string[][] = memory()
const images: Images = { shape: [1, 3, 224, 224], data: new Float32Array(3 * 224 * 224).map((_, i) => (i * 31) % 256) }
const objective = [{ layer: 'inception_4c/output', quadratic: 1 }]
const [cold, warm]: [number[], number[]] = [[], []]
for (let round = 0; round < ROUNDS; round++) {
  const start = performance.now()
  const network = await installed('googlenet')
  if (!network) break
  const open = await createOnnxEngine().open(network)
  await open.gradient(images, objective)
  const middle = performance.now()
  await open.gradient(images, objective)
  cold.push((middle - start) / 1000)
  warm.push((performance.now() - middle) / 1000)
  await open.close()
}
if (cold.length > 0) {
  rows.push(['googlenet, from its file to its first gradient at 224', milliseconds(median(cold))])
  rows.push(['  the next gradient', milliseconds(median(warm))])
}
console.log(`${machine()}; medians of ${ROUNDS}\n`)
console.log(table(rows))

function memory(): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  const rows = Object.keys(FILES).map((file) => {
    child('--write', folder, file)
    const { size } = statSync(join(folder, file))
    const peaks = Array.from({ length: ROUNDS }, () => child('--peak', folder, file) - child('--peak', folder))
    const ratio = (1024 * median(peaks)) / size
    const what = `memory for reading ${extname(file)} weights of ${Math.round(size / 1e6)} MB, of their size`
    return [what, `${ratio.toFixed(2)}x`]
  })
  rmSync(folder, { recursive: true })
  return rows
}

/** The number that this program prints as a child process. */
function child(...argv: readonly string[]): number {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, ...argv], { encoding: 'utf8' })
  return Number(stdout)
}

function writeOnnx(path: string): void {
  const builder = new GraphBuilder()
  let x = builder.input('images')
  for (const { shape, data } of kernels()) x = builder.node('Conv', [x, builder.floats(data, [...shape, 1, 1])])
  writeFileSync(path, builder.build({ output: x }).model)
}

/** In the layout of Keras applications: kernels are [height, width, in, out]. */
async function writeH5(path: string): Promise<void> {
  // Not at the top: whoever measures must not have it.
  const { default: h5wasm } = await import('h5wasm/node')
  await h5wasm.ready
  const file = new h5wasm.File(path, 'w')
  for (const [i, { shape, data }] of kernels().entries()) {
    const name = `conv${i}`
    const group = file.create_group(name)
    group.create_dataset({ name: 'kernel:0', data, shape: [1, 1, ...shape.toReversed()], dtype: '<f' })
    group.create_dataset({ name: 'bias:0', data: new Float32Array(WIDTH), shape: [WIDTH], dtype: '<f' })
    group.create_attribute('weight_names', ['kernel:0', 'bias:0'])
  }
  file.create_attribute(
    'layer_names',
    plan.map(({ name }) => name),
  )
  file.close()
}

/** [out, in], seeded. */
function kernels(): { shape: [number, number]; data: Float32Array }[] {
  const random = createRandom(1)
  return plan.map((_, i) => {
    const inputs = i === 0 ? 3 : WIDTH
    const data = Float32Array.from({ length: WIDTH * inputs }, () => random.uniform() - 0.5)
    return { shape: [WIDTH, inputs], data }
  })
}

/**
 * What Winograd's form of large 3x3 convolutions gains on the processor, and what it costs in memory and in rounding.
 *
 *     npm run bench:winograd -- [ROUNDS]
 *
 * Memory is the peak of a process that opens the model and runs it, as Linux tells it.
 * VGG16's gradient with all convolutions direct, and with the large ones in Winograd's form; and which of them the engine
 * takes for a picture of that size. VGG16 has random weights. Rounding is that of one window and its 16 results for each of
 * the sets of points.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { compileGradient } from '../src/engine/onnx/compile.ts'
import { feedTensors } from '../src/engine/onnx/engine.ts'
import { type Matrix, POINTS, SIDE, TAPS, transforms, WINDOW } from '../src/engine/onnx/operations/toom-cook.ts'
import { winogradPays } from '../src/engine/onnx/operations/winograd.ts'
import { capabilitiesOf } from '../src/engine/onnx/provider.ts'
import * as ort from '../src/engine/onnx/runtime.ts'
import { createSessions } from '../src/engine/onnx/sessions.ts'
import { inferShapes, needed, type Shape } from '../src/network/graph/shapes.ts'
import { createRandom } from '../src/vis/random.ts'
import { randomVgg16 } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'

const [, , task, ...words] = process.argv
const ROUNDS = Number(task ?? 9)
const SIZES = [64, 96, 128, 144, 160, 224, 320, 512]
const LAYER = 'block5_conv3'
const random = createRandom(1)

const network = randomVgg16()
const tensor = network.layers.get(LAYER)?.tensor ?? ''
const nodes = needed(network, [tensor])

/** As a child process: opens and runs one model, and prints its peak memory. */
if (task === '--peak') {
  const size = Number(words[0])
  const shapes = inferShapes({ input: network.input, nodes }, [1, 3, size, size])
  const { close } = await open(words[1] === 'winograd', size, shapes)
  await close()
  const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  console.log(`${Math.round(Number(kilobytes) / 1000)} MB`)
  process.exit()
}

console.log(`${machine()}; medians of ${ROUNDS} rounds in turns\n`)
const rows = [
  ['vgg16 block5_conv3 at', 'direct', 'Winograd', 'ratio', 'taken', 'direct opens in', 'Winograd', 'takes', 'Winograd'],
]
for (const size of SIZES) rows.push(await compare(size))
console.log(table(rows))
console.log('\nopens: until the first gradient is there\n')
console.log(table([['points, and infinity', 'relative rounding error'], ...rounding()]))

async function compare(size: number): Promise<string[]> {
  const shapes = inferShapes({ input: network.input, nodes }, [1, 3, size, size])
  const direct = await open(false, size, shapes)
  const winograd = await open(true, size, shapes)
  for (let round = 0; round < ROUNDS; round++) for (const { time } of [direct, winograd]) await time()
  for (const { close } of [direct, winograd]) await close()
  const [before, after] = [median(direct.times), median(winograd.times)]
  const taken = winogradPays(nodes, shapes) ? 'Winograd' : 'direct'
  const peaks = ['direct', 'winograd'].map((form) => peak(size, form))
  const times = [milliseconds(before), milliseconds(after), `${(before / after).toFixed(2)}x`]
  return [`${size}`, ...times, taken, milliseconds(direct.first), milliseconds(winograd.first), ...peaks]
}

function peak(size: number, form: string): string {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--peak', `${size}`, form], {
    encoding: 'utf8',
  })
  return stdout.trim()
}

/** The gradient of half the layer's mean square. */
async function open(useWinograd: boolean, size: number, shapes: ReadonlyMap<string, Shape>) {
  const sessions = createSessions()
  const compile = () => compileGradient(network, [tensor], { capabilities: capabilitiesOf('cpu'), useWinograd })
  const data = Float32Array.from({ length: 3 * size * size }, () => 255 * random.uniform())
  const number = (value: number) => new ort.Tensor('float32', [value], [1, 1, 1, 1])
  const run = async () => {
    const start = performance.now()
    const { session, feeds } = await sessions.get('gradient', compile, 0)
    const images = new ort.Tensor('float32', data, [1, 3, size, size])
    await session.run({ images, linear0: number(0), quadratic0: number(1e-6), ...feedTensors(shapes, feeds) })
    return (performance.now() - start) / 1000
  }
  const first = await run()
  const times: number[] = []
  return {
    first,
    times,
    /** The second of two in a row, when the other sessions' threads are at rest. */
    async time() {
      await sleep(200)
      await run()
      times.push(await run())
    },
    close: () => sessions.close(),
  }
}

/** In float32, over many windows of 256 channels, against float64. */
function rounding(): string[][] {
  const sets = [POINTS, [0, 1, -1, 2, -2], [0, 1, -1, 0.5, -0.5], [0, 1, -1, 2, -0.5], [0, 0.5, -0.5, 1.5, -1.5]]
  return sets.map((points) => {
    const { numbers, taps, results } = transforms(points)
    let [error, norm] = [0, 0]
    for (let trial = 0; trial < 50; trial++) {
      const products = new Float32Array(WINDOW ** 2)
      const exact = new Float64Array(SIDE ** 2)
      for (let channel = 0; channel < 256; channel++) {
        const window = Float32Array.from({ length: WINDOW ** 2 }, () => random.uniform())
        const kernel = Float32Array.from({ length: TAPS ** 2 }, () => random.normal())
        const [x, u] = [times(numbers, window), times(taps, kernel)]
        products.forEach((sum, i) => {
          products[i] = sum + Math.fround((x[i] ?? 0) * (u[i] ?? 0))
        })
        exact.forEach((_, i) => {
          const corner = Math.floor(i / SIDE) * WINDOW + (i % SIDE)
          for (let tap = 0; tap < TAPS ** 2; tap++)
            exact[i] =
              (exact[i] ?? 0) +
              (kernel[tap] ?? 0) * (window[corner + Math.floor(tap / TAPS) * WINDOW + (tap % TAPS)] ?? 0)
        })
      }
      times(results, products).forEach((value, i) => {
        error += (value - (exact[i] ?? 0)) ** 2
        norm += (exact[i] ?? 0) ** 2
      })
    }
    return [points.join(', '), Math.sqrt(error / norm).toExponential(1)]
  })
}

/** A matrix times a column, in float32. */
function times({ shape: [rows, columns], data }: Matrix, column: Float32Array): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let i = 0; i < columns; i++)
      sum = Math.fround(sum + Math.fround((data[row * columns + i] ?? 0) * (column[i] ?? 0)))
    return sum
  })
}

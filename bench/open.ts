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
import { join } from 'node:path'
import type { Images } from '../src/engine/engine.ts'
import { createBuilder } from '../src/engine/onnx/builder.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { load } from '../src/network/store.ts'
import { installed } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'

const ROUNDS = 5

/** As a child process: reads one file, or none, and prints its peak memory in KiB. */
if (process.argv[2] === '--peak') {
  const [, , , folder = '', file = ''] = process.argv
  const input = { order: 'rgb', mean: [0, 0, 0] } as const
  const model = { title: '', licence: '', source: '', weights: [{ file, input }], layers: {}, dream: { layer: '' } }
  if (file) await load('large', model, folder)
  console.log(process.resourceUsage().maxRSS)
  process.exit()
}

// First, because a child's peak counts from its parent's size on.
const rows: string[][] = [await memory()]
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

/** Of an ONNX file of 100 MB. */
async function memory(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  const file = 'large.onnx'
  const builder = createBuilder()
  let x = builder.node('Conv', [builder.input('images'), builder.floats(new Float32Array(1000 * 3), [1000, 3, 1, 1])])
  for (let i = 0; i < 25; i++) x = builder.node('Conv', [x, builder.floats(new Float32Array(1e6), [1000, 1000, 1, 1])])
  writeFileSync(join(folder, file), builder.model({ output: x }))
  const { size } = statSync(join(folder, file))
  const peaks = Array.from({ length: ROUNDS }, () => peak(folder, file) - peak(folder, ''))
  rmSync(folder, { recursive: true })
  const ratio = (1024 * median(peaks)) / size
  return [`memory for reading an ONNX file of ${Math.round(size / 1e6)} MB, of its size`, `${ratio.toFixed(2)}x`]
}

function peak(folder: string, file: string): number {
  const { stdout } = spawnSync(process.execPath, [import.meta.filename, '--peak', folder, file], { encoding: 'utf8' })
  return Number(stdout)
}

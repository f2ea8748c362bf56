/**
 * What a dream costs besides its gradients, how soon the command line's first step comes, how long animations encode.
 *
 *     npm run bench:render
 *
 * A dream of 512 pixels at its defaults; PyTorch, where Debian's python3-torch is installed, computes the same gradients.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { AscentStep } from '../src/core/rendering.ts'
import type { Images, OpenNetwork } from '../src/engine/engine.ts'
import { createOnnxEngine } from '../src/engine/onnx/engine.ts'
import { decode } from '../src/image/codec/decode.ts'
import { encodeAnimation, encodePicture } from '../src/image/codec/encode.ts'
import { dream } from '../src/vis/dream/dream.ts'
import { endlessZoom } from '../src/vis/dream/endless-zoom.ts'
import { octaveSizes } from '../src/vis/dream/octaves.ts'
import { fitSize, toImages, toPixels } from '../src/vis/images.ts'
import { createRandom } from '../src/vis/random.ts'
import { resize } from '../src/vis/resize.ts'
import { installed } from './networks.ts'
import { machine, median, milliseconds, table } from './table.ts'
import { hasTorch, openTorch } from './torch.ts'

const ROUNDS = 5
const PHOTO = fileURLToPath(new URL('../docs/raccoon.jpg', import.meta.url))
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const SIZE = 512

const googlenet = await installed('googlenet')
const minivgg = await installed('minivgg')
if (!minivgg) throw new Error('minivgg comes with the repository, and it is gone')
const [network, layer] = googlenet ? [googlenet, 'inception_4c/output'] : [minivgg, 'block4_conv3']
const objective = [{ layer, quadratic: 1 }]
const options = { objective, octaves: 4, octaveScale: 1.4, iterations: 10, step: 1.5, jitter: 32, smooth: 0.5 }
const open = await createOnnxEngine().open(network)

console.log(`${machine()}; medians of ${ROUNDS}\n`)
console.log(table([...(await dreams()), ...(await firstSteps()), ...(await animations())]))
await open.close()

/** Whole dreams from a photo's bytes to a PNG's, the share of their gradients, and PyTorch's time for those. */
async function dreams(): Promise<string[][]> {
  const sizes = octaveSizes(await photo(), options)
  const start = await photo()
  const torches = hasTorch
    ? await Promise.all(
        sizes.map(([height, width]) => openTorch(network, layer, undefined, resize(start, height, width))),
      )
    : []
  await open.gradient(start, objective)
  const runs: { whole: number; gradients: number; torch: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    let gradients = 0
    const timed: OpenNetwork = {
      ...open,
      async gradient(images, wanted) {
        const { seconds, value } = await time(() => open.gradient(images, wanted))
        gradients += seconds
        return value
      },
    }
    const { seconds: whole } = await time(async () => {
      const image = await finish(dream(await photo(), { ...options, network: timed, random: createRandom(1) }))
      return encodePicture(toPixels(image), 'png')
    })
    let torch = 0
    for (const one of torches) for (let i = 0; i < options.iterations; i++) torch += (await one.time()).clock
    runs.push({ whole, gradients, torch })
  }
  for (const torch of torches) torch.close()
  const gradients = median(runs.map((run) => run.gradients))
  const torch = median(runs.map((run) => run.torch))
  return [
    [
      `dream at ${SIZE} with ${network.name} ${layer}, photo to PNG`,
      milliseconds(median(runs.map((run) => run.whole))),
    ],
    ['  its gradients', milliseconds(gradients)],
    [
      '  all the rest, of the whole',
      `${(100 * median(runs.map((run) => 1 - run.gradients / run.whole))).toFixed(1)} %`,
    ],
    ['  the same gradients in PyTorch', hasTorch ? `${milliseconds(torch)}, ${(torch / gradients).toFixed(2)}x` : '-'],
  ]
}

/** From starting the program to its first line about a step. */
async function firstSteps(): Promise<string[][]> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push((await time(firstStep)).seconds)
  return [['command line, from its start to its first step', milliseconds(median(times))]]
}

async function firstStep(): Promise<void> {
  const out = join(tmpdir(), `dreambot-bench-${process.pid}.png`)
  const child = spawn(process.execPath, [MAIN, 'dream', '--image', PHOTO, '--network', network.name, '--out', out])
  for await (const line of createInterface({ input: child.stderr })) if (line.includes('step')) break
  child.kill('SIGKILL')
}

/** Frames of a real endless dream, as noisy as they come. */
async function animations(): Promise<string[][]> {
  const one = (image: Images) =>
    dream(image, { ...options, octaves: 2, iterations: 3, network: open, random: createRandom(1) })
  const frames = await finish(endlessZoom(await photo(), { frames: 12, zoom: 1.04, rotate: 1.5 }, one))
  const rows: string[][] = []
  for (const format of ['gif', 'webp'] as const) {
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      times.push((await time(() => encodeAnimation(frames, { format, frameMs: 100 }))).seconds)
    }
    rows.push([`${frames.length} frames of ${SIZE} into a ${format}`, milliseconds(median(times))])
  }
  return rows
}

async function photo(): Promise<Images> {
  const images = toImages(await decode(readFileSync(PHOTO)))
  return resize(images, ...fitSize(images.shape[2], images.shape[3], SIZE))
}

async function finish<Value>(steps: AsyncGenerator<AscentStep, Value>): Promise<Value> {
  for (;;) {
    const { done, value } = await steps.next()
    if (done) return value
  }
}

async function time<Value>(run: () => Promise<Value>): Promise<{ seconds: number; value: Value }> {
  const start = performance.now()
  const value = await run()
  return { seconds: (performance.now() - start) / 1000, value }
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '../../src/core/job.ts'
import type { Progress } from '../../src/core/result.ts'
import { decode, inspect } from '../../src/image/codec/decode.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { createPreviews } from '../../src/worker/previews.ts'
import { flat, noise } from '../image/pictures.ts'
import { mean } from '../vis/networks.ts'
import { endWorkers, forkWorker, resultOf, type Worker } from './fork.ts'

let worker: Worker
let photo: Uint8Array
before(async () => {
  worker = forkWorker()
  photo = await encodePicture(noise(400, 300), 'png')
})
after(endWorkers)

const parameters = { step: 1.5, iterations: 10, octaves: 2, octaveScale: 1.4, jitter: 16, smooth: 0.5, size: 400 }
const still = { frames: 1, frameIterations: 1, zoom: 1.04, rotate: 1.5, format: 'png' }
const dream: Job = {
  command: 'dream',
  network: 'minivgg',
  layer: 'block3_conv3',
  parameters: { ...parameters, ...still },
  seed: 7,
  image: 'a'.repeat(64),
}

/** Renders a job; returns its progress with the time of each message, and its result. */
async function render(job: Job, previewSeconds?: number) {
  const told: { progress: Progress; at: number }[] = []
  const hear = (progress: Progress) => told.push({ progress, at: performance.now() })
  const { files, report } = resultOf(await worker.render(job, photo, hear, previewSeconds))
  const previews = told.flatMap(({ progress: { preview }, at }) => (preview ? [{ preview, at }] : []))
  return { told, previews, data: files[0]?.data, report }
}

/** Renders the job with previews, and with enough iterations to last for more than a second on this machine. */
async function watch(job: Job, everySeconds: number) {
  for (let iterations = Number(job.parameters.iterations); ; iterations *= 2) {
    const long = { ...job, parameters: { ...job.parameters, iterations } }
    const { told, ...seen } = await render(long, everySeconds)
    const seconds = ((told.at(-1)?.at ?? 0) - (told[0]?.at ?? 0)) / 1000
    if (seconds > 1.2) return { ...seen, told, job: long, seconds }
  }
}

test('a render with previews sends small pictures at an interval, and ends in the same pixels', async () => {
  const EVERY = 0.25
  const watched = await watch(dream, EVERY)
  const alone = await render(watched.job)
  assert.deepEqual(alone.previews, [])
  assert.deepEqual(watched.data, alone.data)
  assert.deepEqual(watched.report.score, alone.report.score)

  const { told, previews, seconds } = watched
  assert.ok(previews.length >= 2, `${previews.length} previews in ${seconds} s`)
  assert.ok(previews.length <= 1 + seconds / EVERY)
  assert.equal(told[0]?.progress.preview, undefined, 'the picture before the first step is not sent')
  for (const { preview } of previews) {
    const { width, height, format } = await inspect(preview.data)
    assert.equal(format, 'JPEG')
    assert.ok(width <= 320 && height <= 320)
    assert.ok(Math.abs(width / height - 4 / 3) < 0.02)
  }
  const last = await decode(previews.at(-1)?.preview.data ?? new Uint8Array())
  const first = await decode(previews[0]?.preview.data ?? new Uint8Array())
  assert.notDeepEqual(last.data, first.data)
})

test('animations and grids of filters have previews too', async () => {
  const animation = { ...dream, parameters: { ...parameters, ...still, frames: 3, frameIterations: 5, format: 'gif' } }
  assert.ok((await watch(animation, 0.2)).previews.length > 0)
  const filters = { method: 'classic', filters: '0-3', size: 192, step: 20, iterations: 10, format: 'png' }
  const grid: Job = { command: 'filter', network: 'minivgg', layer: 'block3_conv3', parameters: filters, seed: 1 }
  const { previews } = await watch(grid, 0.2)
  const { data } = await decode(previews.at(-1)?.preview.data ?? new Uint8Array())
  assert.ok(Math.abs(mean(data) - 127.5) < 10, 'with the contrast of the result')
})

test('the picture before the first step is not sent, however long that step takes', async () => {
  const previews = createPreviews(dream, 0)
  const picture = () => flat(8, 8, [90, 90, 90])
  await sleep(600)
  assert.deepEqual(await previews(picture), {})
  assert.ok((await previews(picture)).preview)
})

test('previews keep their interval at any pace, and pictures are made for them alone', async () => {
  const previews = createPreviews(dream, 0.1)
  let made = 0
  const picture = () => {
    made++
    return flat(900, 300, [90, 90, 90])
  }
  const shown: { at: number; preview: NonNullable<Progress['preview']> }[] = []
  const started = performance.now()
  while (performance.now() - started < 1200) {
    const { preview } = await previews(picture)
    if (preview) shown.push({ at: performance.now() - started, preview })
    await sleep(2)
  }
  assert.ok((shown[0]?.at ?? 0) >= 500)
  assert.ok(shown.length >= 3 && shown.length <= 8, `${shown.length} previews`)
  assert.equal(made, shown.length)
  const { width, height } = await inspect(shown[0]?.preview.data ?? new Uint8Array())
  assert.deepEqual([width, height], [320, 107])
})

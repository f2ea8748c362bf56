import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import sharp from 'sharp'
import type { Job } from '../../src/core/job.ts'
import type { Progress } from '../../src/core/result.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { decode } from '../../src/image/codec/decode.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'
import { endWorkers, errorOf, forkWorker, resultOf, type Worker } from './fork.ts'

let worker: Worker
let photo: Uint8Array
before(async () => {
  worker = forkWorker()
  photo = await encodePicture(noise(64, 48), 'png')
})
after(endWorkers)

const job = {
  command: 'dream',
  network: 'minivgg',
  layer: 'block3_conv3',
  parameters: {
    step: 1.5,
    iterations: 3,
    octaves: 2,
    octaveScale: 1.4,
    jitter: 4,
    smooth: 0.5,
    frames: 1,
    frameIterations: 1,
    zoom: 1.04,
    rotate: 1.5,
    size: 64,
    format: 'png',
  },
  seed: 7,
  image: 'a'.repeat(64),
} satisfies Job

/** The dream with other parameters; `more` replaces other properties of the job. */
function dream(parameters: Partial<(typeof job)['parameters']> = {}, more: Partial<Job> = {}): Job {
  return { ...job, parameters: { ...job.parameters, ...parameters }, ...more }
}

test('a dream is returned as a picture of its size, with a correct report', async () => {
  const told: Progress[] = []
  const { files, report, notes } = resultOf(await worker.render(job, photo, (progress) => told.push(progress)))
  const [file] = files
  assert.ok(file && files.length === 1)
  const { width, height } = await decode(file.data)
  assert.deepEqual([width, height], [64, 48])
  assert.deepEqual([file.format, file.name], ['png', 'dream-block3_conv3-7.png'])
  assert.match(inEnglish(file.alt), /dream.*block3_conv3.*minivgg/)

  const { score, stepSeconds, seconds, classes, climb, ...rest } = report
  assert.deepEqual(rest, {
    job,
    kind: 'picture',
    network: 'minivgg',
    engine: 'onnx-cpu',
    layers: ['block3_conv3'],
    size: [64, 48],
    files: ['dream-block3_conv3-7.png'],
  })
  assert.deepEqual([score.length, stepSeconds.length], [6, 6])
  assert.ok(stepSeconds.every((time) => time > 0) && seconds >= stepSeconds.reduce((sum, time) => sum + time, 0))
  assert.ok(climb && climb.after > climb.before && climb.before > 0)
  assert.deepEqual(notes, [])

  assert.deepEqual(
    told.map((progress) => progress.score),
    score,
  )
  assert.ok(told.every(({ done }, i) => (i === 0 ? done === 0 : done > (told[i - 1]?.done ?? 1) && done < 1)))
  assert.deepEqual(told[4]?.at, { octave: [2, 2], step: [2, 3] })
  assert.equal(told[0]?.etaSeconds, undefined)
  assert.ok(told.slice(1).every(({ etaSeconds = 0 }) => etaSeconds > 0 && etaSeconds < 60))
})

test('the same job gives the same bytes, in this process and in another; another seed does not', async () => {
  const bytes = async (from: Worker, seed: number) =>
    resultOf(await from.render(dream({}, { seed }), photo)).files[0]?.data
  const first = await bytes(worker, 7)
  assert.ok(first && first.length > 1000)
  assert.deepEqual(await bytes(worker, 7), first)
  assert.notDeepEqual(await bytes(worker, 8), first)
  assert.deepEqual(await bytes(forkWorker(), 7), first)
})

test('frames are returned as one animation', async () => {
  for (const format of ['gif', 'webp']) {
    const { files, report } = resultOf(await worker.render(dream({ frames: 3, format }), photo))
    const { pages, width, pageHeight, format: found } = await sharp(files[0]?.data, { pages: -1 }).metadata()
    assert.deepEqual([found, pages, width, pageHeight], [format, 3, 64, 48])
    assert.deepEqual(report.size, [64, 48])
    assert.equal(report.score.length, 2 * (3 + 1 + 1))
  }
})

test('filters are returned as a grid, with the notes of the job and of the render', async () => {
  const grid: Job = {
    command: 'filter',
    network: 'minivgg',
    layer: 'block5_conv3',
    parameters: { method: 'classic', filters: '6,7', size: 48, step: 1, iterations: 1, format: 'png' },
    seed: 1,
    note: 'block5_conv3 is a layer of minivgg',
  }
  const { files, report, notes } = resultOf(await worker.render(grid))
  const { width, height } = await decode(files[0]?.data ?? new Uint8Array())
  assert.ok(width >= 96 && height === 48)
  assert.deepEqual(report.size, [width, height])
  assert.equal(notes[0], grid.note)
  assert.match(inEnglish(notes[1] ?? ''), /^Filter 6 never fired/)
})

test('wrong jobs fail with a user error, and the next job is rendered', async () => {
  const cases: [Job, Uint8Array | undefined, string, RegExp][] = [
    [job, new Uint8Array(0), 'bad-image', /empty/],
    [job, new TextEncoder().encode('no picture at all'), 'bad-image', /not a picture/],
    [job, photo.subarray(0, 500), 'bad-image', /damaged or cut short/],
    [job, undefined, 'no-photo', /needs a photo/],
    [dream({}, { layer: 'block3_conv9' }), photo, 'unknown-layer', /no layer "block3_conv9".*Did you mean block3_conv/],
    [dream({}, { network: 'minivgh' }), photo, 'unknown-network', /no network "minivgh".*Did you mean minivgg/],
    [dream({ filters: '500' } as object), photo, 'bad-input', /Filter 500 does not exist/],
    [dream({ octaves: 8, octaveScale: 2 }), photo, 'too-small', /too small.*Ask for a size of at least \d+/],
  ]
  for (const [wrong, upload, code, sentence] of cases) {
    const error = errorOf(await worker.render(wrong, upload))
    assert.ok(error.kind === 'user', JSON.stringify(error))
    assert.equal(error.code, code)
    assert.match(`${inEnglish(error.message)} ${inEnglish(error.hint)}`, sentence)
  }
  assert.equal(resultOf(await worker.render(job, photo)).files.length, 1)
})

test('any other error is returned as a bug with its stack', async () => {
  const error = errorOf(await worker.render(dream({}, { command: 'recipe' }), photo))
  assert.ok(error.kind === 'bug' && /renders nothing/.test(error.stack) && /\n\s+at /.test(error.stack))
})

/** A job whose steps are long enough for a message to arrive in. */
const slow = dream({ size: 320, octaves: 1, iterations: 100 }, { layer: 'block4_conv3' })

test('a cancelled job stops within a step, and the next job is rendered', async () => {
  let steps = 0
  let told = Number.POSITIVE_INFINITY
  const ending = await worker.render(slow, photo, (_, id) => {
    steps++
    if (steps !== 2) return
    worker.cancel(id)
    told = steps
  })
  assert.equal(ending.type, 'cancelled')
  // The step that runs when the cancellation arrives is still reported; no other begins.
  assert.ok(steps - told <= 1, `${steps - told} steps after the cancel`)
  worker.cancel('job 1')
  worker.cancel('unknown')
  assert.equal(resultOf(await worker.render(job, photo)).files.length, 1)
})

test('SIGINT does not end a worker', async () => {
  let steps = 0
  const ending = await worker.render(dream({ iterations: 10 }), photo, () => {
    if (++steps === 3) worker.process.kill('SIGINT')
  })
  assert.equal(ending.type, 'done')
  assert.equal(steps, 20)
})

test('a worker ends when its parent has gone, idle or in a job', async () => {
  const [idle, busy] = [forkWorker(), forkWorker()]
  resultOf(await idle.render(job, photo))
  idle.process.disconnect()
  const running = busy.render(slow, photo, () => {
    if (busy.process.connected) busy.process.disconnect()
  })
  await assert.rejects(running, /exited with 0/)
  assert.deepEqual(await Promise.all([idle.gone, busy.gone]), [0, 0])
})

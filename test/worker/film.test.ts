/** Dreams as MP4, from a real worker. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Job } from '../../src/core/job.ts'
import type { Progress } from '../../src/core/result.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'
import { lookInto, within, withoutFfmpeg } from '../support/ffmpeg.ts'
import { endWorkers, errorOf, forkWorker, resultOf } from './fork.ts'

const folder = mkdtempSync(join(tmpdir(), 'dreambot-films-'))
after(() => {
  endWorkers()
  rmSync(folder, { recursive: true, force: true })
})

const job: Job = {
  command: 'dream',
  network: 'minivgg',
  layer: 'block2_conv2',
  parameters: {
    ...{ step: 1.5, iterations: 2, octaves: 1, octaveScale: 1.4, jitter: 4, smooth: 0.5, laplacian: 0, detail: 1 },
    ...{ frames: 4, frameIterations: 1, zoom: 1.04, rotate: 1.5, loop: false, journey: false, mask: false },
    ...{ size: 65, format: 'mp4' },
  },
  seed: 7,
  image: 'a'.repeat(64),
}
const photo = await encodePicture(noise(65, 49), 'png')

test('frames are returned as one video, and no temporary file is left', { skip: withoutFfmpeg }, async () => {
  const worker = await within({ TMPDIR: folder }, async () => forkWorker())
  const { files, report } = resultOf(await worker.render(job, photo))
  const [file] = files
  assert.deepEqual([file?.name, file?.format], ['dream-block2_conv2-7.mp4', 'mp4'])
  assert.match(inEnglish(file?.alt ?? ''), /animation/)
  const { width, height, nb_frames: frames, duration } = lookInto(file?.data ?? new Uint8Array())
  assert.deepEqual([width, height, frames, duration], [64, 48, 4, 0.4])
  assert.deepEqual([report.kind, report.size], ['animation', [64, 48]])
  // ONNX Runtime keeps files of its own in that folder.
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('dreambot')),
    [],
  )
})

test('without ffmpeg an mp4 is refused before it is rendered, and a gif is rendered', async () => {
  const worker = await within({ PATH: folder }, async () => forkWorker())
  const heard: Progress[] = []
  const error = errorOf(await worker.render(job, photo, (progress) => heard.push(progress)))
  assert.ok(error.kind === 'user' && error.code === 'output')
  assert.equal(inEnglish(error.message), 'No mp4 can be made: this bot’s machine has no ffmpeg.')
  assert.equal(inEnglish(error.hint), 'Ask for gif or webp.')
  assert.equal(heard.length, 0)
  const gif = { ...job, parameters: { ...job.parameters, format: 'gif' } }
  assert.equal(resultOf(await worker.render(gif, photo)).files[0]?.format, 'gif')
})

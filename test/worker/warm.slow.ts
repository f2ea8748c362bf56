import assert from 'node:assert/strict'
import { copyFile, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, test } from 'node:test'
import type { Job } from '../../src/core/job.ts'
import { encodePicture } from '../../src/image/codec/encode.ts'
import { noise } from '../image/pictures.ts'
import { weightsFolder, withoutShared } from '../support/shared.ts'
import { endWorkers, errorOf, forkWorker, resultOf } from './fork.ts'

after(endWorkers)

test('a worker keeps two networks open, and reads a file again only if it has changed', {
  skip: withoutShared,
}, async () => {
  const weights = await mkdtemp(join(tmpdir(), 'dreambot-weights-'))
  const files = ['googlenet.onnx', 'squeezenet1_1.onnx'].map((file) => join(weights, file))
  for (const file of files) {
    await copyFile(join(weightsFolder, basename(file)), file)
    await utimes(file, 1e9, 1e9)
  }
  const worker = forkWorker(weights)
  const photo = await encodePicture(noise(96, 80), 'png')
  const bytes = async (job: Job) => resultOf(await worker.render(job, photo)).files[0]?.data
  const [one, two] = [job('googlenet', 'inception_3b/output'), job('squeezenet', 'fire4/concat')]
  const first = [await bytes(one), await bytes(two)]
  assert.notDeepEqual(first[0], first[1])

  // The files become useless, and keep their size and time of change.
  for (const file of files) {
    await writeFile(file, new Uint8Array((await stat(file)).size))
    await utimes(file, 1e9, 1e9)
  }
  assert.deepEqual([await bytes(one), await bytes(two)], first)
  const { report } = resultOf(await worker.render(two, photo))
  assert.deepEqual([report.network, report.layers], ['squeezenet', ['fire4/concat']])

  await utimes(files[0] ?? '', 1e9, 1e9 + 60)
  const error = errorOf(await worker.render(one, photo))
  assert.ok(error.kind === 'user' && error.code === 'bad-weights', JSON.stringify(error))
  assert.deepEqual(await bytes(two), first[1])
  await rm(weights, { recursive: true })
})

function job(network: string, layer: string): Job {
  const parameters = {
    step: 1.5,
    iterations: 2,
    octaves: 2,
    octaveScale: 1.4,
    jitter: 8,
    smooth: 0.5,
    frames: 1,
    frameIterations: 1,
    zoom: 1.04,
    rotate: 1.5,
    size: 96,
    format: 'png',
  }
  return { command: 'dream', network, layer, parameters, seed: 3, image: 'b'.repeat(64) }
}

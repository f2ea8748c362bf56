/** A worker that renders nothing: it speaks the protocol, and misbehaves as the job's parameters say. */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../src/core/errors.ts'
import type { File, Format } from '../../src/core/file-types.ts'
import type { Report } from '../../src/core/result.ts'
import { toWire } from '../../src/scheduler/job-errors.ts'
import type { FromWorker, ToWorker } from '../../src/scheduler/protocol.ts'

export interface Script {
  /** Default 2. */
  steps?: number
  /** How long a step takes, in milliseconds. Default 1. */
  ms?: number
  /** Waits for this file to exist before its last step. */
  gate?: string
  /** The step, from 1, at which the process crashes. */
  crashAt?: number
  /** The step, from 1, after which it sends nothing more. */
  hangAt?: number
  /** The step, from 1, at which it throws a `UserError`. */
  userErrorAt?: number
  /** The step, from 1, at which it throws a `TypeError`. */
  bugAt?: number
  /** Ignores cancel messages. */
  deaf?: boolean
  /** Ignores SIGTERM. */
  stubborn?: boolean
  /** Crashes as soon as the job is done. */
  crashAfter?: boolean
  /** Asks to be replaced, for this reason. */
  retires?: string
  /** Allocates so many MB of memory when it begins, and keeps them. */
  takes?: number
  /** Blocks the event loop for so many milliseconds when it begins, as a native call does. */
  blocks?: number
  /** The size of the picture, which the worker ignores. */
  size?: number
  /** Sends the photo and the guide back, as further files. */
  mirror?: boolean
}

const cancelled = new Set<string>()
const taken: Buffer[] = []

process.on('disconnect', () => process.exit())
process.on('SIGINT', () => {})
process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') cancelled.add(message.id)
  else void render(message)
})

/** One pixel; readers ignore what follows the end of the file. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function render({ id, job, photo, guide, previewSeconds }: ToWorker & { type: 'render' }): Promise<void> {
  const script = job.parameters as Script
  const steps = script.steps ?? 2
  if (script.takes !== undefined) taken.push(Buffer.alloc(script.takes * 1e6, 1))
  if (script.blocks !== undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, script.blocks)
  if (script.retires !== undefined) send({ type: 'retire', reason: script.retires })
  if (script.stubborn) process.on('SIGTERM', () => {})
  try {
    for (let step = 1; step <= steps; step++) {
      send({ type: 'memory', bytes: process.memoryUsage.rss() })
      if (cancelled.has(id) && !script.deaf) return send({ type: 'cancelled', id })
      const progress = {
        done: (step - 1) / steps,
        at: { step: [step, steps], pid: [process.pid, 0] },
        score: step,
        ...(previewSeconds !== undefined && { preview: file('preview.jpg', 'jpeg', `step ${step}`) }),
      } as const
      send({ type: 'progress', id, progress: { ...progress, etaSeconds: ((steps - step) * (script.ms ?? 1)) / 1000 } })
      if (step === script.crashAt) {
        process.stderr.write('the last words of a worker\n', () => process.kill(process.pid, 'SIGKILL'))
        return
      }
      if (step === script.hangAt) return
      if (step === script.userErrorAt)
        throw new UserError('too-small', 'The photo is 8x8, and needs 32x32.', 'Enlarge it.')
      if (step === script.bugAt) throw new TypeError('a bug of the echo worker')
      while (step === steps && script.gate !== undefined && !existsSync(script.gate)) await sleep(5)
      await sleep(script.ms ?? 1)
    }
    const { network, layer } = job
    const stepSeconds = Array.from({ length: steps }, () => 0.25)
    const size = [photo?.length ?? 0, 1] as const
    const report: Report = {
      job,
      kind: 'picture',
      network,
      engine: 'echo',
      layers: [layer],
      size,
      score: [],
      stepSeconds,
      seconds: 12,
      files: ['echo.png'],
    }
    const files = [file('echo.png', 'png', JSON.stringify(job))]
    if (script.mirror && photo) files.push({ ...file('photo.png', 'png', ''), data: photo })
    if (script.mirror && guide) files.push({ ...file('guide.png', 'png', ''), data: guide })
    send({ type: 'done', id, result: { files, report, notes: [`pid ${process.pid}`] } })
    if (script.crashAfter) process.kill(process.pid, 'SIGKILL')
  } catch (error) {
    send({ type: 'failed', id, error: toWire(error) })
  }
}

/** A picture whose bytes depend on `text`. */
function file(name: string, format: Format, text: string): File {
  return {
    name,
    format,
    data: new Uint8Array(Buffer.concat([Buffer.from(PNG, 'base64'), Buffer.from(text)])),
    alt: 'an echo',
  }
}

function send(message: FromWorker): void {
  process.send?.(message)
}

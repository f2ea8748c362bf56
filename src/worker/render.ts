/** One job, from its photo's bytes to encoded files and a report. */
import { setImmediate } from 'node:timers/promises'
import type { Chart, Command, Job, Kit, Progress, Rendering, Report, Result, Stage, Step } from '../command.ts'
import type { Engine } from '../engine/engine.ts'
import { UserError } from '../errors.ts'
import { decode } from '../image/decode.ts'
import type { Pixels } from '../image/pixels.ts'
import { phrase } from '../language.ts'
import { noNumbers } from '../mistakes.ts'
import { encode } from './encode.ts'
import type { Networks, WarmNetwork } from './networks.ts'
import { createPreviews, type Previews } from './previews.ts'

export interface RenderOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly networks: Networks
  readonly engine: Engine
  readonly job: Job
  readonly photo: Uint8Array | undefined
  /** How often progress brings a preview. Default never. */
  readonly previewSeconds?: number | undefined
  /** Hears every step. */
  readonly hear: (progress: Progress) => void
  /** Ends the render at its next step. */
  readonly signal: AbortSignal
}

/** Throws `UserError` for what a person can mend, and the signal's reason when it is cancelled. */
export async function render(options: RenderOptions): Promise<Result> {
  const { commands, networks, engine, job, photo, previewSeconds, hear, signal } = options
  const started = performance.now()
  const command = commands.get(job.command)
  if (!command?.render) throw new Error(`the command ${job.command} renders nothing`)
  const network = await networks.get(job.network, {
    signal,
    hear: (received, total) => hear(fetching(job.network, received, total)),
  })
  let decoded: Promise<Pixels> | undefined
  const kit: Kit = {
    network: network.open,
    filters: network.filters,
    minimumSize: network.minimumSize,
    layers: network.layers,
    kernels: network.kernels,
    photo() {
      decoded ??= decodePhoto(photo)
      return decoded
    },
  }
  const { rendering, score, stepSeconds } = await follow(
    command.render(job, kit),
    createPreviews(job, previewSeconds),
    hear,
    signal,
  )
  const { files, size } = await encode(rendering, job)
  const { strongest, code }: Partial<Chart> = rendering.kind === 'chart' ? rendering : {}
  const classes = decoded && (await drift(network, await decoded, rendering))
  const report: Report = {
    job,
    kind: rendering.kind,
    network: job.network,
    engine: engine.name,
    layers: job.layer === '' ? [] : [job.layer],
    size,
    score,
    stepSeconds,
    seconds: seconds(started),
    files: files.map(({ name }) => name),
    ...(classes && { classes }),
    ...(strongest && { strongest }),
  }
  const notes = [...(job.note ? [job.note] : []), ...(rendering.notes ?? [])]
  return { files, report, notes, ...(code !== undefined && { code }) }
}

/** Drives a render to its end. */
async function follow(
  steps: AsyncGenerator<Stage & Partial<Step>, Rendering>,
  previews: Previews,
  hear: RenderOptions['hear'],
  signal: AbortSignal,
) {
  const score: number[] = []
  const stepSeconds: number[] = []
  const started = performance.now()
  for (;;) {
    // Lets messages in: the engine's steps block this process.
    await setImmediate()
    signal.throwIfAborted()
    const before = performance.now()
    const { done, value } = await steps.next()
    if (done) return { rendering: value, score, stepSeconds }
    if (value.score !== undefined) {
      if (!Number.isFinite(value.score)) throw noNumbers()
      score.push(value.score)
    }
    stepSeconds.push(seconds(before))
    const { picture, ...step } = value
    const etaSeconds = value.done > 0 ? { etaSeconds: (seconds(started) * (1 - value.done)) / value.done } : {}
    hear({ ...step, ...etaSeconds, ...(picture && (await previews(picture))) })
  }
}

/** What the network took the photo for, and takes the picture for that was made of it. */
async function drift(network: WarmNetwork, photo: Pixels, rendering: Rendering): Promise<Report['classes']> {
  const last =
    rendering.kind === 'picture' ? rendering.picture : rendering.kind === 'animation' && rendering.frames.at(-1)
  if (!last) return undefined
  const [before, after] = [await network.classify(photo), await network.classify(last)]
  return before && after && { before, after }
}

function fetching(network: string, received: number, total = received): Progress {
  const [here, all] = [received, total].map((bytes) => Math.ceil(bytes / 1e6)) as [number, number]
  return { phase: phrase`fetching ${network}`, done: received / total, at: { MB: [here, all] } }
}

async function decodePhoto(photo: Uint8Array | undefined): Promise<Pixels> {
  if (!photo) throw new UserError('no-photo', phrase`This picture needs a photo.`, phrase`Attach one.`)
  return decode(photo)
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}

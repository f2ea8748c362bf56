/** One job, from its photo's bytes to encoded files and a report. */
import { setImmediate } from 'node:timers/promises'
import { createKitTiles } from '../atlas/kit-tiles.ts'
import type { TileCache } from '../atlas/tile-cache.ts'
import type { Command, RenderKit } from '../command/command.ts'
import { noNumbers } from '../core/common-errors.ts'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Pixels } from '../core/pixels.ts'
import type { AscentStep, Chart, Rendering, RenderProgress } from '../core/rendering.ts'
import type { Progress, Report, Result, SentTile } from '../core/result.ts'
import { layersOf } from '../core/selection/layer-mix.ts'
import type { DeviceFailed } from '../engine/device-errors.ts'
import type { Engine, OpenNetwork } from '../engine/engine.ts'
import { phrase } from '../i18n/phrase.ts'
import { decode, decodeOpacity } from '../image/codec/decode.ts'
import { checkFiles, encode } from '../image/result-files.ts'
import { createRandom } from '../vis/random.ts'
import type { Networks, WarmNetwork } from './networks.ts'
import { createPreviews, type Previews } from './previews.ts'
import { withinMemory } from './within-memory.ts'

interface RenderOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly networks: Networks
  readonly engine: Engine
  readonly job: Job
  readonly photo: Uint8Array | undefined
  readonly guide?: Uint8Array | undefined
  /** How often progress brings a preview. Default never. */
  readonly previewSeconds?: number | undefined
  readonly tiles: TileCache
  /** Whether the result brings along the tiles that it took or drew. */
  readonly sendTiles: boolean
  /** Hears every step. */
  readonly onProgress: (progress: Progress) => void
  /** Hears how the engine's device failed, after which the processor goes on. */
  readonly onDeviceFailure?: (failure: DeviceFailed) => void
  /** Ends the render at its next step. */
  readonly signal: AbortSignal
}

/** Chance that is no render's own. */
const MEMORY_STREAM = -1

/** Throws `UserError` for what a person can mend, and the signal's reason when it is cancelled. */
export async function render(options: RenderOptions): Promise<Result> {
  const { commands, networks, engine, tiles, sendTiles, job, photo, guide, previewSeconds, onProgress, signal } =
    options
  const started = performance.now()
  const command = commands.get(job.command)
  if (!command?.render) throw new Error(`the command ${job.command} renders nothing`)
  await checkFiles(job)
  const network = await networks.get(job.network, {
    signal,
    onProgress: (received, total) => onProgress(fetching(job.network, received, total)),
  })
  const roomy = withinMemory(network.open, {
    factsAt: network.layers,
    random: createRandom(job.seed, MEMORY_STREAM),
    processor: network.processor,
    onDeviceFailure: options.onDeviceFailure,
  })
  const computedBy = () => ((roomy.isOnProcessor() && engine.processor) || engine).name
  let decoded: Promise<Pixels> | undefined
  const sent: SentTile[] = []
  const kit: RenderKit = {
    network: roomy.network,
    filters: network.filters,
    minimumSize: network.minimumSize,
    layers: network.layers,
    kernels: network.kernels,
    choice: network.choice,
    tiles: createKitTiles(await tiles.of(job.network), computedBy, sendTiles ? (tile) => sent.push(tile) : undefined),
    photo() {
      decoded ??= decode(given(photo))
      return decoded
    },
    opacity: async () => decodeOpacity(given(photo)),
    guide: async () => decode(given(guide)),
  }
  const { rendering, score, stepSeconds } = await follow(
    command.render(job, kit),
    createPreviews(job, previewSeconds),
    onProgress,
    signal,
  )
  const { files, size } = await encode(rendering, job, signal)
  const { strongest, code, regions }: Partial<Chart> = rendering.kind === 'chart' ? rendering : {}
  const classes = decoded && (await drift(network, roomy.network, await decoded, rendering))
  const report: Report = {
    job,
    kind: rendering.kind,
    network: job.network,
    engine: computedBy(),
    layers: layersOf(job),
    size,
    score,
    stepSeconds,
    seconds: seconds(started),
    files: files.map(({ name }) => name),
    ...(classes && { classes }),
    ...(strongest && { strongest }),
    ...(rendering.climb && { climb: rendering.climb }),
  }
  const notes = [...(job.note ? [job.note] : []), ...(rendering.notes ?? []), ...roomy.notes()]
  return {
    ...{ files, report, notes },
    ...(code !== undefined && { code }),
    ...(regions && { regions }),
    ...(sendTiles && { tiles: sent }),
  }
}

/** Drives a render to its end. */
async function follow(
  steps: AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering>,
  previews: Previews,
  hear: RenderOptions['onProgress'],
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
async function drift(
  network: WarmNetwork,
  through: OpenNetwork,
  photo: Pixels,
  rendering: Rendering,
): Promise<Report['classes']> {
  const last =
    rendering.kind === 'picture' ? rendering.picture : rendering.kind === 'animation' && rendering.frames.at(-1)
  if (!last) return undefined
  const [before, after] = [await network.classify(photo, through), await network.classify(last, through)]
  return before && after && { before, after }
}

function fetching(network: string, received: number, total = received): Progress {
  const [here, all] = [received, total].map((bytes) => Math.ceil(bytes / 1e6)) as [number, number]
  return { phase: phrase`fetching ${network}`, done: received / total, at: { MB: [here, all] } }
}

function given(photo: Uint8Array | undefined): Uint8Array {
  if (!photo) throw new UserError('no-photo', phrase`This picture needs a photo.`, phrase`Attach one.`)
  return photo
}

function seconds(since: number): number {
  return (performance.now() - since) / 1000
}

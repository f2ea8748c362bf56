/** Renders one job: from the bytes of its photo to encoded files and a report. */
import { setImmediate } from 'node:timers/promises'
import { createKitTiles } from '../atlas/kit-tiles.ts'
import type { TileCache } from '../atlas/tile-cache.ts'
import type { Command, RenderKit } from '../command/command.ts'
import { answerNotFinite } from '../core/common-errors.ts'
import { defined } from '../core/defined.ts'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Pixels } from '../core/pixels.ts'
import type { AscentStep, Chart, Rendering, RenderProgress } from '../core/rendering.ts'
import type { Progress, Report, Result, SentTile } from '../core/result.ts'
import { layersOf } from '../core/selection/layer-mix.ts'
import type { DeviceFailed } from '../engine/device-errors.ts'
import type { Engine } from '../engine/engine.ts'
import { phrase } from '../i18n/phrase.ts'
import { decode, decodeOpacity } from '../image/codec/decode.ts'
import { checkFiles, encodeRendering } from '../image/result-files.ts'
import { createRandom } from '../vis/random.ts'
import type { Networks, WarmNetwork } from './networks.ts'
import { createPreviews, type Previews } from './previews.ts'
import { withinMemory } from './within-memory.ts'

interface RenderOptions {
  readonly commands: ReadonlyMap<string, Command>
  readonly networks: Networks
  readonly engine: Engine
  readonly job: Job
  /** The bytes of the job's photo. */
  readonly photo: Uint8Array | undefined
  /** The bytes of the job's second photo. */
  readonly guide?: Uint8Array | undefined
  /** The interval between previews, in seconds. Default: no previews. */
  readonly previewSeconds?: number | undefined
  readonly tiles: TileCache
  /** Whether the result contains the tiles that were read or stored. */
  readonly sendTiles: boolean
  /** Called at every step, and while weights are downloaded. */
  readonly onProgress: (progress: Progress) => void
  /** Called when the engine's device has failed, before the processor takes over. */
  readonly onDeviceFailure?: (failure: DeviceFailed) => void
  /** Ends the render at its next step. */
  readonly signal: AbortSignal
}

/** The stream of random numbers for the borders of tiles, apart from those of the renders themselves. */
const TILING_STREAM = -1

/** Throws `UserError` for a job that cannot be rendered, and the signal's reason when it is cancelled. */
export async function render(options: RenderOptions): Promise<Result> {
  const { commands, networks, engine, tiles, sendTiles, job, signal, onProgress, onDeviceFailure } = options
  const started = performance.now()
  const command = commands.get(job.command)
  if (!command?.render) throw new Error(`the command ${job.command} renders nothing`)
  await checkFiles(job)
  const network = await networks.get(job.network, {
    signal,
    onProgress: (received, total) => onProgress(downloadProgress(job.network, received, total)),
  })
  const fitted = withinMemory(network.open, {
    layersAt: network.layers,
    random: createRandom(job.seed, TILING_STREAM),
    processor: network.processor,
    onDeviceFailure,
  })
  const engineName = () => ((fitted.isOnProcessor() && engine.processor) || engine).name
  const photos = createPhotos(options)
  const sentTiles: SentTile[] = []
  const kit: RenderKit = {
    network: fitted.network,
    filters: network.filters,
    minimumSize: network.minimumSize,
    layers: network.layers,
    kernels: network.kernels,
    choice: network.choice,
    tiles: createKitTiles({
      tiles: await tiles.of(job.network),
      engine: engineName,
      onTile: sendTiles ? (tile) => sentTiles.push(tile) : undefined,
    }),
    ...photos.kit,
  }
  const previews = createPreviews(job, options.previewSeconds)
  const { rendering, score, stepSeconds } = await follow(command.render(job, kit), { previews, onProgress, signal })
  const { files, size } = await encodeRendering(rendering, job, signal)
  const { strongest, code, regions }: Partial<Chart> = rendering.kind === 'chart' ? rendering : {}
  const classify = (picture: Pixels) => network.classify(picture, fitted.network)
  const classes = await classesOf(await photos.decoded(), rendering, classify)
  const report: Report = {
    job,
    kind: rendering.kind,
    network: job.network,
    engine: engineName(),
    layers: layersOf(job),
    size,
    score,
    stepSeconds,
    seconds: secondsSince(started),
    files: files.map(({ name }) => name),
    ...defined({ classes, strongest, climb: rendering.climb }),
  }
  const notes = [...(job.note ? [job.note] : []), ...(rendering.notes ?? []), ...fitted.notes()]
  return { files, report, notes, ...defined({ code, regions, tiles: sendTiles ? sentTiles : undefined }) }
}

/** The job's photos as the kit offers them, and the first one as far as the render has decoded it. */
function createPhotos({ photo, guide }: Pick<RenderOptions, 'photo' | 'guide'>) {
  let decoded: Promise<Pixels> | undefined
  const kit: Pick<RenderKit, 'photo' | 'opacity' | 'guide'> = {
    photo() {
      decoded ??= decode(required(photo))
      return decoded
    },
    opacity: async () => decodeOpacity(required(photo)),
    guide: async () => decode(required(guide)),
  }
  return { kit, decoded: async () => decoded }
}

interface FollowOptions extends Pick<RenderOptions, 'onProgress' | 'signal'> {
  readonly previews: Previews
}

/** Runs a render to its end. Returns its result with the scores and times of its steps. */
async function follow(
  steps: AsyncGenerator<RenderProgress & Partial<AscentStep>, Rendering>,
  { previews, onProgress, signal }: FollowOptions,
): Promise<{ rendering: Rendering; score: number[]; stepSeconds: number[] }> {
  const score: number[] = []
  const stepSeconds: number[] = []
  const started = performance.now()
  for (;;) {
    // A step blocks this process. Between two steps its messages are received, such as a cancellation.
    await setImmediate()
    signal.throwIfAborted()
    const before = performance.now()
    const { done: isDone, value } = await steps.next()
    if (isDone) return { rendering: value, score, stepSeconds }
    if (value.score !== undefined) {
      if (!Number.isFinite(value.score)) throw answerNotFinite()
      score.push(value.score)
    }
    stepSeconds.push(secondsSince(before))
    const { picture, ...step } = value
    const { done } = value
    const etaSeconds = done > 0 ? (secondsSince(started) * (1 - done)) / done : undefined
    onProgress({ ...step, ...defined({ etaSeconds }), ...(picture && (await previews(picture))) })
  }
}

/** The classes of the photo and of the result; undefined without a photo or a classifier, for grids, and for charts. */
async function classesOf(
  photo: Pixels | undefined,
  rendering: Rendering,
  classify: (picture: Pixels) => ReturnType<WarmNetwork['classify']>,
): Promise<Report['classes']> {
  const result = lastPicture(rendering)
  if (!photo || !result) return undefined
  const [before, after] = [await classify(photo), await classify(result)]
  return before && after && { before, after }
}

function lastPicture(rendering: Rendering): Pixels | undefined {
  if (rendering.kind === 'picture') return rendering.picture
  return rendering.kind === 'animation' ? rendering.frames.at(-1) : undefined
}

/** The progress of a download, counted in megabytes. Without a total, what is received counts as all. */
function downloadProgress(network: string, received: number, total = received): Progress {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6)
  return {
    phase: phrase`fetching ${network}`,
    done: received / total,
    at: { MB: [megabytes(received), megabytes(total)] },
  }
}

function required(photo: Uint8Array | undefined): Uint8Array {
  if (!photo) throw new UserError('no-photo', phrase`This picture needs a photo.`, phrase`Attach one.`)
  return photo
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000
}

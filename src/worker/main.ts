/**
 * The render process, forked by the scheduler: jobs in, progress and results out, one at a time. The messages are those
 * of `scheduler/protocol.ts`.
 */
import { createTileCache, NO_TILES } from '../atlas/tile-cache.ts'
import { loadCommands } from '../command/load.ts'
import type { Progress } from '../core/result.ts'
import type { DeviceFailed } from '../engine/device-errors.ts'
import { createEngine, type EngineName } from '../engine/select.ts'
import { createCatalog, loadModels } from '../network/catalog/catalog.ts'
import { createCustomNetworks } from '../network/catalog/custom.ts'
import { toWire } from '../scheduler/job-errors.ts'
import type { FromWorker, JobMessage, RenderRequest, ToWorker, WorkerOptions } from '../scheduler/protocol.ts'
import { endWithParent } from '../system/end-with-parent.ts'
import { createNetworks } from './networks.ts'
import { render } from './render.ts'

/**
 * The interval between reports of this process's memory, in milliseconds. A step of the engine may block the event loop
 * for longer; the next report then follows the step.
 */
const MEMORY_INTERVAL_MS = 500

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions
const running = new Map<string, AbortController>()

endWithParent()
// Ctrl-C in a terminal reaches all processes of the group: the parent decides when this one ends.
process.on('SIGINT', () => {})
process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') running.get(message.id)?.abort()
  else void answer(message)
})

const parts = prepare()
// The job that waits for the parts fails with this error; the next job starts a new process, which tries again.
parts.catch(() => send({ type: 'retire', reason: 'it could not be prepared' }))

async function prepare() {
  const [commands, models, engine] = await Promise.all([
    loadCommands(),
    loadModels(),
    createEngine(options.engine as EngineName, { device: options.device, onChosen: log }),
  ])
  const own = createCustomNetworks(options.weights, models)
  const catalog = createCatalog(models, options.weights, { custom: own.current })
  const networks = createNetworks({ engine, catalog, folder: options.weights, refresh: own.refresh })
  const { atlas } = options
  const tiles = atlas
    ? createTileCache({ ...atlas, engine: options.engine, weightsVersion: catalog.version })
    : NO_TILES
  return { commands, engine, networks, tiles, sendTiles: atlas?.sendTiles === true }
}

async function answer(request: RenderRequest): Promise<void> {
  const controller = new AbortController()
  const reporting = setInterval(reportMemory, MEMORY_INTERVAL_MS)
  running.set(request.id, controller)
  const ending = await endingOf(request, controller.signal)
  running.delete(request.id)
  clearInterval(reporting)
  reportMemory()
  send(ending)
}

async function endingOf(
  { id, job, photo, guide, previewSeconds }: RenderRequest,
  signal: AbortSignal,
): Promise<JobMessage> {
  const onProgress = (progress: Progress) => send({ type: 'progress', id, progress })
  try {
    const request = { job, photo, guide, previewSeconds }
    const result = await render({ ...(await parts), ...request, onProgress, onDeviceFailure, signal })
    return { type: 'done', id, result }
  } catch (error) {
    return signal.aborted ? { type: 'cancelled', id } : { type: 'failed', id, error: toWire(error) }
  }
}

/** A failed device does not come back to life in this process; the next process chooses its engine anew. */
function onDeviceFailure({ message, whileOpening }: DeviceFailed): void {
  log(`the graphics card failed, and the processor goes on: ${message}`)
  if (!whileOpening) send({ type: 'retire', reason: 'its graphics card failed' })
}

function reportMemory(): void {
  send({ type: 'memory', bytes: process.memoryUsage.rss() })
}

function log(message: string): void {
  send({ type: 'log', message })
}

function send(message: FromWorker): void {
  // Sending fails only when the parent has gone; 'disconnect' then ends this process.
  process.send?.(message, () => {})
}

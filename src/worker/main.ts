/** The render process: jobs in, progress and results out, one at a time. Forked by the scheduler; see its types.ts. */
import { createTileCache, NO_TILES } from '../atlas/tile-cache.ts'
import { loadCommands } from '../command/load.ts'
import type { Progress } from '../core/result.ts'
import type { DeviceFailed } from '../engine/device-errors.ts'
import { createEngine, type EngineName } from '../engine/select.ts'
import { createCatalog, loadModels } from '../network/catalog/catalog.ts'
import { createCustomNetworks } from '../network/catalog/custom.ts'
import { toWire } from '../scheduler/job-errors.ts'
import type { FromWorker, RenderRequest, ToWorker, WorkerOptions } from '../scheduler/protocol.ts'
import { endWithParent } from '../system/end-with-parent.ts'
import { createNetworks } from './networks.ts'
import { render } from './render.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as WorkerOptions
const running = new Map<string, AbortController>()

endWithParent()
// Ctrl-C in a terminal reaches the whole group: the parent decides.
process.on('SIGINT', () => {})
process.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') running.get(message.id)?.abort()
  else void answer(message)
})

const parts = prepare()
// Whoever sends a job hears of it, and the next one finds out whether it still is so.
parts.catch(() => tell({ type: 'retire', reason: 'it could not be prepared' }))

async function prepare() {
  const [commands, models, engine] = await Promise.all([
    loadCommands(),
    loadModels(),
    createEngine(options.engine as EngineName, { device: options.device, onChosen: note }),
  ])
  const own = createCustomNetworks(options.weights, models)
  const catalog = createCatalog(models, options.weights, undefined, own.current)
  const networks = createNetworks({ engine, catalog, folder: options.weights, refresh: own.refresh })
  const { atlas } = options
  const tiles = atlas ? createTileCache({ ...atlas, engine: options.engine, stamp: catalog.version }) : NO_TILES
  return { commands, engine, networks, tiles, sendTiles: atlas?.sendTiles === true }
}

async function answer({ id, job, photo, guide, previewSeconds }: RenderRequest): Promise<void> {
  const controller = new AbortController()
  const { signal } = controller
  running.set(id, controller)
  try {
    const onProgress = (progress: Progress) => tell({ type: 'progress', id, progress })
    const options = {
      ...(await parts),
      job,
      photo,
      guide,
      previewSeconds,
      onProgress,
      onDeviceFailure: deviceFailed,
      signal,
    }
    tell({ type: 'done', id, result: await render(options) })
  } catch (error) {
    tell(signal.aborted ? { type: 'cancelled', id } : { type: 'failed', id, error: toWire(error) })
  } finally {
    running.delete(id)
  }
}

/** In the next process the engine is chosen anew. */
function deviceFailed({ message, whileOpening }: DeviceFailed): void {
  note(`the graphics card failed, and the processor goes on: ${message}`)
  if (!whileOpening) tell({ type: 'retire', reason: 'its graphics card failed' })
}

function note(message: string): void {
  tell({ type: 'log', message })
}

function tell(message: FromWorker): void {
  // What cannot be sent has nobody to hear it: 'disconnect' follows.
  process.send?.(message, () => {})
}

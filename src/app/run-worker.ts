/** The program of `npm run worker`: renders jobs of all bots on one Redis, until it is told to end. */
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { createCatalog, loadModels } from '../network/catalog/catalog.ts'
import { createCustomNetworks } from '../network/catalog/custom.ts'
import { downloadable } from '../network/catalog/weights-files.ts'
import type { OfferedNetworks } from '../scheduler/redis/announce.ts'
import { createRedisWorker } from '../scheduler/redis/redis-worker.ts'
import { endSignal } from '../system/end-signal.ts'
import { version } from '../system/version.ts'
import type { Config } from './config.ts'
import { createLog } from './log.ts'
import { startHealth } from './monitoring/health.ts'
import { createMetrics } from './monitoring/metrics.ts'
import { renderProcesses } from './render-processes.ts'

/** How long running jobs may take after the worker is told to end, in seconds. */
const GRACE_SECONDS = 30

/** Settles when the worker has ended. Throws `UserError` bad-input if no Redis is set. */
export async function runWorker(config: Config): Promise<void> {
  const { redis: url, weights, health, log: logging } = config
  if (url === undefined) {
    throw new UserError(
      'bad-input',
      phrase`A worker gets its jobs from Redis, and no Redis is set.`,
      phrase`Set REDIS_URL, see .env.example.`,
    )
  }
  const log = createLog(logging)
  const models = await loadModels()
  const own = createCustomNetworks(weights, models)
  const catalog = createCatalog(models, weights, { custom: own.current })

  async function networks(): Promise<OfferedNetworks> {
    await own.refresh()
    const all = catalog.list()
    const names = (installed: boolean) => all.filter((each) => each.installed === installed).map(({ name }) => name)
    return {
      installed: names(true),
      fetchable: names(false).filter((name) => downloadable(catalog.model(name)).length > 0),
    }
  }

  const { workerPath, workers, memoryBytes } = renderProcesses({
    ...config,
    ...(config.atlas && { atlas: { ...config.atlas, sendTiles: true } }),
  })
  const running = workers.map((worker) =>
    createRedisWorker({ url, version, workerPath, worker, memoryBytes, networks, log }),
  )
  const names = running.map(({ name }) => name).join(' and ')
  const server = health && (await startHealth({ ...health, checks: {}, metrics: createMetrics(), log }))
  log({ level: 'info', message: `renders for the bots on its Redis, as ${names}` })
  await endSignal()
  log({ level: 'info', message: `ends; running jobs may take ${GRACE_SECONDS} s more` })
  await Promise.all(running.map((worker) => worker.close(GRACE_SECONDS)))
  await server?.stop()
}

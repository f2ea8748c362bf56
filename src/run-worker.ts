/** A worker for all bots on one Redis, until it is told to end. */
import { fileURLToPath } from 'node:url'
import settings from '../package.json' with { type: 'json' }
import type { Config } from './config.ts'
import { UserError } from './errors.ts'
import { startHealth } from './health.ts'
import { phrase } from './language.ts'
import { createLog } from './log.ts'
import { memoryHeld } from './memory.ts'
import { createMetrics } from './metrics.ts'
import { createCatalog, loadModels } from './network/catalog.ts'
import { watchCustom } from './network/custom.ts'
import { fetchable } from './network/install.ts'
import type { OfferedNetworks } from './scheduler/redis/announce.ts'
import { createRedisWorker } from './scheduler/redis/redis-worker.ts'

/** How long the running job may take when the worker is told to end, in seconds. */
const GRACE = 30

/** Throws `UserError` bad-input when there is no Redis to get jobs from. */
export async function runWorker({ redis: url, weights, engine, health, log: logging }: Config): Promise<void> {
  if (url === undefined) {
    throw new UserError(
      'bad-input',
      phrase`A worker gets its jobs from a Redis, and none is set.`,
      phrase`Set REDIS_URL, see .env.example.`,
    )
  }
  const log = createLog(logging)
  const models = await loadModels()
  const own = watchCustom(weights, models)
  const catalog = createCatalog(models, weights, undefined, own.current)

  async function networks(): Promise<OfferedNetworks> {
    await own.refresh()
    const all = catalog.list()
    const names = (installed: boolean) => all.filter((each) => each.installed === installed).map(({ name }) => name)
    return {
      installed: names(true),
      fetchable: names(false).filter((name) => fetchable(catalog.model(name)).length > 0),
    }
  }

  const { version } = settings
  const workerPath = fileURLToPath(new URL('worker/main.ts', import.meta.url))
  const worker = { weights, engine }
  const running = createRedisWorker({ url, version, workerPath, worker, networks, memory: memoryHeld, log })
  const server = health && (await startHealth({ ...health, checks: {}, metrics: createMetrics(), log }))
  log({ level: 'info', message: `${running.name} renders for the bots on its Redis` })
  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  log({ level: 'info', message: `${running.name} ends; a job that runs has ${GRACE} s` })
  await running.close(GRACE)
  await server?.stop()
}

/** Puts the parts of the bot together, apart from its platforms. */
import { join } from 'node:path'
import { createAtlas } from '../atlas/atlas.ts'
import { createTileCache } from '../atlas/tile-cache.ts'
import { type BotOptions, createBot } from '../bot/bot.ts'
import { createContexts } from '../bot/context.ts'
import type { Jobs } from '../bot/jobs.ts'
import { createQueue } from '../bot/queue.ts'
import { loadCommands } from '../command/load.ts'
import { DEFAULT_LIMITS } from '../core/limits.ts'
import type { Log } from '../core/log.ts'
import type { Platform } from '../core/platform.ts'
import { loadLanguages } from '../i18n/load.ts'
import { createCatalog, loadModels } from '../network/catalog/catalog.ts'
import { createCustomNetworks } from '../network/catalog/custom.ts'
import { createRenderPace } from '../scheduler/pace.ts'
import type { WorkerPool } from '../scheduler/pool.ts'
import { createLocalPool } from '../scheduler/process/local-pool.ts'
import { createRedisPool } from '../scheduler/redis/redis-pool.ts'
import { shareRates } from '../scheduler/redis/shared-rates.ts'
import { createScheduler } from '../scheduler/scheduler.ts'
import type { ObservationListener } from '../scheduler/types.ts'
import type { Database } from '../storage/database.ts'
import { createJobJournal } from '../storage/job-journal.ts'
import { createPhotoStore } from '../storage/photo-store.ts'
import { createRenderTimes } from '../storage/render-times.ts'
import { createSettingsStore } from '../storage/settings-store.ts'
import { version } from '../system/version.ts'
import type { Config } from './config.ts'
import { renderProcesses } from './render-processes.ts'

/** How long running jobs may take after the bot is told to end, in seconds. */
const GRACE_SECONDS = 20

interface AssembleOptions {
  readonly config: Config
  readonly database: Database
  readonly log: Log
  /** Called with every fact about a job, for metrics. */
  readonly onObservation?: ObservationListener
}

/** Creates all parts of a bot. No job runs before `createBot` is called with the platforms. */
export async function assemble({ config, database, log, onObservation = () => {} }: AssembleOptions) {
  const { network, weights, data, limits = DEFAULT_LIMITS } = config
  const commands = await loadCommands()
  const languages = await loadLanguages()
  const models = await loadModels()
  const custom = createCustomNetworks(weights, models)
  await custom.refresh()
  const catalog = createCatalog(models, weights, { preferred: network, custom: custom.current })
  const photos = createPhotoStore(join(data, 'photos'))
  const tiles =
    config.atlas && createTileCache({ ...config.atlas, engine: config.engine, weightsVersion: catalog.version })
  const atlas = createAtlas(catalog, tiles)
  const journal = createJobJournal(database, { log })
  const settings = createSettingsStore(database)
  const pool = createPool(config, log)
  const rates = config.redis === undefined ? undefined : shareRates(config.redis, log)
  const scheduler = createScheduler({
    pool,
    limits,
    connection: rates?.connection,
    pace: createRenderPace(createRenderTimes(database, log)),
    onObservation,
    log,
  })
  const queue = createQueue(scheduler, journal)
  const shared = { commands, languages, catalog, photos, settings, queue, journal, atlas }
  const contexts = createContexts({ ...shared, limits, refresh: custom.refresh })
  const parts = { ...shared, scheduler, contexts, log }
  return {
    commands,
    catalog,
    photos,
    journal,
    atlas,
    languages,
    scheduler,
    pool,
    createBot: (platforms: ReadonlyMap<string, Platform>, jobRetryMs?: BotOptions['jobRetryMs']) =>
      createBot({ ...parts, platforms, jobRetryMs }),
    /** Lets running jobs of `bot` end and be posted, leaves the others open for the next bot, and closes everything. */
    async close(bot?: Pick<Jobs, 'stop'>) {
      await scheduler.drain(bot ? GRACE_SECONDS : 0)
      await bot?.stop()
      await scheduler.close()
      await rates?.close()
    },
  }
}

function createPool(config: Config, log: Log): WorkerPool {
  if (config.redis !== undefined) return createRedisPool({ url: config.redis, version, log })
  return createLocalPool({ ...renderProcesses(config), log })
}

/** Settings, bot, platforms. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBot } from './bot.ts'
import type { Log, Platform } from './command.ts'
import { loadCommands } from './commands.ts'
import { readConfig } from './config.ts'
import { createContext } from './context.ts'
import { UserError } from './errors.ts'
import { createCatalog, loadModels } from './network/catalog.ts'
import { watchCustom } from './network/custom.ts'
import { createPhotos } from './photos.ts'
import { createCli } from './platforms/cli/cli.ts'
import { createScheduler } from './scheduler/scheduler.ts'

const log: Log = ({ level, message, job = '', stack = '' }) =>
  console.error([level, message, job, stack].join(' ').trim())

try {
  const { network, weights, data, engine, folder } = readConfig()
  const commands = await loadCommands()
  const models = await loadModels()
  const own = watchCustom(weights, models)
  await own.refresh()
  const catalog = createCatalog(models, weights, network, own.current)
  const photos = createPhotos(join(data, 'photos'))
  const workerPath = fileURLToPath(new URL('worker/main.ts', import.meta.url))
  const scheduler = createScheduler({ workerPath, worker: { weights, engine }, log })
  const cli = createCli({ argv: process.argv.slice(2), commands, folder, install: catalog.install })
  const platforms = new Map<string, Platform>([['cli', cli]])
  const context = createContext({ commands, catalog, photos, refresh: own.refresh })
  const bot = createBot({ commands, scheduler, context, photos, platforms, log })
  const stops = []
  for (const platform of platforms.values()) stops.push(await platform.start(bot))
  for (const stop of stops) await stop()
  await scheduler.close()
} catch (error) {
  if (!(error instanceof UserError)) throw error
  console.error(`${error.message} ${error.hint}`.trim())
  process.exitCode = 1
}

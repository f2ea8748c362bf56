/** The program of `npm start`: runs the bot on every platform that is set up, until it is told to end. */
import { RETRY_MS_FOR_A_DAY } from '../bot/jobs.ts'
import { UserError } from '../core/errors.ts'
import { untranslated } from '../i18n/command-translations.ts'
import { phrase } from '../i18n/phrase.ts'
import { loadModels } from '../network/catalog/catalog.ts'
import type { WebParts } from '../platforms/define-platform.ts'
import { loadPlatforms } from '../platforms/load.ts'
import { openDatabase } from '../storage/database.ts'
import { removeExpired } from '../storage/retention.ts'
import { endSignal } from '../system/end-signal.ts'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'
import { createLog } from './log.ts'
import { createHealth, startHealth } from './monitoring/health.ts'
import { createMonitor } from './monitoring/monitor.ts'
import { configurePlatforms } from './platforms.ts'

/**
 * Never settles: the process exits after SIGINT or SIGTERM. Throws `UserError` for invalid settings, if no platform is set
 * up, and if a platform cannot start.
 */
export async function serve(config: Config): Promise<void> {
  const { data } = config
  const { factories, secrets } = configurePlatforms(await loadPlatforms())
  if (factories.size === 0) throw noPlatform()
  const log = createLog({ ...config.log, secrets: [...config.log.secrets, ...secrets] })
  const database = openDatabase(data)
  const monitor = createMonitor({ networks: (await loadModels()).keys(), database })
  const assembled = await assemble({ config, database, log, onObservation: monitor.observe })
  monitor.attach(assembled)
  const { commands, catalog, photos, journal, atlas, languages, close, createBot } = assembled
  for (const message of untranslated(commands.keys(), languages)) log({ level: 'warn', message })
  let isHealthServed = false
  const web: WebParts = {
    port: config.health?.port ?? 0,
    health(token) {
      isHealthServed = true
      return createHealth({ ...monitor.health, token })
    },
  }
  const parts = { commands, catalog, photos, atlas, languages, data, database, log, web }
  const platforms = new Map([...factories].map(([name, make]) => [name, make(parts)]))
  const watched = [...platforms].map(([name, platform]) => [name, monitor.watchPlatform(name, platform)] as const)
  const server = !isHealthServed && config.health && (await startHealth({ ...config.health, ...monitor.health, log }))

  const bot = createBot(new Map(watched), RETRY_MS_FOR_A_DAY)
  const stops = await Promise.all([...platforms.values()].map((platform) => platform.start(bot)))
  monitor.setStarted()
  log({ level: 'info', message: `listening on ${[...platforms.keys()].join(' and ')}` })
  for (const { url } of platforms.values()) if (url !== undefined) console.log(`Dreambot is at ${url}`)
  void bot.resume()
  stops.push(removeExpired({ days: config.keepDays, photos, journal, log }))

  await endSignal()
  await close(bot)
  await Promise.all(stops.map((stop) => stop()))
  if (server) await server.stop()
  database.close()
  // A client that is stopped while its chat is unreachable may keep reconnecting, and the process alive.
  process.exit()
}

function noPlatform(): UserError {
  return new UserError(
    'bad-input',
    phrase`No chat is set up.`,
    phrase`Set the token of a chat as .env.example shows, or see npm run dreambot -- help.`,
  )
}

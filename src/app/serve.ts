/** The bot on every chat whose tokens are set, and on a page of its own, until it is told to end. */

import { FOR_A_DAY } from '../bot/jobs.ts'
import { UserError } from '../core/errors.ts'
import type { Platform } from '../core/platform.ts'
import { phrase } from '../i18n/phrase.ts'
import { loadModels } from '../network/catalog/catalog.ts'
import { createDiscord } from '../platforms/discord/discord.ts'
import { createPlayground } from '../platforms/playground/playground.ts'
import { createSlack } from '../platforms/slack/slack.ts'
import { openDatabase } from '../storage/database.ts'
import { removeExpired } from '../storage/retention.ts'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'
import { createLog } from './log.ts'
import { createHealth, startHealth } from './monitoring/health.ts'
import { createMonitor } from './monitoring/monitor.ts'

export async function serve(config: Config): Promise<void> {
  const { discord, slack, playground, data } = config
  if (!discord && !slack && !playground) {
    throw new UserError(
      'bad-input',
      phrase`There is no chat to speak on.`,
      phrase`Set DISCORD_TOKEN or SLACK_BOT_TOKEN, see .env.example; or see npm run dreambot -- help.`,
    )
  }
  const log = createLog(config.log)
  const database = openDatabase(data)
  const watch = createMonitor({ networks: (await loadModels()).keys(), database, token: playground?.token })
  const assembled = await assemble(config, database, log, watch.observe)
  watch.look(assembled)
  const { commands, catalog, photos, journal, atlas, languages, close, createBot } = assembled
  const platforms = new Map<string, Platform>()
  if (discord) platforms.set('discord', createDiscord({ ...discord, commands, languages, database, log }))
  if (slack) platforms.set('slack', createSlack({ ...slack, commands, languages, log }))
  const parts = { commands, catalog, photos, atlas, languages, data, database, log }
  const page = playground && createPlayground({ ...playground, ...parts, health: createHealth(watch.health) })
  if (page) platforms.set('playground', page)
  const watched = [...platforms].map(([name, platform]) => [name, watch.platform(name, platform)] as const)
  const server = !page && config.health && (await startHealth({ ...config.health, ...watch.health, log }))

  const bot = createBot(new Map(watched), FOR_A_DAY)
  const stops = await Promise.all([...platforms.values()].map((platform) => platform.start(bot)))
  watch.started()
  log({ level: 'info', message: `listening on ${[...platforms.keys()].join(' and ')}` })
  if (page) console.log(`Dreambot is at ${page.url}`)
  void bot.resume()
  stops.push(removeExpired(config.keepDays, { photos, journal }, log))

  await new Promise((resolve) => {
    process.once('SIGINT', resolve)
    process.once('SIGTERM', resolve)
  })
  await close(bot)
  await Promise.all(stops.map((stop) => stop()))
  if (server) await server.stop()
  database.close()
  // discord.js goes on trying to connect, and keeps the process alive, if it is told to end while Discord is away.
  process.exit()
}

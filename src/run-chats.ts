/** The bot on every chat whose tokens are set, and on a page of its own, until it is told to end. */
import { hostname } from 'node:os'
import { assemble } from './assemble.ts'
import type { Config } from './config.ts'
import { openDatabase } from './database.ts'
import { UserError } from './errors.ts'
import { type Check, createHealth, startHealth } from './health.ts'
import { phrase } from './language.ts'
import { createLog } from './log.ts'
import { memoryHeld } from './memory.ts'
import { createMetrics } from './metrics.ts'
import { loadModels } from './network/catalog.ts'
import type { Platform } from './platform.ts'
import { createDiscord } from './platforms/discord/discord.ts'
import { createPlayground } from './platforms/playground/playground.ts'
import { createSlack } from './platforms/slack/slack.ts'
import { hasDevice, writable } from './readiness.ts'
import { keepFor } from './retention.ts'

export async function runChats(config: Config): Promise<void> {
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
  const here = () => [{ host: hostname(), bytes: memoryHeld() - process.memoryUsage.rss() }]
  const metrics = createMetrics({
    networks: (await loadModels()).keys(),
    line: () => scheduler.line(),
    devices: () => pool.size,
    workers: () => pool.workers?.() ?? here(),
  })
  const assembled = await assemble(config, database, log, metrics.observe)
  const { commands, catalog, photos, languages, scheduler, pool, close, createBot } = assembled
  const platforms = new Map<string, Platform>()
  if (discord) platforms.set('discord', createDiscord({ ...discord, commands, languages, database, log }))
  if (slack) platforms.set('slack', createSlack({ ...slack, commands, languages, log }))
  const parts = { commands, catalog, photos, languages, data, database, log }
  let started = false
  const checks: Record<string, Check> = {
    start: () => (started ? undefined : 'it is still starting'),
    workers: hasDevice(pool),
    database: writable(database),
  }
  const health = { checks, metrics, token: playground?.token }
  const page = playground && createPlayground({ ...playground, ...parts, health: createHealth(health) })
  if (page) platforms.set('playground', page)
  for (const [name, platform] of platforms) checks[name] = () => platform.trouble?.()
  const server = !page && config.health && (await startHealth({ ...config.health, ...health, log }))

  const counted = [...platforms].map(
    ([name, platform]) => [name, { ...platform, post: metrics.counted(name, platform.post) }] as const,
  )
  const bot = createBot(new Map(counted))
  const stops = await Promise.all([...platforms.values()].map((platform) => platform.start(bot)))
  started = true
  log({ level: 'info', message: `listening on ${[...platforms.keys()].join(' and ')}` })
  if (page) console.log(`Dreambot is at ${page.url}`)
  void bot.resume()
  stops.push(keepFor(config.keepDays, photos, log))

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

/** The bot in a world: the real platform and the real bot, with workers that render nothing. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { createBot } from '../../../src/bot/bot.ts'
import { createContexts } from '../../../src/bot/context.ts'
import { createQueue } from '../../../src/bot/queue.ts'
import { type Command, defineCommand } from '../../../src/command/command.ts'
import * as common from '../../../src/command/common-options.ts'
import { loadCommands } from '../../../src/command/load.ts'
import type { Limits } from '../../../src/core/limits.ts'
import type { Log } from '../../../src/core/log.ts'
import { loadLanguages } from '../../../src/i18n/load.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { createDiscord, type DiscordOptions } from '../../../src/platforms/discord/discord.ts'
import { openDatabase } from '../../../src/storage/database.ts'
import { createJobJournal } from '../../../src/storage/job-journal.ts'
import { createPhotoStore } from '../../../src/storage/photo-store.ts'
import { createSettingsStore } from '../../../src/storage/settings-store.ts'
import { echoScheduler, type LogEntry } from '../../scheduler/harness.ts'
import { nowhere } from '../../vis/networks.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

/** Its end is a check too: of what Discord would not have taken, of what must not be in a log, of what went wrong unseen. */
export interface Stage extends AsyncDisposable {
  readonly world: World
  readonly logged: readonly LogEntry[]
  /** A gate for `echo`: what is asked with `held` does not end before `open`. */
  gate(): { readonly held: { readonly gate: string }; open(): void }
  /** Ends the bot and its platform, and starts both on the same data. */
  restart(options?: Partial<DiscordOptions>): Promise<void>
  /** Ends the bot and its platform; the world goes on. */
  stop(): Promise<void>
}

export interface StageOptions extends Partial<DiscordOptions> {
  readonly limits?: Partial<Limits>
  readonly world?: WorldOptions
  /** See `JobsOptions`. */
  readonly jobRetryMs?: readonly number[]
  /** What may be logged as a warning or an error. Default nothing. */
  readonly trouble?: RegExp
}

/** Renders as its worker's script says, and has the buttons of a dream. */
const echo = defineCommand({
  description:
    'Echo a photo, in so many words that no description on Discord, however short, could ever hold all of them',
  args: z.object({
    steps: z.number().int().min(1).max(10_000).default(2).describe('Steps'),
    image: common.image.optional(),
    layer: common.layer.default('block5_conv3').describe('A layer'),
    network: common.network.default('minivgg'),
    ms: z.number().min(0).max(1000).default(1).describe('Milliseconds a step takes'),
    gate: z.string().optional().describe('The file that its end waits for'),
    iterations: z.number().int().min(1).max(100).default(10).describe('Nothing'),
    frames: z.number().int().min(1).max(60).default(1).describe('Nothing'),
    seed: common.seed,
    userErrorAt: z.number().optional().describe('The step that fails'),
    mode: z.enum(['calm', 'wild']).optional().describe('Nothing'),
    fast: z.boolean().optional().describe('Nothing'),
  }),
  onPicture: { title: 'Echo this image', option: 'image' },
  run({ image, layer, network, seed, ...parameters }, context) {
    const job = { command: 'echo', network, layer, parameters, seed: seed ?? context.seed() }
    return { ...job, ...(image !== undefined && { image }) } as never
  },
  // biome-ignore lint/correctness/useYield: the worker of these tests does not run it.
  async *render() {
    throw new Error('nobody renders here')
  },
})

/** The bot's own commands, and /echo. */
export async function stageCommands(): Promise<Map<string, Command>> {
  return new Map([...(await loadCommands()), ['echo', echo as unknown as Command]])
}

export async function createStage(stageOptions: StageOptions = {}): Promise<Stage> {
  const { limits = {}, world: worldOptions, jobRetryMs, trouble, ...options } = stageOptions
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-discord-'))
  const world = await createWorld(worldOptions)
  const database = openDatabase(folder)
  const logged: LogEntry[] = []
  const log: Log = (entry) => logged.push(entry)
  const commands = await stageCommands()
  const languages = await loadLanguages()
  const catalog = createCatalog(await loadModels(), nowhere)
  const photos = createPhotoStore(join(folder, 'photos'))
  const journal = createJobJournal(database)
  const settings = createSettingsStore(database)
  let gates = 0
  let end = async (): Promise<void> => {}

  async function start(more: Partial<DiscordOptions> = {}): Promise<void> {
    const { scheduler } = echoScheduler({ log, limits: { perUser: 100, perUserHourly: 10_000, ...limits } })
    const queue = createQueue(scheduler, journal)
    const contexts = createContexts({ commands, catalog, photos, settings, queue, journal, refresh: async () => {} })
    const discord = createDiscord({
      ...{ token: world.token, apiUrl: world.api, guild: undefined, shards: 'auto' },
      ...{ commands, languages, database, log, now: world.now, ...options, ...more },
    })
    const platforms = new Map([['discord', discord]])
    const parts = { commands, scheduler, contexts, catalog, photos, journal, queue, settings, languages, log }
    const bot = createBot({ ...parts, platforms, retryMs: [20, 20, 20], jobRetryMs })
    const stop = await discord.start(bot)
    void bot.resume()
    end = async () => {
      await bot.stop()
      await stop()
      await scheduler.close()
    }
  }

  async function close(): Promise<void> {
    await end()
    end = async () => {}
  }

  await start()
  return {
    world,
    logged,
    gate() {
      const gate = join(folder, `gate-${gates++}`)
      return { held: { gate }, open: () => writeFileSync(gate, '') }
    },
    async restart(more) {
      await close()
      await start(more)
    },
    stop: close,
    async [Symbol.asyncDispose]() {
      await close()
      database.close()
      await world.close()
      rmSync(folder, { recursive: true, force: true })
      assert.deepEqual(world.violations, [])
      assert.deepEqual(
        logged.filter(({ level, message, stack }) => level !== 'info' && !trouble?.test(`${message} ${stack}`)),
        [],
      )
      for (const { path } of world.requests) {
        const [, token] = /^\/(?:interactions|webhooks)\/\d+\/([^/]{20,})/.exec(path) ?? []
        if (token !== undefined) assert.ok(!JSON.stringify(logged).includes(token), 'a token is in the log')
      }
    },
  }
}

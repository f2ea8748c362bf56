/** The bot in a world: the real platform and the real bot, by default with workers that render nothing. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { createBot } from '../../../src/bot/bot.ts'
import { createContexts } from '../../../src/bot/context.ts'
import { createQueue } from '../../../src/bot/queue.ts'
import { type Command, defineCommand } from '../../../src/command/command.ts'
import * as common from '../../../src/command/common-options.ts'
import { loadCommands } from '../../../src/command/load.ts'
import type { Log } from '../../../src/core/log.ts'
import type { Platform } from '../../../src/core/platform.ts'
import { loadLanguages } from '../../../src/i18n/load.ts'
import { encodePicture } from '../../../src/image/codec/encode.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import type { SlackConfig } from '../../../src/platforms/slack/config.ts'
import { createSlack } from '../../../src/platforms/slack/slack.ts'
import type { LocalPoolOptions } from '../../../src/scheduler/process/local-pool.ts'
import { openDatabase } from '../../../src/storage/database.ts'
import { createJobJournal, type JobJournal, type JournalEntry } from '../../../src/storage/job-journal.ts'
import { createPhotoStore, type PhotoStore } from '../../../src/storage/photo-store.ts'
import { createSettingsStore, type SettingsStore } from '../../../src/storage/settings-store.ts'
import { noise } from '../../image/pictures.ts'
import { echoScheduler, type LogEntry } from '../../scheduler/harness.ts'
import { nowhere } from '../../vis/networks.ts'
import { createWorld, type World, type WorldOptions } from './world.ts'

export type Mode = 'socket' | 'http'

export interface Stage extends AsyncDisposable {
  readonly world: World
  /** As it is now. */
  readonly slack: Platform
  /** Warnings and errors. */
  readonly logged: readonly LogEntry[]
  readonly journal: JobJournal
  readonly settings: SettingsStore
  readonly photos: PhotoStore
  /** Settles when the bot knows that the last card of the job with this id is posted. */
  over(job: string | undefined): Promise<JournalEntry>
  /** Ends the bot and its platform, and starts both on the same data. */
  restart(): Promise<void>
  /** Ends the bot and its platform; the world goes on. */
  stop(): Promise<void>
}

export interface StageOptions {
  readonly mode?: Mode
  readonly scheduler?: Parameters<typeof echoScheduler>[0]
  readonly world?: WorldOptions
  /** Default hardly any. */
  readonly messageSeconds?: number
  /** Default hardly any. */
  readonly paceSeconds?: number
  /** See `JobsOptions`. */
  readonly jobRetryMs?: readonly number[]
  /** Before the bot starts. */
  readonly prepare?: (world: World) => void
}

/** Renders with the network that comes along. */
export const REAL_WORKER: Partial<LocalPoolOptions> = {
  workerPath: fileURLToPath(new URL('../../../src/worker/main.ts', import.meta.url)),
  workers: [{ weights: nowhere, engine: 'auto' }],
}

/** A photo that is one. */
export const PHOTO = { name: 'cat.png', data: await encodePicture(noise(40, 30), 'png') }

/** Renders as its worker's script says, and has an option of every kind. */
const echo = defineCommand({
  description: 'Echo a photo',
  args: z.object({
    steps: z.number().int().min(1).max(10_000).default(2).describe('Steps'),
    image: common.image.optional(),
    layer: common.layer.default('block5_conv3').describe('A layer'),
    filters: common.filters.describe('Filters of it'),
    network: common.network.default('minivgg'),
    ms: z.number().min(0).max(1000).default(1).describe('Milliseconds a step takes'),
    iterations: z.number().int().min(1).max(100).default(10).describe('Nothing'),
    frames: z.number().int().min(1).max(60).default(1).describe('Nothing'),
    above: z.number().gt(1).max(2).optional().describe('Nothing'),
    seed: common.seed,
    userErrorAt: z.number().optional().describe('The step that fails'),
    mode: z.enum(['calm', 'wild']).optional().describe('Nothing'),
    fast: z.boolean().optional().describe('Nothing'),
    loud: z.boolean().default(true).describe('Nothing'),
    words: z.string().max(40).optional().describe('Nothing'),
  }),
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

const commands = await stageCommands()
const languages = await loadLanguages()
const models = await loadModels()

export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const { mode = 'socket', messageSeconds = 0.01, paceSeconds = 0.05, jobRetryMs, prepare } = options
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-slack-'))
  const world = await createWorld(options.world)
  // Most tests have no time for more.
  world.files.processing.polls = 1
  prepare?.(world)
  const database = openDatabase(folder)
  const logged: LogEntry[] = []
  const log: Log = (entry) => {
    const [, port] = /requests are expected at port (\d+)/.exec(entry.message) ?? []
    if (port) world.useHttp(`http://127.0.0.1:${port}/slack/events`)
    if (entry.level !== 'info') logged.push(entry)
  }
  const catalog = createCatalog(models, nowhere)
  const photos = createPhotoStore(join(folder, 'photos'))
  const journal = createJobJournal(database)
  const settings = createSettingsStore(database)
  let end = async (): Promise<void> => {}
  let slack: Platform | undefined

  async function start(): Promise<void> {
    const limits = { perUser: 100, perUserHourly: 10_000, ...options.scheduler?.limits }
    const { scheduler } = echoScheduler({ ...options.scheduler, log, limits })
    const queue = createQueue(scheduler, journal)
    const contexts = createContexts({ commands, catalog, photos, settings, queue, journal, refresh: async () => {} })
    const { botToken, apiUrl } = world
    const delivery = deliveryOf(mode, world)
    const made = {
      ...createSlack({ botToken, apiUrl, delivery, commands, languages, log, messageSeconds }),
      paceSeconds,
    }
    slack = made
    const platforms = new Map([['slack', made]])
    const parts = { commands, scheduler, contexts, catalog, photos, journal, queue, settings, languages, log }
    const bot = createBot({ ...parts, platforms, retryMs: [20, 20, 20], jobRetryMs })
    const stop = await made.start(bot)
    void bot.resume()
    end = async () => {
      end = async () => {}
      await bot.stop()
      await stop()
      await scheduler.close()
    }
  }

  await start().catch(async (error) => {
    await world.close()
    throw error
  })
  return {
    ...{ world, logged, journal, settings, photos },
    get slack() {
      return slack as Platform
    },
    async over(job = '') {
      for (let tries = 0; tries < 200; tries++) {
        const entry = journal.get(job)
        if (entry && entry.state !== 'open') return entry
        await sleep(10)
      }
      throw new Error(`the job ${job} is not over`)
    },
    async restart() {
      await end()
      await start()
    },
    stop: () => end(),
    async [Symbol.asyncDispose]() {
      await end()
      database.close()
      await world.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function deliveryOf(mode: Mode, { appToken, signingSecret }: World): SlackConfig['delivery'] {
  return mode === 'socket' ? { mode, appToken } : { mode, signingSecret, port: 0 }
}

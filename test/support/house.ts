/** A complete bot with its database in a folder, one chat, and echo workers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { z } from 'zod'
import { type BotOptions, createBot } from '../../src/bot/bot.ts'
import { createContexts } from '../../src/bot/context.ts'
import { createQueue } from '../../src/bot/queue.ts'
import { type Command, defineCommand } from '../../src/command/command.ts'
import type { Address, Call, Platform, Requester } from '../../src/core/platform.ts'
import { createCatalog, loadModels } from '../../src/network/catalog/catalog.ts'
import type { Scheduler } from '../../src/scheduler/types.ts'
import { type Database, openDatabase } from '../../src/storage/database.ts'
import { createJobJournal, type JobJournal } from '../../src/storage/job-journal.ts'
import { createPhotoStore, type PhotoStore } from '../../src/storage/photo-store.ts'
import { createSettingsStore, type SettingsStore } from '../../src/storage/settings-store.ts'
import { closeSchedulers, echoJob, echoScheduler, type LogEntry } from '../scheduler/harness.ts'
import { nowhere } from '../vis/networks.ts'

export interface House {
  readonly bot: ReturnType<typeof createBot>
  readonly logged: LogEntry[]
  readonly database: Database
  readonly journal: JobJournal
  readonly settings: SettingsStore
  readonly photos: PhotoStore
  readonly scheduler: Scheduler
  /** Ends bot, workers and database, in that order. */
  close(): Promise<void>
}

export interface HouseOptions
  extends Partial<Pick<BotOptions, 'commands' | 'languages' | 'retryMs' | 'jobRetryMs' | 'photos'>> {
  /** Default a new chat. */
  readonly folder?: string
  /** Default a new folder, which is deleted with the house. */
  readonly scheduler?: Scheduler
}

const models = await loadModels()

export function house(chat: Platform, options: HouseOptions = {}): House {
  const { folder = dataFolder(), commands = new Map([['echo', echo]]), languages = new Map() } = options
  const { photos = createPhotoStore(join(folder, 'photos')), retryMs = [1, 1, 1], jobRetryMs } = options
  const { scheduler = echoScheduler().scheduler } = options
  const logged: LogEntry[] = []
  const database = openDatabase(folder)
  const journal = createJobJournal(database)
  const settings = createSettingsStore(database)
  const queue = createQueue(scheduler, journal)
  const catalog = createCatalog(models, nowhere)
  const contexts = createContexts({ commands, catalog, photos, settings, queue, journal, refresh: async () => {} })
  const parts = {
    commands,
    scheduler,
    contexts,
    catalog,
    photos,
    journal,
    queue,
    settings,
    languages,
    retryMs,
    jobRetryMs,
  }
  const platforms = new Map([['chat', chat]])
  const bot = createBot({ ...parts, platforms, log: (entry) => logged.push(entry) })
  let closing: Promise<void> | undefined
  const close = async () => {
    await bot.stop()
    if (!options.scheduler) await scheduler.close()
    if (database.isOpen) database.close()
  }
  const all: House = {
    ...{ bot, logged, database, journal, settings, photos, scheduler },
    close() {
      closing ??= close()
      return closing
    },
  }
  houses.push(all)
  return all
}

const houses: House[] = []

/** For `after`: ends all workers, also after a failed test. */
export async function closeHouses(): Promise<void> {
  await Promise.all(houses.map(({ close }) => close()))
  await closeSchedulers()
}

/** A data folder that is deleted after the tests. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-data-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A command whose job tells the echo worker what to do. */
export const echo = defineCommand({
  description: 'Echoes',
  args: z.object({
    steps: z.number().int().min(1).max(10_000).default(2),
    ms: z.number().min(0).default(1),
    crashAt: z.number().optional(),
    gate: z.string().optional(),
    seed: z.number().default(42),
    image: z.string().meta({ kind: 'image' }).optional(),
  }),
  run: ({ image, seed, ...script }) => ({ ...echoJob(script), seed, ...(image && { image }) }),
}) as unknown as Command

/** A job that is long enough to be observed while it runs. */
export const LONG = { steps: 10_000, ms: 5 }

/** The address of ann's requests. */
export const HOME = { platform: 'chat', place: 'home', channel: 'general' } satisfies Address

/** A person at an address, with a new request id. */
export function asked({ address = HOME, ...more }: Partial<Requester> = {}): Requester {
  return { user: 'ann', moderator: false, address: { ...address, request: ++requests }, ...more }
}

export function call(
  command: string,
  input: Call['input'] = {},
  { attachments = {}, ...who }: Partial<Requester> & Partial<Pick<Call, 'attachments'>> = {},
): Call {
  return { command, input, attachments, ...asked(who) }
}

let requests = 0

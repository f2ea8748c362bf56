/** The real playground and bot on a port of their own, with workers that only echo, and visitors without a browser. */
import { join } from 'node:path'
import { type Atlas, createAtlas } from '../../../src/atlas/atlas.ts'
import { createTileCache } from '../../../src/atlas/tile-cache.ts'
import { createBot } from '../../../src/bot/bot.ts'
import { createContexts } from '../../../src/bot/context.ts'
import { createQueue } from '../../../src/bot/queue.ts'
import type { Command } from '../../../src/command/command.ts'
import { loadCommands } from '../../../src/command/load.ts'
import { defined } from '../../../src/core/defined.ts'
import { loadLanguages } from '../../../src/i18n/load.ts'
import { createCatalog, loadModels } from '../../../src/network/catalog/catalog.ts'
import { createPlayground } from '../../../src/platforms/playground/playground.ts'
import type { Card } from '../../../src/platforms/playground/render.ts'
import { openDatabase } from '../../../src/storage/database.ts'
import { createJobJournal } from '../../../src/storage/job-journal.ts'
import { createPhotoStore } from '../../../src/storage/photo-store.ts'
import { createSettingsStore } from '../../../src/storage/settings-store.ts'
import { echoScheduler, type LogEntry } from '../../scheduler/harness.ts'
import { dataFolder, echo } from '../../support/house.ts'
import { nowhere } from '../../vis/networks.ts'

export interface Stage extends AsyncDisposable {
  readonly url: string
  /** The bot's atlas, empty at first. */
  readonly atlas: Atlas
  /** Logged errors. */
  readonly logged: readonly LogEntry[]
  /** A new visitor. */
  visitor(headers?: Readonly<Record<string, string>>): Visitor
  /** Stops everything, and leaves the data folder. */
  stop(): Promise<void>
}

export interface StageOptions {
  /** The data folder. Default a new one. */
  readonly folder?: string
  readonly port?: number
  readonly token?: string
  readonly mostBytes?: number
}

const models = await loadModels()
export const commands: ReadonlyMap<string, Command> = new Map([...(await loadCommands()), ['echo', echo]])

export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const { folder = dataFolder(), port = 0, token, mostBytes } = options
  const logged: LogEntry[] = []
  const log = (entry: LogEntry) => void (entry.level === 'error' && logged.push(entry))
  const database = openDatabase(folder)
  const languages = await loadLanguages()
  const catalog = createCatalog(models, nowhere)
  const photos = createPhotoStore(join(folder, 'photos'))
  const journal = createJobJournal(database)
  const settings = createSettingsStore(database)
  const { scheduler } = echoScheduler({ log })
  const queue = createQueue(scheduler, journal)
  const contexts = createContexts({ commands, catalog, photos, settings, queue, journal, refresh: async () => {} })
  const tiles = createTileCache({
    folder: join(folder, 'atlas'),
    bytes: 1e8,
    engine: 'echo',
    weightsVersion: catalog.version,
  })
  const atlas = createAtlas(catalog, tiles)
  const playground = createPlayground({
    port,
    token,
    data: folder,
    database,
    photos,
    catalog,
    atlas,
    commands,
    languages,
    log,
    ...defined({ mostBytes }),
  })
  const parts = { commands, scheduler, contexts, catalog, photos, journal, queue, settings, languages, log }
  const bot = createBot({ ...parts, platforms: new Map([['playground', playground]]) })
  const end = await playground.start(bot)
  void bot.resume()
  let stopping: Promise<void> | undefined

  async function stop(): Promise<void> {
    await bot.stop()
    await end()
    await scheduler.close()
    database.close()
  }

  function stopOnce(): Promise<void> {
    stopping ??= stop()
    return stopping
  }

  return {
    url: playground.url,
    atlas,
    logged,
    visitor: (headers) => createVisitor(playground.url, headers),
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  }
}

export interface Visitor {
  readonly cookie: () => string
  /** Sends a request as the page does, with the visitor's cookie. The first one fetches the setup before, to get a cookie. */
  request(path: string, options?: RequestInit): Promise<Response>
  json<T>(path: string, body?: unknown): Promise<T>
  /** Sends a line, and returns its card's id. */
  send(text: string, photos?: readonly string[]): Promise<string>
  upload(bytes: Uint8Array): Promise<Response>
  /** The visitor's newest cards, as a reload shows them. */
  cards(): Promise<Card[]>
  /** Waits until the card fulfils the condition. */
  until(id: string, fits: (card: Card) => boolean): Promise<Card>
}

export function createVisitor(url: string, headers: Readonly<Record<string, string>> = {}): Visitor {
  let cookie = ''

  async function send(path: string, options: RequestInit): Promise<Response> {
    const own = { 'x-dreambot': 'test', cookie, ...headers, ...(options.headers as Record<string, string>) }
    const response = await fetch(new URL(path, url), { ...options, headers: own, redirect: 'manual' })
    const [given] = response.headers.getSetCookie()
    if (given !== undefined) cookie = given.split(';')[0] ?? ''
    return response
  }

  const visitor: Visitor = {
    cookie: () => cookie,
    async request(path, options = {}) {
      if (cookie === '') await (await send('/api/setup', {})).body?.cancel()
      return send(path, options)
    },
    async json(path, body) {
      const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      const response = await visitor.request(path, options)
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response.json() as never
    },
    async send(text, photos = []) {
      return (await visitor.json<{ card: string }>('/api/calls', { text, photos })).card
    },
    upload: (bytes) => visitor.request('/api/photos', { method: 'POST', body: new Uint8Array(bytes) }),
    async cards() {
      return (await visitor.json<{ cards: Card[] }>('/api/cards')).cards
    },
    async until(id, fits) {
      for (;;) {
        const card = (await visitor.cards()).find((each) => each.id === id)
        if (card && fits(card)) return card
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
  }
  return visitor
}

/** A condition for `Visitor.until`. */
export function isOver({ final }: Card): boolean {
  return final
}

/** A web page as a platform: a chat with the bot in the browser, which needs no account and no token. */
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Atlas } from '../../atlas/atlas.ts'
import type { Command } from '../../command/command.ts'
import type { Log } from '../../core/log.ts'
import type { Bot, Platform } from '../../core/platform.ts'
import type { Languages } from '../../i18n/phrase.ts'
import type { Catalog } from '../../network/catalog/catalog.ts'
import type { Database } from '../../storage/database.ts'
import type { PhotoStore } from '../../storage/photo-store.ts'
import type { PlaygroundAddress } from './address.ts'
import { createApp } from './app.ts'
import { createDelivery } from './deliver/deliver.ts'
import { createHistory } from './deliver/history.ts'
import { createLive } from './deliver/live.ts'
import { createResults } from './deliver/results.ts'
import { startServer } from './server.ts'
import { createVisitors } from './visitors.ts'

interface PlaygroundOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** With a token its holders come in from everywhere, without one everybody from this machine. */
  readonly token: string | undefined
  /** The data folder: results lie there in one of their own. */
  readonly data: string
  readonly database: Database
  readonly photos: PhotoStore
  readonly catalog: Catalog
  /** Has the pictures of filters that are kept. */
  readonly atlas: Pick<Atlas, 'choice' | 'tile'>
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  readonly log: Log
  /** Routes of whoever watches over the bot. */
  readonly health?: Hono
  /** Of all results together. Default 500 MB. */
  readonly mostBytes?: number
}

interface Playground extends Platform {
  /** Where this machine's browsers find it, once it has started. */
  readonly url: string
}

const LOOPBACK = '127.0.0.1'
const EVERYWHERE = '0.0.0.0'
/** A page takes every change that there is to see. */
const PACE_SECONDS = 0.5

/** `start` throws `UserError` output for a port that cannot be had. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { token, data, database, mostBytes } = options
  let { port } = options
  let bot: Bot | undefined
  const live = createLive()
  const history = createHistory({ database })
  const results = createResults({
    ...{ folder: join(data, 'playground'), database },
    ...(mostBytes !== undefined && { mostBytes }),
  })
  const desk = createDelivery({ history, results, live })
  const app = createApp({
    ...options,
    ...{ live, desk, results },
    visitors: createVisitors({ token, port: () => port }),
    bot: () => started(bot),
    // Behind a token it may go by any name: another page has no cookie there.
    hosts: () => (token === undefined ? namesOf(port) : undefined),
    moderator: token === undefined,
  })

  return {
    get url() {
      return `http://${LOOPBACK}:${port}/`
    },

    async start(given) {
      bot = given
      await results.clean()
      const server = await startServer({ fetch: app.fetch, host: token === undefined ? LOOPBACK : EVERYWHERE, port })
      port = server.port
      return async () => {
        live.close()
        await server.stop()
      }
    },

    async post(address, reply) {
      await desk.post(address as PlaygroundAddress, reply)
      return address
    },

    async remove(address) {
      const { user, message } = address as PlaygroundAddress
      await desk.remove(user, message)
    },

    forget: ({ address }) => desk.forget(address as PlaygroundAddress),

    paceSeconds: PACE_SECONDS,
  }
}

function started(bot: Bot | undefined): Bot {
  if (!bot) throw new Error('the playground has not started yet')
  return bot
}

/** What loopback is called. */
function namesOf(port: number): string[] {
  return [LOOPBACK, 'localhost', '[::1]'].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

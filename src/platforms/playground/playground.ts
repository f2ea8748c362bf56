/** The web page as a platform: a chat with the bot in the browser, which needs no account. */
import { join } from 'node:path'
import type { Hono } from 'hono'
import type { Atlas } from '../../atlas/atlas.ts'
import type { Command } from '../../command/command.ts'
import { defined } from '../../core/defined.ts'
import type { Log } from '../../core/log.ts'
import type { Bot, Platform } from '../../core/platform.ts'
import type { Languages } from '../../i18n/phrase.ts'
import type { Catalog } from '../../network/catalog/catalog.ts'
import type { Database } from '../../storage/database.ts'
import type { PhotoStore } from '../../storage/photo-store.ts'
import { startHttpServer } from '../../system/http-server.ts'
import type { PlaygroundAddress } from './address.ts'
import { createApp } from './app.ts'
import { createDelivery } from './deliver/deliver.ts'
import { createHistory } from './deliver/history.ts'
import { createLive } from './deliver/live.ts'
import { createResults } from './deliver/results.ts'
import { portUnavailable } from './errors.ts'
import { LIMITS } from './limits.ts'
import { createVisitors } from './visitors.ts'

interface PlaygroundOptions {
  /** The port to listen on. 0 takes a free port. */
  readonly port: number
  /** Opens the page to other machines, for people who have the token. Undefined: to everybody on this machine. */
  readonly token: string | undefined
  /** The data folder; results go into its subfolder `playground`. */
  readonly data: string
  readonly database: Database
  readonly photos: PhotoStore
  readonly catalog: Catalog
  /** The source of filter pictures. */
  readonly atlas: Pick<Atlas, 'choice' | 'tilePath'>
  readonly commands: ReadonlyMap<string, Command>
  readonly languages: Languages
  readonly log: Log
  /** Routes for monitoring: health and metrics. */
  readonly health?: Hono
  /** See `ResultsOptions`. */
  readonly mostBytes?: number
}

interface Playground extends Platform {
  /** The page's address on this machine, once it has started. */
  readonly url: string
}

const LOOPBACK = '127.0.0.1'
const ALL_ADDRESSES = '0.0.0.0'

/** `start` throws `UserError` output if the port is not available. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { token, data, database, mostBytes } = options
  let { port } = options
  let bot: Bot | undefined
  const live = createLive()
  const history = createHistory({ database })
  const results = createResults({ folder: join(data, 'playground'), database, ...defined({ mostBytes }) })
  const delivery = createDelivery({ history, results, live })
  const app = createApp({
    ...options,
    live,
    delivery,
    results,
    visitors: createVisitors({ token, port: () => port }),
    bot: () => started(bot),
    // With a token any host name is safe: a page that rebinds its name to this server has no cookie for that name.
    hosts: () => (token === undefined ? loopbackHosts(port) : undefined),
    moderator: token === undefined,
  })

  return {
    get url() {
      return `http://${LOOPBACK}:${port}/`
    },

    async start(given) {
      bot = given
      await results.removeOrphans()
      const host = token === undefined ? LOOPBACK : ALL_ADDRESSES
      const server = await startHttpServer({ fetch: app.fetch, host, port, graceMs: LIMITS.stopMs }).catch((error) => {
        throw portUnavailable(port, error)
      })
      port = server.port
      return async () => {
        live.close()
        await server.stop()
      }
    },

    async post(address, reply) {
      await delivery.post(address as PlaygroundAddress, reply)
      return address
    },

    async remove(address) {
      const { user, message } = address as PlaygroundAddress
      await delivery.remove(user, message)
    },

    forget: ({ address }) => delivery.forget(address as PlaygroundAddress),

    paceSeconds: LIMITS.paceSeconds,
  }
}

function started(bot: Bot | undefined): Bot {
  if (!bot) throw new Error('the playground has not started yet')
  return bot
}

/** Values of the Host header by which browsers address this machine. */
function loopbackHosts(port: number): string[] {
  return [LOOPBACK, 'localhost', '[::1]'].flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
}

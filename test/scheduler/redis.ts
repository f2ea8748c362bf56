/** A real Redis on a free port of this machine, which can be stopped and started again. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

/** For a test's `skip`: the reason why it cannot run here, or false if it can. */
export const withoutRedis =
  spawnSync('redis-server', ['--version']).status === 0
    ? false
    : 'there is no redis-server: apt-get install redis-server'

// Nothing may be skipped in CI.
if (withoutRedis && process.env.CI) throw new Error(withoutRedis)

export interface RedisServer extends AsyncDisposable {
  readonly url: string
  /** A client of the tests. */
  readonly client: Redis
  /** Stops the server. It saves its data unless the signal is SIGKILL. */
  stop(signal?: NodeJS.Signals): Promise<void>
  start(): Promise<void>
  /** Sends a signal without waiting for its effect. */
  signal(name: NodeJS.Signals): void
  /** Lists the keys without an expiry. */
  lasting(): Promise<string[]>
}

/** @param more Settings of the server, which override the defaults. */
export async function startRedis(more: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dreambot-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, retryStrategy: () => 20 })
  client.on('error', () => {})
  let server: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = { port, bind: '127.0.0.1', dir: folder, save: '3600 1', maxmemory: '512mb', ...more }
    server = spawn(
      'redis-server',
      Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
      { stdio: 'ignore' },
    )
    await client.ping()
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!server) return
    const exit = once(server, 'exit')
    server.kill(signal)
    server = undefined
    await exit
  }

  await start()
  return {
    ...{ url, client, start, stop },
    signal: (name) => void server?.kill(name),
    async lasting() {
      const keys = await client.keys('*')
      const times = await Promise.all(keys.map((key) => client.pttl(key)))
      return keys.filter((_, i) => times[i] === -1)
    },
    async [Symbol.asyncDispose]() {
      client.disconnect()
      await stop('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

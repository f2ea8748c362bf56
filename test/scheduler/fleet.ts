/** Bots and workers on a Redis of their own, in this process and in others that can be killed. */
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { WorkerPool } from '../../src/scheduler/pool.ts'
import type { OfferedNetworks } from '../../src/scheduler/redis/announce.ts'
import { createRedisPool } from '../../src/scheduler/redis/redis-pool.ts'
import { createRedisWorker, type RedisWorker } from '../../src/scheduler/redis/redis-worker.ts'
import { LOSS_SECONDS } from '../../src/scheduler/redis/timing.ts'
import { ECHO, type LogEntry } from './harness.ts'
import { type RedisServer, startRedis } from './redis.ts'
import type { RemoteOptions } from './remote.ts'

export interface Fleet extends AsyncDisposable {
  readonly redis: RedisServer
  /** The log of all bots and workers of this process. */
  readonly logged: LogEntry[]
  /** The workers of this process. */
  readonly workers: readonly RedisWorker[]
  bot(options?: { version?: string }): WorkerPool
  worker(options?: { version?: string; networks?: Partial<OfferedNetworks>; cancelSeconds?: number }): RedisWorker
  /** Starts a worker, or a bot that renders a job, in another process. */
  remote(options: Omit<RemoteOptions, 'url' | 'lossSeconds'>): ChildProcess
}

export async function startFleet({ lossSeconds = LOSS_SECONDS } = {}): Promise<Fleet> {
  const redis = await startRedis()
  const { url } = redis
  const logged: LogEntry[] = []
  const log = (entry: LogEntry) => void logged.push(entry)
  const bots: WorkerPool[] = []
  const workers: RedisWorker[] = []
  const remotes: ChildProcess[] = []

  return {
    ...{ redis, logged, workers },

    bot({ version = VERSION } = {}) {
      const bot = createRedisPool({ url, version, lossSeconds, log })
      bots.push(bot)
      return bot
    },

    worker({ version = VERSION, networks = {}, ...options } = {}) {
      const worker = createRedisWorker({ ...echo(networks), url, version, lossSeconds, log, ...options })
      workers.push(worker)
      return worker
    },

    remote(options) {
      const given: RemoteOptions = { ...options, url, lossSeconds }
      const path = fileURLToPath(new URL('./remote.ts', import.meta.url))
      const remote = fork(path, [JSON.stringify(given)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
      remotes.push(remote)
      return remote
    },

    async [Symbol.asyncDispose]() {
      await Promise.all([...bots.map((bot) => bot.close()), ...workers.map((worker) => worker.close(0))])
      await Promise.all(remotes.map(kill))
      const lasting = await Promise.race([redis.lasting(), sleep(1000, [], { ref: false })])
      await redis[Symbol.asyncDispose]()
      assert.deepEqual(lasting, [], 'keys without an expiry')
    },
  }
}

export const VERSION = '1.2.3'

/** The options of a Redis worker that renders with the echo worker. */
export function echo({ installed = ['minivgg'], fetchable = [] }: Partial<OfferedNetworks> = {}) {
  const worker = { weights: '/nowhere', engine: 'echo' }
  return { workerPath: ECHO, worker, networks: async () => ({ installed, fetchable }) }
}

/** Kills a process, and resolves when it has ended. */
export async function kill(remote: ChildProcess): Promise<void> {
  if (remote.exitCode !== null || remote.signalCode !== null) return
  const exit = once(remote, 'exit')
  remote.kill('SIGKILL')
  await exit
}

/** Resolves when the condition holds; rejects after `ms`. */
export async function until(condition: () => boolean, ms = 20_000): Promise<void> {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) assert.fail(`not within ${ms} ms: ${condition}`)
    await sleep(5)
  }
}

export async function sized(pool: WorkerPool, size: number, ms?: number): Promise<void> {
  await until(() => pool.size === size, ms)
}

export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then(() => assert.fail(`not within ${ms} ms`))
  return Promise.race([promise, late])
}

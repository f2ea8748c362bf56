/**
 * A worker that every bot on the same Redis gives jobs to. It renders in a process of its own, so that a crash there
 * costs one try, and so that this process renews BullMQ's lock on the job however long a step takes.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker as BullWorker, Queue } from 'bullmq'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { createWorkerProcess } from '../process/worker-process.ts'
import type { WorkerOptions } from '../protocol.ts'
import { announce, notifyBots, type OfferedNetworks, withdraw } from './announce.ts'
import { connectRedis } from './connection.ts'
import { CANCELLED_CHANNEL, QUEUE_PREFIX, refreshQueueTtl } from './keys.ts'
import type { Parcel, SentEnding } from './messages.ts'
import { createRunner } from './runner.ts'
import { timing } from './timing.ts'

interface RedisWorkerOptions {
  readonly url: string
  /** Dreambot's. */
  readonly version: string
  /** The module that renders, absolute. */
  readonly workerPath: string
  readonly worker: WorkerOptions
  /** Asked again and again: networks come and go. */
  readonly networks: () => Promise<OfferedNetworks>
  /** As in `WorkerProcessOptions`. */
  readonly memoryBytes?: number
  /** As in `LocalPoolOptions`. */
  readonly hangSeconds?: number
  readonly cancelSeconds?: number
  /** The bots' own, see `RedisPoolOptions`. */
  readonly lossSeconds?: number
  readonly log: Log
}

export interface RedisWorker {
  readonly name: string
  /**
   * Takes no new job from now on. The running one may end within so many seconds; after that it goes back to its bot,
   * which gives it to another worker.
   */
  close(graceSeconds: number): Promise<void>
}

/** Between two looks at the networks, in milliseconds. */
const NETWORKS_MS = 15_000
/** How long farewells to Redis may take, in milliseconds. */
const FAREWELL_MS = 3000

export function createRedisWorker(options: RedisWorkerOptions): RedisWorker {
  const { url, version, workerPath, worker, memoryBytes, log } = options
  const { hangSeconds = 120, cancelSeconds = 10, lossSeconds } = options
  const { lossMs, heartbeatMs, checkMs } = timing(lossSeconds)
  // Colons part BullMQ's keys.
  const name = `${hostname().replaceAll(':', '-')}-${process.pid}-${randomUUID().slice(0, 8)}`
  const link = connectRedis(url, log)
  const { redis } = link
  const renderer = createWorkerProcess({
    ...{ path: workerPath, options: worker, log, hangSeconds, cancelSeconds, memoryBytes },
  })
  let engine = worker.engine
  const runner = createRunner(redis, name, renderer, (used) => {
    engine = used
  })
  let networks: OfferedNetworks | undefined
  let closing: Promise<void> | undefined

  // Whoever reads its events reads them now.
  const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX, streams: { events: { maxLen: 1000 } } })
  const puller = new BullWorker<Parcel, SentEnding>(name, runner.run, {
    connection: redis,
    prefix: QUEUE_PREFIX,
    lockDuration: lossMs,
    stalledInterval: checkMs,
    // To try a lost job again is for its bot to decide.
    maxStalledCount: 0,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    runRetryDelay: 1000,
  })
  queue.on('error', link.logError)
  puller.on('error', link.logError)
  puller.on('active', () => soon(() => refreshQueueTtl(redis, name, runner.current())))
  puller.on('failed', (job, error) => {
    log({ level: 'warn', message: 'a job was not rendered', stack: stackOf(error), ...(job && { job: job.data.id }) })
  })
  puller.on('lockRenewalFailed', (attempts) => {
    for (const attempt of attempts) runner.stop(attempt, 'returned')
  })
  link.subscribe(CANCELLED_CHANNEL, (attempt) => runner.stop(attempt, 'cancelled'))

  async function giveSign(): Promise<void> {
    await Promise.all([refreshQueueTtl(redis, name, runner.current()), runner.checkDemand()])
    if (!networks || closing) return
    const { pid } = process
    await announce(redis, { name, version, host: hostname(), pid, engine, memory: renderer.memory(), networks }, lossMs)
  }

  async function lookAtNetworks(): Promise<void> {
    const before = JSON.stringify(networks)
    try {
      networks = await options.networks()
    } catch (error) {
      return log({ level: 'warn', message: 'the networks cannot be listed', stack: stackOf(error) })
    }
    if (JSON.stringify(networks) === before || closing) return
    await giveSign()
    await notifyBots(redis, name)
  }

  /** A Redis that is away hears nothing. */
  function soon(work: () => Promise<void>): void {
    if (link.isReady()) work().catch(link.logError)
  }

  redis.on('ready', () => soon(giveSign))
  redis.once('ready', () => soon(lookAtNetworks))
  const timers = [setInterval(soon, heartbeatMs, giveSign), setInterval(soon, NETWORKS_MS, lookAtNetworks)]

  async function farewell(): Promise<void> {
    await withdraw(redis, name)
    await puller.close()
    await giveSign()
    await queue.close()
  }

  async function close(graceSeconds: number): Promise<void> {
    // Without Redis nobody hears of what is finished.
    const grace = link.isReady() ? graceSeconds * 1000 : 0
    const timer = setTimeout(runner.close, grace)
    await Promise.race([farewell().catch(link.logError), sleep(grace + FAREWELL_MS, undefined, { ref: false })])
    clearTimeout(timer)
    for (const each of timers) clearInterval(each)
    await runner.close()
    // A farewell to a Redis that is away has not come to an end.
    void puller.close(true)
    await puller.getBackend().close(true)
    await link.close()
  }

  return {
    name,
    close(graceSeconds) {
      closing ??= close(graceSeconds)
      return closing
    },
  }
}

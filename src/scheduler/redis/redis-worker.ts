/**
 * A worker that takes jobs from all bots on the same Redis. It renders in a process of its own, so that a crash there
 * costs one try, and so that this process can renew BullMQ's lock on the job however long a step takes.
 */
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Job as BullJob, Worker as BullWorker, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { defined } from '../../core/defined.ts'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { createWorkerProcess } from '../process/worker-process.ts'
import type { WorkerOptions } from '../protocol.ts'
import { announce, notifyBots, type OfferedNetworks, withdraw } from './announce.ts'
import { connectRedis } from './connection.ts'
import { CANCELLED_CHANNEL, QUEUE_PREFIX, refreshQueueTtl } from './keys.ts'
import type { Parcel, SentEnding } from './messages.ts'
import { createRunner } from './runner.ts'
import { type Timing, timing } from './timing.ts'

interface RedisWorkerOptions {
  readonly url: string
  /** The version of Dreambot; only bots of the same version give it jobs. */
  readonly version: string
  /** The module that renders, absolute. */
  readonly workerPath: string
  readonly worker: WorkerOptions
  /** Lists the networks; called at an interval, because networks can be added and removed. */
  readonly networks: () => Promise<OfferedNetworks>
  /** See `WorkerProcessOptions`. */
  readonly memoryBytes?: number
  /** See `LocalPoolOptions`. */
  readonly hangSeconds?: number
  /** See `LocalPoolOptions`. */
  readonly cancelSeconds?: number
  /** The same as the bots', see `RedisPoolOptions`. */
  readonly lossSeconds?: number
  readonly log: Log
}

export interface RedisWorker {
  /** The name of the worker, unique to this run of it. */
  readonly name: string
  /**
   * Takes no more jobs. The job that runs may end within `graceSeconds`; after that it goes back to its bot, which
   * gives it to another worker.
   */
  close(graceSeconds: number): Promise<void>
}

/** The interval between two listings of the networks, in milliseconds. */
const NETWORKS_INTERVAL_MS = 15_000
/** The timeout of the last commands to Redis, in milliseconds. */
const FAREWELL_MS = 3000

export function createRedisWorker(options: RedisWorkerOptions): RedisWorker {
  const { url, version, workerPath: path, worker, memoryBytes, log } = options
  const { hangSeconds = 120, cancelSeconds = 10, lossSeconds } = options
  const { lossMs, heartbeatMs, checkMs } = timing(lossSeconds)
  const name = uniqueName()
  const link = connectRedis(url, log)
  const { redis } = link
  const renderer = createWorkerProcess({ path, options: worker, memoryBytes, hangSeconds, cancelSeconds, log })
  let engine = worker.engine
  let networks: OfferedNetworks | undefined
  let closing: Promise<void> | undefined
  const runner = createRunner({
    redis,
    name,
    renderer,
    onEngine(used) {
      engine = used
    },
  })

  // Few events are enough: bots read them as they come.
  const queue = new Queue(name, { connection: redis, prefix: QUEUE_PREFIX, streams: { events: { maxLen: 1000 } } })
  const puller = createPuller({ redis, name, run: runner.run, lossMs, checkMs })
  queue.on('error', link.logError)
  puller.on('error', link.logError)
  puller.on('active', () => link.whenReady(() => refreshQueueTtl(redis, name, runner.current())))
  puller.on('failed', (job, error) => {
    log({ level: 'warn', message: 'a job was not rendered', stack: stackOf(error), ...defined({ job: job?.data.id }) })
  })
  puller.on('lockRenewalFailed', (attempts) => {
    for (const attempt of attempts) runner.stop(attempt, 'returned')
  })
  link.subscribe(CANCELLED_CHANNEL, (attempt) => runner.stop(attempt, 'cancelled'))

  async function sendHeartbeat(): Promise<void> {
    await Promise.all([refreshQueueTtl(redis, name, runner.current()), runner.checkDemand()])
    if (!networks || closing) return
    const announcement = {
      name,
      version,
      host: hostname(),
      pid: process.pid,
      engine,
      memory: renderer.memory(),
      networks,
    }
    await announce(redis, announcement, lossMs)
  }

  async function updateNetworks(): Promise<void> {
    const before = JSON.stringify(networks)
    try {
      networks = await options.networks()
    } catch (error) {
      return log({ level: 'warn', message: 'the networks cannot be listed', stack: stackOf(error) })
    }
    if (JSON.stringify(networks) === before || closing) return
    await sendHeartbeat()
    await notifyBots(redis, name)
  }

  redis.on('ready', () => link.whenReady(sendHeartbeat))
  redis.once('ready', () => link.whenReady(updateNetworks))
  const timers = [
    setInterval(link.whenReady, heartbeatMs, sendHeartbeat),
    setInterval(link.whenReady, NETWORKS_INTERVAL_MS, updateNetworks),
  ]

  /** Leaves Redis in order; it does not settle while Redis is away. */
  async function sayFarewell(): Promise<void> {
    await withdraw(redis, name)
    await puller.close()
    await sendHeartbeat()
    await queue.close()
  }

  async function close(graceSeconds: number): Promise<void> {
    // While Redis is away nobody can receive the result.
    const grace = link.isReady() ? graceSeconds * 1000 : 0
    const timer = setTimeout(runner.close, grace)
    const farewell = sayFarewell().catch(link.logError)
    await Promise.race([farewell, sleep(grace + FAREWELL_MS, undefined, { ref: false })])
    clearTimeout(timer)
    for (const each of timers) clearInterval(each)
    await runner.close()
    // In case the farewell has not settled.
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

interface PullerOptions extends Pick<Timing, 'lossMs' | 'checkMs'> {
  readonly redis: Redis
  readonly name: string
  readonly run: (job: BullJob<Parcel, SentEnding>) => Promise<SentEnding>
}

/** The BullMQ worker that takes jobs from the queue, one at a time. */
function createPuller({ redis, name, run, lossMs, checkMs }: PullerOptions): BullWorker<Parcel, SentEnding> {
  return new BullWorker<Parcel, SentEnding>(name, run, {
    connection: redis,
    prefix: QUEUE_PREFIX,
    lockDuration: lossMs,
    stalledInterval: checkMs,
    // A job that was lost is not tried again here: its bot decides about that.
    maxStalledCount: 0,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
    runRetryDelay: 1000,
  })
}

/** Host, process, and a random part. Without colons, which separate the parts of BullMQ's keys. */
function uniqueName(): string {
  return `${hostname().replaceAll(':', '-')}-${process.pid}-${randomUUID().slice(0, 8)}`
}

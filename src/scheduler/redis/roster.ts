/** The workers on the same Redis as one bot sees them, and its leases of them. */

import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import { phrase } from '../../i18n/phrase.ts'
import { workerLost } from '../job-errors.ts'
import { type Announcement, readAnnouncements } from './announce.ts'
import { coalesce } from './coalesce.ts'
import type { RedisConnection } from './connection.ts'
import { WORKERS_CHANNEL } from './keys.ts'
import { endLease, leasesOf, takeLease } from './leases.ts'
import type { Timing } from './timing.ts'
import { createWorkerRequests, type WorkerRequest } from './worker-requests.ts'

interface Roster {
  /** The number of jobs of this bot that can run at the same time now: all workers but those leased by other bots. */
  readonly size: number
  /** The names of all workers that jobs may go to. */
  names(): string[]
  /** The host of each worker, and the memory of its render process in bytes. */
  workers(): { host: string; bytes: number }[]
  /** The number of times that Redis has answered. */
  answers(): number
  /**
   * Leases a free worker for an attempt, and waits while all are busy. A worker that has the network comes before one
   * that would download it. Returns the worker's name, or undefined when the signal aborts. Throws `UserError`
   * missing-weights or worker-lost when for `lossMs` there has been no worker, busy or free, that could render with the
   * network.
   */
  take(request: WorkerRequest, signal: AbortSignal): Promise<string | undefined>
  /** Ends the lease of a worker. */
  release(worker: string): Promise<void>
  /** Lets the lease of a worker that may still be busy run out. */
  abandon(worker: string): void
  close(): void
}

interface RosterOptions {
  readonly link: RedisConnection
  /** The version of Dreambot; workers of other versions get no jobs. */
  readonly version: string
  readonly timing: Timing
  /** Called after every update of the workers, and when the connection to Redis closes. */
  readonly onUpdate: () => void
  readonly log: Log
}

export function createRoster({ link, version, timing, onUpdate, log }: RosterOptions): Roster {
  const { redis } = link
  const { lossMs, heartbeatMs } = timing
  const logOtherVersion = createVersionLog(version, log)
  let workers: Announcement[] = []
  /** The attempts of all bots by worker, as of the last update. */
  let leases = new Map<string, string>()
  /** The attempts of this bot by worker. */
  const own = new Map<string, string>()
  let answers = 0

  const requests = createWorkerRequests({
    lease,
    release,
    refusal: (network) => refusalOf(network, workers),
    patienceMs: lossMs,
  })
  const grant = coalesce(requests.grant)
  const isFree = ({ name }: Announcement) => !own.has(name) && !leases.has(name)

  const update = coalesce(async () => {
    const all = await readAnnouncements(redis)
    workers = all.filter((worker) => worker.version === version)
    leases = await leasesOf(
      redis,
      workers.map(({ name }) => name),
    )
    answers++
    for (const worker of all) if (worker.version !== version) logOtherVersion(worker)
    onUpdate()
    link.whenReady(grant)
  })

  async function lease({ attempt, network }: WorkerRequest): Promise<string | undefined> {
    for (const { name } of bestFirst(workers.filter(isFree), network)) {
      // Noted before Redis answers, so that this bot does not try to lease the worker twice.
      own.set(name, attempt)
      const isTaken = await takeLease(redis, { worker: name, attempt }, lossMs).catch((error) => {
        own.delete(name)
        throw error
      })
      if (isTaken) return name
      own.delete(name)
      leases.set(name, 'of another bot')
    }
    return undefined
  }

  async function release(worker: string): Promise<void> {
    const attempt = own.get(worker)
    own.delete(worker)
    leases.delete(worker)
    if (attempt !== undefined) await endLease(redis, { worker, attempt })
  }

  async function renewAndUpdate(): Promise<void> {
    for (const [worker, attempt] of own) takeLease(redis, { worker, attempt }, lossMs).catch(link.logError)
    await update()
  }

  // Nothing is done while Redis is away: when it is back, everything is updated.
  redis.on('ready', () => link.whenReady(renewAndUpdate))
  redis.on('close', onUpdate)
  link.subscribe(WORKERS_CHANNEL, () => link.whenReady(update))
  const timer = setInterval(link.whenReady, heartbeatMs, renewAndUpdate)

  return {
    get size() {
      return link.isReady() ? workers.filter((worker) => own.has(worker.name) || isFree(worker)).length : 0
    },
    workers: () => workers.map(({ host, memory }) => ({ host, bytes: memory })),
    names: () => workers.map(({ name }) => name),
    answers: () => answers,

    async take(request, signal) {
      const taking = requests.add(request, signal)
      link.whenReady(grant)
      const worker = await taking
      if (worker === undefined || !signal.aborted) return worker
      link.whenReady(() => release(worker))
      return undefined
    },

    release,
    abandon(worker) {
      const attempt = own.get(worker)
      own.delete(worker)
      if (attempt !== undefined) leases.set(worker, attempt)
    },
    close: () => clearInterval(timer),
  }
}

/** The workers that can render with the network: first those that have it, then those that would download it. */
function bestFirst(workers: readonly Announcement[], network: string): Announcement[] {
  const has = ({ networks }: Announcement) => networks.installed.includes(network)
  const able = workers.filter((worker) => canRender(worker, network))
  return able.toSorted((a, b) => Number(has(b)) - Number(has(a)))
}

function canRender({ networks }: Announcement, network: string): boolean {
  return networks.installed.includes(network) || networks.fetchable.includes(network)
}

/** Returns a function that logs each worker of another version once. */
function createVersionLog(version: string, log: Log): (worker: Announcement) => void {
  const logged = new Set<string>()
  return ({ name, version: other }) => {
    if (logged.has(name)) return
    logged.add(name)
    const message = `the worker ${name} gets no jobs: its Dreambot is ${other}, this one ${version}`
    log({ level: 'warn', message })
  }
}

function refusalOf(network: string, workers: readonly Announcement[]): UserError | undefined {
  if (workers.length === 0) return workerLost()
  if (workers.some((worker) => canRender(worker, network))) return undefined
  return new UserError(
    'missing-weights',
    phrase`No render worker has the network ${network}.`,
    phrase`Try again later, or with another network.`,
  )
}

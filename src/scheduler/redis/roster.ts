/** The workers that there are, as one bot sees them, and those of them that it has taken for its jobs. */

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

interface Roster {
  /** How many jobs of this bot can run at the same time now: on all workers but those that other bots have taken. */
  readonly size: number
  /** All workers that jobs may go to. */
  names(): string[]
  /** What they hold, in bytes. */
  workers(): { host: string; bytes: number }[]
  /** Hears of every look at them, and when Redis is away. One listener. */
  watch(listener: () => void): void
  /** How often Redis has answered. */
  answers(): number
  /**
   * Takes a free worker for an attempt, rather one that has the network than one that would fetch it, and waits while
   * all are busy. Undefined when the signal is aborted. Throws `UserError` missing-weights or worker-lost when for some
   * time there has been no worker, free or not, that could render with the network.
   */
  take(attempt: string, network: string, signal: AbortSignal): Promise<string | undefined>
  /** Lets a worker go. */
  release(worker: string): Promise<void>
  /** Lets a worker go when its lease ends by itself: it may still be busy. */
  abandon(worker: string): void
  close(): void
}

interface RosterOptions {
  readonly link: RedisConnection
  /** Dreambot's. */
  readonly version: string
  readonly timing: Timing
  readonly log: Log
}

interface Wish {
  readonly attempt: string
  readonly network: string
  readonly settle: (answer: string | undefined | UserError) => void
  /** Since when no worker there is could grant it. */
  hopeless?: number
}

export function createRoster({ link, version, timing, log }: RosterOptions): Roster {
  const { redis } = link
  const { lossMs, heartbeatMs } = timing
  let workers: Announcement[] = []
  /** Attempts by worker, as last seen. */
  let leases = new Map<string, string>()
  const mine = new Map<string, string>()
  const wishes = new Set<Wish>()
  const strangers = new Set<string>()
  let answers = 0
  let listener = () => {}

  const isFree = ({ name }: Announcement) => !mine.has(name) && !leases.has(name)

  const look = coalesce(async () => {
    const all = await readAnnouncements(redis)
    workers = all.filter((worker) => worker.version === version)
    leases = await leasesOf(
      redis,
      workers.map(({ name }) => name),
    )
    answers++
    for (const stranger of all) if (stranger.version !== version) tellOf(stranger)
    listener()
    soon(grant)
  })

  function tellOf({ name, version: other }: Announcement): void {
    if (strangers.has(name)) return
    strangers.add(name)
    const message = `the worker ${name} gets no jobs: its Dreambot is ${other}, this one ${version}`
    log({ level: 'warn', message })
  }

  const grant = coalesce(async () => {
    for (const wish of wishes) {
      const worker = await takeBest(wish)
      if (worker === undefined) weigh(wish)
      else if (wishes.has(wish)) settle(wish, worker)
      else await release(worker)
    }
  })

  async function takeBest({ attempt, network }: Wish): Promise<string | undefined> {
    const has = ({ networks }: Announcement) => networks.installed.includes(network)
    const able = workers.filter((worker) => isFree(worker) && canRender(worker, network))
    for (const { name } of able.toSorted((a, b) => Number(has(b)) - Number(has(a)))) {
      // Meanwhile nothing else is granted it.
      mine.set(name, attempt)
      const isTaken = await takeLease(redis, name, attempt, lossMs).catch((error) => {
        mine.delete(name)
        throw error
      })
      if (isTaken) return name
      mine.delete(name)
      leases.set(name, 'of another bot')
    }
    return undefined
  }

  function weigh(wish: Wish): void {
    const now = performance.now()
    if (workers.some((worker) => canRender(worker, wish.network))) return void delete wish.hopeless
    wish.hopeless ??= now
    if (now - wish.hopeless > lossMs) settle(wish, workers.length === 0 ? workerLost() : nobodyHas(wish.network))
  }

  function settle(wish: Wish, answer: string | undefined | UserError): void {
    if (wishes.delete(wish)) wish.settle(answer)
  }

  async function release(worker: string): Promise<void> {
    const attempt = mine.get(worker)
    mine.delete(worker)
    leases.delete(worker)
    if (attempt !== undefined) await endLease(redis, worker, attempt)
  }

  async function renew(): Promise<void> {
    for (const [worker, attempt] of mine) takeLease(redis, worker, attempt, lossMs).catch(link.logError)
    await look()
  }

  /** A Redis that is away hears nothing; when it is back, everything is looked at. */
  function soon(work: () => Promise<void>): void {
    if (link.isReady()) work().catch(link.logError)
  }

  redis.on('ready', () => soon(renew))
  redis.on('close', () => listener())
  link.subscribe(WORKERS_CHANNEL, () => soon(look))
  const timer = setInterval(soon, heartbeatMs, renew)

  return {
    get size() {
      return link.isReady() ? workers.filter((worker) => mine.has(worker.name) || isFree(worker)).length : 0
    },
    workers: () => workers.map(({ host, memory }) => ({ host, bytes: memory })),
    names: () => workers.map(({ name }) => name),
    watch(hear) {
      listener = hear
    },
    answers: () => answers,

    async take(attempt, network, signal) {
      const { promise, resolve } = Promise.withResolvers<string | undefined | UserError>()
      const wish = { attempt, network, settle: resolve }
      if (signal.aborted) return undefined
      signal.addEventListener('abort', () => settle(wish, undefined), { once: true })
      wishes.add(wish)
      soon(grant)
      const answer = await promise
      if (answer instanceof UserError) throw answer
      if (answer === undefined || !signal.aborted) return answer
      soon(() => release(answer))
      return undefined
    },

    release,
    abandon(worker) {
      const attempt = mine.get(worker)
      mine.delete(worker)
      if (attempt !== undefined) leases.set(worker, attempt)
    },
    close: () => clearInterval(timer),
  }
}

function canRender({ networks }: Announcement, network: string): boolean {
  return networks.installed.includes(network) || networks.fetchable.includes(network)
}

function nobodyHas(network: string): UserError {
  return new UserError(
    'missing-weights',
    phrase`No render worker has the network ${network}.`,
    phrase`Try again later, or with another network.`,
  )
}

/**
 * Workers anywhere that the same Redis brings together, shared with any number of other bots. A bot takes a free worker,
 * puts the job into that worker's queue, and lets the worker go when it has answered: one job per free worker, whoever
 * asks first.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Progress } from '../../core/result.ts'
import { workerLost } from '../job-errors.ts'
import type { WorkerPool } from '../pool.ts'
import type { RenderRequest } from '../protocol.ts'
import type { Ending } from '../types.ts'
import { makeAttempt } from './attempt.ts'
import { type Channel, openChannel } from './channel.ts'
import { connectRedis } from './connection.ts'
import { createRoster } from './roster.ts'
import { timing } from './timing.ts'

interface RedisPoolOptions {
  readonly url: string
  /** Dreambot's: workers of another get no jobs. */
  readonly version: string
  /**
   * A worker, or Redis, that gives no sign of life for so long is lost, and what was rendered there ends as worker-lost.
   * The workers need the same. Default 8.
   */
  readonly lossSeconds?: number
  readonly log: Log
}

interface Render {
  readonly cancelled: AbortController
  readonly lost: AbortController
  readonly ending: Promise<Ending>
}

interface Signals {
  readonly cancelled: AbortSignal
  readonly lost: AbortSignal
}

/** How long workers may take to their next step when all is closed, in milliseconds. */
const CLOSE_MS = 2000

export function createRedisPool({ url, version, lossSeconds, log }: RedisPoolOptions): WorkerPool {
  const times = timing(lossSeconds)
  const link = connectRedis(url, log)
  const roster = createRoster({ link, version, timing: times, log })
  const channels = new Map<string, Channel>()
  const renders = new Map<string, Render>()
  /** What goes on behind the answers. */
  const chores = new Set<Promise<unknown>>()
  /** How long Redis has not answered, in milliseconds. */
  let silence = 0
  let answers = 0
  let size = 0
  let listener = () => {}
  let closing: Promise<void> | undefined

  function channelTo(worker: string): Channel {
    const channel = channels.get(worker) ?? openChannel(worker, link, times)
    channels.set(worker, channel)
    return channel
  }

  function chore(work: Promise<unknown>): void {
    const done = work.catch(link.logError).finally(() => chores.delete(done))
    chores.add(done)
  }

  function sizeNow(): number {
    return closing || silence > times.lossMs ? 0 : roster.size
  }

  function tellSize(): void {
    if (sizeNow() === size) return
    size = sizeNow()
    listener()
  }

  roster.watch(() => {
    if (closing) return
    const names = new Set(roster.names())
    // Opened before they are needed, for that takes longer than a job's way.
    for (const worker of names) channelTo(worker)
    for (const [worker, channel] of channels) {
      if (names.has(worker) || channel.busy()) continue
      channels.delete(worker)
      chore(channel.close())
    }
    tellSize()
  })

  function loseAll(): void {
    for (const { lost } of renders.values()) lost.abort()
  }

  // Counted in looks, not by the clock: a process that was stopped for a while has not heard what was answered meanwhile.
  const timer = setInterval(() => {
    silence = roster.answers() === answers ? silence + times.checkMs : 0
    answers = roster.answers()
    if (silence > times.lossMs) loseAll()
    tellSize()
  }, times.checkMs)

  async function untilEnd(
    rendered: RenderRequest,
    hear: (progress: Progress) => void,
    render: Signals,
  ): Promise<Ending> {
    const { cancelled, lost } = render
    for (;;) {
      const attempt = randomUUID()
      const worker = await roster.take(attempt, rendered.job.network, AbortSignal.any([cancelled, lost]))
      if (worker === undefined) return cancelled.aborted ? CANCELLED : failed(workerLost())
      const isOpen = () => roster.names().includes(worker)
      const parts = { attempt, rendered, hear, link, channel: channelTo(worker), isOpen, timing: times, log }
      const { ending, isAnswer, clean } = await makeAttempt({ ...parts, cancelled, lost })
      if (isAnswer) chore(roster.release(worker))
      else roster.abandon(worker)
      chore(clean())
      if (cancelled.aborted) return CANCELLED
      if (ending !== 'again') return ending
    }
  }

  async function close(): Promise<void> {
    const endings = [...renders.values()].map(({ ending }) => ending)
    for (const { cancelled } of renders.values()) cancelled.abort()
    await Promise.race([Promise.allSettled(endings), pause()])
    loseAll()
    await Promise.allSettled(endings)
    clearInterval(timer)
    roster.close()
    for (const channel of channels.values()) chore(channel.close())
    // What cannot be removed in time expires.
    await Promise.race([Promise.all(chores), pause()])
    await link.close()
  }

  return {
    get size() {
      return sizeNow()
    },

    onSizeChange(hear) {
      listener = hear
    },

    async render(rendered, hear) {
      if (closing) return CANCELLED
      const [cancelled, lost] = [new AbortController(), new AbortController()]
      const ending = untilEnd(rendered, hear, { cancelled: cancelled.signal, lost: lost.signal })
        .catch(failed)
        .finally(() => renders.delete(rendered.id))
      renders.set(rendered.id, { cancelled, lost, ending })
      return ending
    },

    cancel(id) {
      const render = renders.get(id)
      render?.cancelled.abort()
      return render !== undefined
    },

    workers: () => roster.workers(),

    close() {
      closing ??= close()
      return closing
    },
  }
}

const CANCELLED: Ending = { state: 'cancelled' }

function failed(error: unknown): Ending {
  if (!(error instanceof UserError)) throw error
  return { state: 'failed', error }
}

function pause(): Promise<void> {
  return sleep(CLOSE_MS, undefined, { ref: false })
}

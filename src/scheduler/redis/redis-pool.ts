/**
 * A pool of workers that share a Redis, with any number of other bots. The bot leases a free worker, puts the job into
 * the worker's queue, and releases the worker when it has answered. Who asks first gets the worker.
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
import { createChannels } from './channels.ts'
import { connectRedis } from './connection.ts'
import { createRoster } from './roster.ts'
import { createSilence } from './silence.ts'
import { timing } from './timing.ts'

interface RedisPoolOptions {
  readonly url: string
  /** The version of Dreambot; workers of other versions get no jobs. */
  readonly version: string
  /**
   * The silence of a worker or of Redis, in seconds, after which it counts as lost and its jobs end as worker-lost. The
   * workers need the same value. Default 8.
   */
  readonly lossSeconds?: number
  readonly log: Log
}

/** A job that is being rendered. */
interface Render {
  readonly cancelled: AbortController
  readonly lost: AbortController
  readonly ending: Promise<Ending>
}

interface RenderSignals {
  readonly cancelled: AbortSignal
  readonly lost: AbortSignal
}

/**
 * The longest time that `close` waits for the workers' next steps, and then for the removal of keys; in milliseconds.
 */
const CLOSE_MS = 2000

const CANCELLED: Ending = { state: 'cancelled' }

export function createRedisPool({ url, version, lossSeconds, log }: RedisPoolOptions): WorkerPool {
  const times = timing(lossSeconds)
  const link = connectRedis(url, log)
  const roster = createRoster({ link, version, timing: times, onUpdate: onRosterUpdate, log })
  const silence = createSilence(roster.answers, times)
  /** Work that nobody waits for but `close`. */
  const background = new Set<Promise<unknown>>()
  const channels = createChannels({ link, timing: times, onClosing: inBackground })
  const renders = new Map<string, Render>()
  let knownSize = 0
  let onSizeChange = () => {}
  let closing: Promise<void> | undefined

  function inBackground(work: Promise<unknown>): void {
    const done = work.catch(link.logError).finally(() => background.delete(done))
    background.add(done)
  }

  function size(): number {
    return closing || silence.isLoss() ? 0 : roster.size
  }

  function notifySize(): void {
    if (size() === knownSize) return
    knownSize = size()
    onSizeChange()
  }

  function onRosterUpdate(): void {
    if (closing) return
    channels.sync(roster.names())
    notifySize()
  }

  function loseAll(): void {
    for (const { lost } of renders.values()) lost.abort()
  }

  const timer = setInterval(() => {
    silence.check()
    if (silence.isLoss()) loseAll()
    notifySize()
  }, times.checkMs)

  /** Makes attempts until one has an ending. */
  async function untilEnd(
    request: RenderRequest,
    onProgress: (progress: Progress) => void,
    { cancelled, lost }: RenderSignals,
  ): Promise<Ending> {
    for (;;) {
      const attempt = randomUUID()
      const worker = await roster.take({ attempt, network: request.job.network }, AbortSignal.any([cancelled, lost]))
      if (worker === undefined) return cancelled.aborted ? CANCELLED : failed(workerLost())
      const { ending, isAnswer, clean } = await makeAttempt({
        attempt,
        request,
        onProgress,
        link,
        channel: channels.to(worker),
        isWorkerOpen: () => roster.names().includes(worker),
        cancelled,
        lost,
        timing: times,
        log,
      })
      if (isAnswer) inBackground(roster.release(worker))
      else roster.abandon(worker)
      inBackground(clean())
      if (cancelled.aborted) return CANCELLED
      if (ending !== 'again') return ending
    }
  }

  async function close(): Promise<void> {
    const endings = [...renders.values()].map(({ ending }) => ending)
    for (const { cancelled } of renders.values()) cancelled.abort()
    await Promise.race([Promise.allSettled(endings), timeout()])
    loseAll()
    await Promise.allSettled(endings)
    clearInterval(timer)
    roster.close()
    channels.closeAll()
    // Keys that cannot be removed in time expire.
    await Promise.race([Promise.all(background), timeout()])
    await link.close()
  }

  return {
    get size() {
      return size()
    },

    onSizeChange(listener) {
      onSizeChange = listener
    },

    async render(request, onProgress) {
      if (closing) return CANCELLED
      const [cancelled, lost] = [new AbortController(), new AbortController()]
      const ending = untilEnd(request, onProgress, { cancelled: cancelled.signal, lost: lost.signal })
        .catch(failed)
        .finally(() => renders.delete(request.id))
      renders.set(request.id, { cancelled, lost, ending })
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

/** The ending for an error that the user reads; throws any other error, which is a bug. */
function failed(error: unknown): Ending {
  if (!(error instanceof UserError)) throw error
  return { state: 'failed', error }
}

function timeout(): Promise<void> {
  return sleep(CLOSE_MS, undefined, { ref: false })
}

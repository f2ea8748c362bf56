/**
 * Submission in, events out. The store says who may join and who is next, Bottleneck holds the rates, and a pool renders,
 * one job at a time on each of its devices.
 */

import { stackOf, UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, type Limits, stricterLimits } from '../core/limits.ts'
import type { Log } from '../core/log.ts'
import { phrase } from '../i18n/phrase.ts'
import { createForecast } from './forecast.ts'
import { createHourlyRate, type HourlyRateOptions } from './hourly-rate.ts'
import { isRetryable, unexpectedError } from './job-errors.ts'
import { createJobQueue, type QueueEntry } from './job-queue.ts'
import { createRenderPace, type RenderPace } from './pace.ts'
import type { WorkerPool } from './pool.ts'
import type { Ending, JobEvent, ObservationListener, Scheduler, Submission } from './types.ts'

export interface SchedulerOptions extends HourlyRateOptions {
  readonly pool: WorkerPool
  /** Default `LIMITS`. */
  readonly limits?: Partial<Limits>
  /** What is known of how long renders take. Default nothing yet. */
  readonly pace?: RenderPace
  /** Hears what is counted and measured. */
  readonly onObservation?: ObservationListener
  readonly log: Log
}

/** A job that has cost so many devices is not given to another. */
const MOST_TRIES = 2

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { pool, pace = createRenderPace(), onObservation = () => {}, log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const store = createJobQueue(limits)
  const rate = createHourlyRate(options)
  const forecast = createForecast(store, pace, () => pool.size)
  const listeners = new Map<string, (event: JobEvent) => void>()
  const turns = new Set<Promise<void>>()
  let draining = false
  let closing: Promise<void> | undefined
  let moving: Promise<void> | undefined

  pool.onSizeChange(dispatch)

  function tell(id: string, event: JobEvent): void {
    try {
      listeners.get(id)?.(event)
    } catch (error) {
      log({ level: 'error', message: 'a listener threw', job: id, stack: stackOf(error) })
    }
  }

  /** Settles when everybody in line has heard of a new position; many changes at once are told once. */
  function tellPositions(): Promise<void> {
    moving ??= new Promise((settle) => {
      setImmediate(() => {
        moving = undefined
        tellMoved()
        settle()
      })
    })
    return moving
  }

  function tellMoved(): void {
    const moved = store.takeMoves()
    if (moved.length === 0) return
    const times = new Map(forecast.line().map(({ id, etaSeconds }) => [id, etaSeconds]))
    for (const { id, position } of moved) {
      const etaSeconds = times.get(id)
      // A listener may have cancelled a job, and with that moved the others on.
      if (store.waiting()[position - 1]?.id === id)
        tell(id, { state: 'waiting', position, ...(etaSeconds !== undefined && { etaSeconds }) })
    }
  }

  function end(id: string, ending: Ending, rendered = false): void {
    const row = store.get(id)
    store.remove(id, rendered)
    if (row) onObservation({ type: 'ended', submission: row.submission, ending })
    tell(id, ending)
    listeners.delete(id)
    void tellPositions()
  }

  /** Gives every free device its next job. */
  function dispatch(): void {
    while (!draining && turns.size < pool.size) {
      const next = store.start()
      if (!next) return
      const turn: Promise<void> = take(next).finally(() => {
        turns.delete(turn)
        dispatch()
      })
      turns.add(turn)
    }
  }

  /** One job's turn on a device. */
  async function take({ id, submission, tries, since }: QueueEntry): Promise<void> {
    onObservation({ type: 'started', submission, waitedSeconds: (Date.now() - since) / 1000 })
    const rendering = pool.render(submission, (progress) => {
      if (progress.etaSeconds !== undefined) store.setRemaining(id, progress.etaSeconds)
      tell(id, { state: 'running', progress })
    })
    tell(id, { state: 'running' })
    void tellPositions()
    const ending = await rendering.catch((error): Ending => {
      log({ level: 'error', message: 'a job could not be handed to its worker', job: id, stack: stackOf(error) })
      return { state: 'failed', error: unexpectedError() }
    })
    if (isRetryable(ending) && tries < MOST_TRIES && !draining) {
      onObservation({ type: 'retried', submission })
      log({ level: 'warn', message: 'a job is tried again', job: id })
      store.requeue(id)
      void tellPositions()
      return
    }
    if (ending.state === 'done') forecast.learn(submission, ending.result.report)
    end(id, ending, true)
  }

  async function takeTokens({ user, place, limits: { perUserHourly: own } = {} }: Submission): Promise<void> {
    if (own !== undefined && own < limits.perUserHourly) await rate.take(`${user} in ${place}`, own)
    await rate.take(user, limits.perUserHourly)
  }

  function checkOpen(): void {
    if (draining) throw shuttingDown()
  }

  async function close(): Promise<void> {
    draining = true
    for (const { id } of store.waiting()) end(id, { state: 'cancelled' })
    await pool.close()
    // Every turn taken ends with its job's ending told.
    await Promise.all(turns)
    await moving
  }

  return {
    async submit(submission, listen) {
      const { id, isResumed } = submission
      if (!isResumed) checkOpen()
      store.admit(submission)
      try {
        if (!isResumed) {
          forecast.check(submission, stricterLimits(limits, submission.limits).perJobSeconds)
          await takeTokens(submission)
          checkOpen()
        }
      } catch (error) {
        store.remove(id)
        throw error
      }
      listeners.set(id, listen)
      store.enqueue(id, forecast.of(submission))
      onObservation({ type: 'accepted', submission })
      await tellPositions()
      // Whoever waits for this hears of its place before of its start.
      setImmediate(dispatch)
    },

    cancel(id) {
      const row = store.get(id)
      if (row?.state === 'running') return pool.cancel(id)
      if (row?.state !== 'waiting') return false
      end(id, { state: 'cancelled' })
      return true
    },

    queue: forecast.line,

    async drain(seconds) {
      draining = true
      const timer = Promise.withResolvers<void>()
      const timeout = setTimeout(timer.resolve, seconds * 1000)
      await Promise.race([Promise.all(turns), timer.promise])
      clearTimeout(timeout)
    },

    close() {
      closing ??= close()
      return closing
    },
  }
}

function shuttingDown(): UserError {
  return new UserError(
    'limit',
    phrase`Dreambot is shutting down and takes no new pictures.`,
    phrase`Ask again in a minute.`,
  )
}

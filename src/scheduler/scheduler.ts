/**
 * The scheduler: submissions in, events out. The queue decides who may join and who is next, the hourly rate counts
 * submissions, and the pool renders one job at a time on each of its devices.
 */

import { stackOf, UserError } from '../core/errors.ts'
import { DEFAULT_LIMITS, type Limits, stricterLimits } from '../core/limits.ts'
import type { Log } from '../core/log.ts'
import { phrase } from '../i18n/phrase.ts'
import { createForecast } from './forecast.ts'
import { createHourlyRate, type HourlyRateOptions } from './hourly-rate.ts'
import { isRetryable, unexpectedError } from './job-errors.ts'
import { createJobQueue, type QueueEntry } from './job-queue.ts'
import { createNotifier } from './notifier.ts'
import { createRenderPace, type RenderPace } from './pace.ts'
import type { WorkerPool } from './pool.ts'
import type { Ending, ObservationListener, Scheduler, Submission } from './types.ts'

export interface SchedulerOptions extends HourlyRateOptions {
  readonly pool: WorkerPool
  /** Default `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>
  /** The known paces of renders. Default: none yet, kept in memory. */
  readonly pace?: RenderPace
  /** Called with every fact that metrics count or measure. */
  readonly onObservation?: ObservationListener
  readonly log: Log
}

/** The number of times that a job is started. One that has cost two devices would cost the next one too. */
const MAX_TRIES = 2

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { pool, pace = createRenderPace(), onObservation = () => {}, log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const queue = createJobQueue(limits)
  const rate = createHourlyRate(options)
  const forecast = createForecast(queue, pace, () => pool.size)
  const notifier = createNotifier({ queue, forecast, log })
  /** One for each job that runs. */
  const turns = new Set<Promise<void>>()
  let isDraining = false
  let closing: Promise<void> | undefined

  pool.onSizeChange(dispatch)

  /** Starts a job on every free device. */
  function dispatch(): void {
    while (!isDraining && turns.size < pool.size) {
      const next = queue.start()
      if (!next) return
      const turn: Promise<void> = takeTurn(next).finally(() => {
        turns.delete(turn)
        dispatch()
      })
      turns.add(turn)
    }
  }

  /** Renders a job, then ends it or puts it back into the queue. */
  async function takeTurn(entry: QueueEntry): Promise<void> {
    const { id, submission, tries } = entry
    const ending = await render(entry)
    if (isRetryable(ending) && tries < MAX_TRIES && !isDraining) {
      onObservation({ type: 'retried', submission })
      log({ level: 'warn', message: 'a job is tried again', job: id })
      queue.requeue(id)
      void notifier.notifyMoved()
      return
    }
    if (ending.state === 'done') forecast.learn(submission, ending.result.report)
    end(id, ending, true)
  }

  async function render({ id, submission, since }: QueueEntry): Promise<Ending> {
    onObservation({ type: 'started', submission, waitedSeconds: (Date.now() - since) / 1000 })
    const rendering = pool.render(submission, (progress) => {
      if (progress.etaSeconds !== undefined) queue.setRemaining(id, progress.etaSeconds)
      notifier.notify(id, { state: 'running', progress })
    })
    notifier.notify(id, { state: 'running' })
    void notifier.notifyMoved()
    return rendering.catch((error) => {
      log({ level: 'error', message: 'a job could not be handed to its worker', job: id, stack: stackOf(error) })
      return { state: 'failed', error: unexpectedError() }
    })
  }

  /** @param rendered Whether the job had its turn on a device. */
  function end(id: string, ending: Ending, rendered = false): void {
    const entry = queue.get(id)
    queue.remove(id, rendered)
    if (entry) onObservation({ type: 'ended', submission: entry.submission, ending })
    notifier.notify(id, ending)
    notifier.unsubscribe(id)
    void notifier.notifyMoved()
  }

  /**
   * Throws `UserError` limit when the job may not join the queue. Takes a token only if nothing else refuses the job.
   */
  async function check(submission: Submission): Promise<void> {
    forecast.check(submission, stricterLimits(limits, submission.limits).perJobSeconds)
    await takeTokens(submission)
    checkOpen()
  }

  async function takeTokens({ user, place, limits: ofPlace = {} }: Submission): Promise<void> {
    const { perUserHourly } = ofPlace
    if (perUserHourly !== undefined && perUserHourly < limits.perUserHourly) {
      await rate.take(`${user} in ${place}`, perUserHourly)
    }
    await rate.take(user, limits.perUserHourly)
  }

  function checkOpen(): void {
    if (isDraining) throw shuttingDown()
  }

  async function close(): Promise<void> {
    isDraining = true
    for (const { id } of queue.waiting()) end(id, { state: 'cancelled' })
    await pool.close()
    await Promise.all(turns)
    await notifier.notifyMoved()
  }

  return {
    async submit(submission, onEvent) {
      const { id, isResumed } = submission
      if (!isResumed) checkOpen()
      // Admitted before it is checked: the checks take a while, and two jobs must not pass for the last free place.
      queue.admit(submission)
      try {
        if (!isResumed) await check(submission)
      } catch (error) {
        queue.remove(id)
        throw error
      }
      notifier.subscribe(id, onEvent)
      queue.enqueue(id, forecast.renderSeconds(submission))
      onObservation({ type: 'accepted', submission })
      await notifier.notifyMoved()
      // In a later turn of the event loop, so that the caller knows the job's position before it starts.
      setImmediate(dispatch)
    },

    cancel(id) {
      const state = queue.get(id)?.state
      if (state === 'running') return pool.cancel(id)
      if (state !== 'waiting') return false
      end(id, { state: 'cancelled' })
      return true
    },

    queue: forecast.queue,

    async drain(seconds) {
      isDraining = true
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

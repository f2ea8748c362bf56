/**
 * Submission in, events out. The store says who may join and who is next; Bottleneck holds the rates and gives every
 * device one job at a time; worker processes render.
 */
import { randomUUID } from 'node:crypto'
import Bottleneck from 'bottleneck'
import type { Log } from '../command.ts'
import { UserError } from '../errors.ts'
import { LIMITS, type Limits } from './limits.ts'
import { createRate } from './rate.ts'
import { createStore } from './store.ts'
import type { JobEvent, Scheduler, WorkerOptions } from './types.ts'
import { somethingWrong, stackOf } from './wire.ts'
import { createWorkerProcess, type Ending, type WorkerProcess } from './worker-process.ts'

export interface SchedulerOptions {
  /** The module that each worker process runs, absolute. */
  readonly workerPath: string
  readonly worker: WorkerOptions
  /** How many jobs run at the same time, each in a process of its own. Default 1. */
  readonly devices?: number
  /** Default `LIMITS`. */
  readonly limits?: Partial<Limits>
  /** A running job that is silent for so long is ended with its process. Default 120. */
  readonly hangSeconds?: number
  /** A cancelled job that has not ended after so long is ended with its process. Default 10. */
  readonly cancelSeconds?: number
  /** The clock of hourly limits, milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  readonly log: Log
}

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { workerPath, worker, devices = 1, hangSeconds = 120, cancelSeconds = 10, now, log } = options
  const limits = { ...LIMITS, ...options.limits }
  const store = createStore(limits)
  const rate = createRate(limits.perUserHourly, now)
  const lanes = new Bottleneck({ maxConcurrent: devices })
  const workers = Array.from({ length: devices }, () =>
    createWorkerProcess({ path: workerPath, options: worker, log, hangSeconds, cancelSeconds }),
  )
  const idle = [...workers]
  const busy = new Map<string, WorkerProcess>()
  const listeners = new Map<string, (event: JobEvent) => void>()
  let closing: Promise<void> | undefined

  function tell(id: string, event: JobEvent): void {
    try {
      listeners.get(id)?.(event)
    } catch (error) {
      log({ level: 'error', message: 'a listener threw', job: id, stack: stackOf(error) })
    }
  }

  function tellPositions(): void {
    for (const { id, position } of store.moved()) {
      // A listener may have cancelled a job, and with that moved the others on.
      if (store.get(id)?.position === position) tell(id, { state: 'waiting', position })
    }
  }

  function end(id: string, ending: Ending): void {
    store.remove(id)
    tell(id, ending)
    listeners.delete(id)
    tellPositions()
  }

  /** One turn on a device. There is one turn for every submission, so a cancelled job leaves one with nothing to do. */
  async function takeTurn(): Promise<void> {
    const next = store.start()
    if (!next) return
    const free = idle.pop() as WorkerProcess // Bottleneck lets in no more turns than there are workers.
    const { id, submission } = next
    busy.set(id, free)
    const rendering = free.render(id, submission.job, submission.photo, (progress) => {
      if (progress.etaSeconds !== undefined) store.expect(id, progress.etaSeconds)
      tell(id, { state: 'running', progress })
    })
    tell(id, { state: 'running' })
    tellPositions()
    const ending = await rendering.catch((error): Ending => {
      log({ level: 'error', message: 'a job could not be handed to its worker', job: id, stack: stackOf(error) })
      return { state: 'failed', error: somethingWrong() }
    })
    busy.delete(id)
    idle.push(free)
    end(id, ending)
  }

  async function close(): Promise<void> {
    for (const { id } of store.waiting()) end(id, { state: 'cancelled' })
    await Promise.all(workers.map((each) => each.close()))
    // Every turn taken ends with its job's ending told.
    await lanes.stop({ dropWaitingJobs: false })
  }

  return {
    async submit(submission, listen) {
      if (closing) throw shuttingDown()
      const id = randomUUID()
      store.admit(id, submission)
      try {
        await rate.take(submission.user)
        if (closing) throw shuttingDown()
      } catch (error) {
        store.remove(id)
        throw error
      }
      listeners.set(id, listen)
      store.enqueue(id)
      tellPositions()
      void lanes.schedule(takeTurn)
      return id
    },

    cancel(id) {
      const running = busy.get(id)
      if (running) return running.cancel(id)
      if (store.get(id)?.state !== 'waiting') return false
      end(id, { state: 'cancelled' })
      return true
    },

    owner: (id) => store.get(id)?.submission.user,

    close() {
      closing ??= close()
      return closing
    },
  }
}

function shuttingDown(): UserError {
  return new UserError('limit', 'Dreambot is shutting down and takes no new pictures.', 'Ask again in a minute.')
}

/** Runs a worker's jobs while a bot waits for them: a BullMQ job and its photos in, progress and an ending out. */
import type { Job as BullJob } from 'bullmq'
import type { Redis } from 'ioredis'
import { defined } from '../../core/defined.ts'
import type { WorkerProcess } from '../process/worker-process.ts'
import { cancelKey, leaseKey } from './keys.ts'
import { attemptMessages, type Parcel, type SentEnding } from './messages.ts'
import { createReporter } from './reporter.ts'

/** Why a job ends early: its user has cancelled it, or no bot waits for it here any more. */
type StopReason = 'cancelled' | 'returned'

interface Runner {
  /** BullMQ's processor. Throws an `Error` when a photo of the job has expired. */
  run(job: BullJob<Parcel, SentEnding>): Promise<SentEnding>
  /** The id of the attempt that runs. */
  current(): string | undefined
  /** Ends an attempt at its next step, if it runs. */
  stop(attempt: string, reason: StopReason): void
  /** Stops the attempt that runs if it is cancelled or nobody waits for it; to be called at an interval. */
  checkDemand(): Promise<void>
  /** Gives the attempt that runs back, and ends the render process. */
  close(): Promise<void>
}

interface RunnerOptions {
  readonly redis: Redis
  /** The worker's name. */
  readonly name: string
  readonly renderer: WorkerProcess
  /** Called with the name of the engine that has rendered a result. */
  readonly onEngine: (engine: string) => void
}

interface Running {
  readonly attempt: string
  /** The job's id, by which the render process knows it. */
  readonly id: string
  stopReason?: StopReason
  /** The number of checks in a row that have found no lease for the attempt. */
  unleasedChecks: number
}

/** A lease may run out while Redis restarts; the bot renews it before the second check. */
const MAX_UNLEASED_CHECKS = 2

export function createRunner({ redis, name, renderer, onEngine }: RunnerOptions): Runner {
  let running: Running | undefined

  async function demandFor(attempt: string): Promise<'wanted' | 'unleased' | 'cancelled'> {
    const [lease, cancel] = await redis.mget(leaseKey(name), cancelKey(attempt))
    if (cancel !== null) return 'cancelled'
    return lease === attempt ? 'wanted' : 'unleased'
  }

  function stop(attempt: string, reason: StopReason): void {
    if (running?.attempt !== attempt) return
    running.stopReason ??= reason
    renderer.cancel(running.id)
  }

  async function runWanted(job: BullJob<Parcel, SentEnding>, task: Running): Promise<SentEnding> {
    const { attempt } = task
    const demand = await demandFor(attempt)
    if (demand === 'unleased') return { state: 'returned' }
    if (demand === 'cancelled') return { state: 'cancelled' }
    const messages = attemptMessages(redis, attempt)
    const { hasPhoto, hasGuide, ...request } = job.data
    const photo = hasPhoto ? await messages.receivePhoto('photo') : undefined
    const guide = hasGuide ? await messages.receivePhoto('guide') : undefined
    if (task.stopReason) return { state: task.stopReason }
    const reporter = createReporter(async (progress) => job.updateProgress(await messages.sendProgress(progress)))
    const ending = await renderer.render({ ...request, ...defined({ photo, guide }) }, reporter.report)
    await reporter.sent()
    if (ending.state === 'cancelled') return { state: task.stopReason ?? 'returned' }
    if (ending.state === 'done') onEngine(ending.result.report.engine)
    return messages.sendEnding(ending)
  }

  return {
    async run(job) {
      const task: Running = { attempt: String(job.id), id: job.data.id, unleasedChecks: 0 }
      running = task
      try {
        return await runWanted(job, task)
      } finally {
        running = undefined
      }
    },

    current: () => running?.attempt,
    stop,

    async checkDemand() {
      if (!running) return
      const task = running
      const demand = await demandFor(task.attempt)
      if (demand === 'cancelled') return stop(task.attempt, 'cancelled')
      task.unleasedChecks = demand === 'wanted' ? 0 : task.unleasedChecks + 1
      if (task.unleasedChecks >= MAX_UNLEASED_CHECKS) stop(task.attempt, 'returned')
    },

    async close() {
      if (running) running.stopReason ??= 'returned'
      await renderer.close()
    },
  }
}

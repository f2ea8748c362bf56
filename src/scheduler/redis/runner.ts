/** Renders a worker's jobs: a BullMQ job and its photo in, progress and an ending out, while somebody waits for it. */
import type { Job as BullJob } from 'bullmq'
import type { Redis } from 'ioredis'
import type { WorkerProcess } from '../process/worker-process.ts'
import { cancelKey, leaseKey } from './keys.ts'
import { type Parcel, receivePhoto, type SentEnding, sendEnding, sendProgress } from './messages.ts'
import { createReporter } from './reporter.ts'

/** Why a job ends before its time: its user's wish, or that no bot waits for it here any more. */
type Stop = 'cancelled' | 'returned'

interface Runner {
  /** BullMQ's processor. Throws an Error when the job's photo is gone. */
  run(job: BullJob<Parcel, SentEnding>): Promise<SentEnding>
  /** The attempt that is running. */
  current(): string | undefined
  /** Ends that attempt at its next step, if it is running. */
  stop(attempt: string, why: Stop): void
  /** Sees whether anybody still waits for the running attempt; to be called again and again. */
  checkDemand(): Promise<void>
  /** Gives the running attempt back, and ends the render process. */
  close(): Promise<void>
}

interface Running {
  readonly attempt: string
  /** The job's, which its render process knows it by. */
  readonly id: string
  stopped?: Stop
  /** How many looks in a row have found no lease for it. */
  unleased: number
}

/** A Redis that restarts may have let a lease run out; its bot takes it again before the second look. */
const UNLEASED_LOOKS = 2

/** `name` is the worker's; `hear` is told which engine has rendered. */
export function createRunner(
  redis: Redis,
  name: string,
  renderer: WorkerProcess,
  hear: (engine: string) => void,
): Runner {
  let running: Running | undefined

  async function wanted(attempt: string): Promise<'yes' | 'unleased' | 'cancelled'> {
    const [lease, cancel] = await redis.mget(leaseKey(name), cancelKey(attempt))
    if (cancel !== null) return 'cancelled'
    return lease === attempt ? 'yes' : 'unleased'
  }

  function stop(attempt: string, why: Stop): void {
    if (running?.attempt !== attempt) return
    running.stopped ??= why
    renderer.cancel(running.id)
  }

  return {
    async run(job) {
      const attempt = String(job.id)
      const { hasPhoto, hasGuide, ...rendered } = job.data
      const mine: Running = { attempt, id: rendered.id, unleased: 0 }
      running = mine
      try {
        const answer = await wanted(attempt)
        if (answer === 'unleased') return { state: 'returned' }
        if (answer === 'cancelled') return { state: 'cancelled' }
        const photo = hasPhoto ? await receivePhoto(redis, attempt, 'photo') : undefined
        const guide = hasGuide ? await receivePhoto(redis, attempt, 'guide') : undefined
        if (mine.stopped) return { state: mine.stopped }
        let index = 0
        const reporter = createReporter(async (progress) =>
          job.updateProgress(await sendProgress(redis, attempt, index++, progress)),
        )
        const photos = { ...(photo && { photo }), ...(guide && { guide }) }
        const ending = await renderer.render({ ...rendered, ...photos }, reporter.report)
        await reporter.sent()
        if (ending.state === 'cancelled') return { state: mine.stopped ?? 'returned' }
        if (ending.state === 'done') hear(ending.result.report.engine)
        return await sendEnding(redis, attempt, ending)
      } finally {
        running = undefined
      }
    },

    current: () => running?.attempt,
    stop,

    async checkDemand() {
      if (!running) return
      const mine = running
      const answer = await wanted(mine.attempt)
      if (answer === 'cancelled') return stop(mine.attempt, 'cancelled')
      mine.unleased = answer === 'yes' ? 0 : mine.unleased + 1
      if (mine.unleased >= UNLEASED_LOOKS) stop(mine.attempt, 'returned')
    },

    async close() {
      if (running) running.stopped ??= 'returned'
      await renderer.close()
    },
  }
}

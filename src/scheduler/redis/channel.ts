/**
 * A bot's line to one worker: the worker's own BullMQ queue, and the events of the jobs in it.
 *
 * Each worker has a queue of its own, and a bot chooses the worker. The other way is a queue for each network, with
 * workers that pull from all those they can serve and pause the rest while they render. But pausing does not reach a
 * BullMQ worker that already waits in its blocking read: it takes one more job and must hand it back. Nor can a queue
 * say which of its workers should rather have a job, or how many of them are free.
 *
 * What is lost with a shared queue is that other workers see when one stalls; here the bots look after every worker
 * they know, each through a BullMQ worker that processes nothing.
 */
import { Worker as BullWorker, Queue, QueueEvents } from 'bullmq'
import type { RedisConnection } from './connection.ts'
import { QUEUE_PREFIX, refreshQueueTtl } from './keys.ts'
import type { Parcel, SentEnding, SentProgress } from './messages.ts'
import type { Timing } from './timing.ts'

/** What becomes of an attempt. */
interface Listener {
  begin(): void
  progress(sent: SentProgress): void
  end(sent: SentEnding): void
  /** Its worker is gone, or has failed to run it. */
  lose(): void
}

export interface Channel {
  listen(attempt: string, listener: Listener): void
  /** Hears no more of an attempt, and takes it out of the queue if nobody has begun it. */
  leave(attempt: string): Promise<void>
  send(attempt: string, parcel: Parcel): Promise<void>
  /** Where an attempt is: `unknown` when it is over, or when Redis has lost it. */
  state(attempt: string): Promise<'waiting' | 'active' | 'unknown'>
  /** Whether anybody listens. */
  busy(): boolean
  close(): Promise<void>
}

/** How long a read waits for events, in milliseconds: with Redis away, so long may it take to end. */
const READ_MS = 5000

export function openChannel(
  worker: string,
  { redis, isReady, logError }: RedisConnection,
  { checkMs }: Timing,
): Channel {
  const options = { connection: redis, prefix: QUEUE_PREFIX }
  // What it would say of the queue, the worker itself has said.
  const queue = new Queue<Parcel, SentEnding>(worker, { ...options, skipMetasUpdate: true })
  // All there are: to start at the newest is to miss what comes before the first read.
  const events = new QueueEvents(worker, { ...options, lastEventId: '0-0', blockingTimeout: READ_MS })
  const watcher = new BullWorker(worker, null, { ...options, stalledInterval: checkMs, maxStalledCount: 0 })
  queue.on('error', logError)
  events.on('error', logError)
  watcher.on('error', logError)
  watcher.startStalledCheckTimer().catch(logError)

  const listeners = new Map<string, Listener>()
  events.on('active', ({ jobId }) => listeners.get(jobId)?.begin())
  events.on('progress', ({ jobId, data }) => listeners.get(jobId)?.progress(data as SentProgress))
  events.on('completed', ({ jobId, returnvalue }) => listeners.get(jobId)?.end(returnvalue as unknown as SentEnding))
  events.on('failed', ({ jobId }) => listeners.get(jobId)?.lose())
  events.on('stalled', ({ jobId }) => listeners.get(jobId)?.lose())

  return {
    listen: (attempt, listener) => void listeners.set(attempt, listener),

    async leave(attempt) {
      listeners.delete(attempt)
      // One that runs is locked by its worker, and stays.
      await queue.remove(attempt)
    },

    async send(attempt, parcel) {
      await queue.add(parcel.job.command, parcel, { jobId: attempt })
      await refreshQueueTtl(redis, worker, attempt)
    },

    async state(attempt) {
      const state = await queue.getJobState(attempt)
      return state === 'waiting' || state === 'active' ? state : 'unknown'
    },

    busy: () => listeners.size > 0,

    async close() {
      // BullMQ's own way out waits for a Redis that is away, and reads on when it is back.
      const closed = [watcher, events].map((each) => {
        void each.close().catch(logError)
        return each.getBackend().close(true)
      })
      await Promise.all([...closed, queue.close()])
      // Its worker may have ended before it could.
      if (isReady()) await refreshQueueTtl(redis, worker)
    },
  }
}

/**
 * A bot's connection to one worker: the worker's own BullMQ queue, and the events of the jobs in it.
 *
 * Each worker has a queue of its own, and the bot chooses the worker. The alternative is a queue for each network, from
 * which workers pull what they can render, and which they pause while they render. But a pause does not reach a BullMQ
 * worker that already waits in its blocking read: it takes one more job, which it must hand back. Nor can a queue tell
 * which of its workers should preferably get a job, or how many of them are free.
 *
 * In a shared queue, workers would notice when one of them stalls. Here each bot checks on every worker that it knows,
 * through a BullMQ worker that processes nothing.
 */
import { Worker as BullWorker, Queue, QueueEvents } from 'bullmq'
import type { RedisConnection } from './connection.ts'
import { QUEUE_PREFIX, refreshQueueTtl } from './keys.ts'
import type { Parcel, SentEnding, SentProgress } from './messages.ts'
import type { Timing } from './timing.ts'

/** Called with the events of one attempt. */
interface AttemptListener {
  onBegin(): void
  onProgress(sent: SentProgress): void
  onEnd(sent: SentEnding): void
  /** The worker is gone, or has failed to run the job. */
  onLoss(): void
}

export interface Channel {
  /** Sets the listener of an attempt. */
  listen(attempt: string, listener: AttemptListener): void
  /** Removes the listener of an attempt, and its job from the queue unless the worker has begun it. */
  leave(attempt: string): Promise<void>
  /** Puts an attempt into the worker's queue. */
  send(attempt: string, parcel: Parcel): Promise<void>
  /** The state of an attempt in the queue: `unknown` when it has ended, or when Redis has lost it. */
  state(attempt: string): Promise<'waiting' | 'active' | 'unknown'>
  /** Whether any attempt has a listener. */
  isBusy(): boolean
  close(): Promise<void>
}

/** The timeout of a blocking read of events, in milliseconds. While Redis is away, closing may take as long. */
const READ_MS = 5000

export function openChannel(
  worker: string,
  { redis, isReady, logError }: RedisConnection,
  { checkMs }: Timing,
): Channel {
  const options = { connection: redis, prefix: QUEUE_PREFIX }
  // The worker has written the queue's metadata itself.
  const queue = new Queue<Parcel, SentEnding>(worker, { ...options, skipMetasUpdate: true })
  // From the first event on: starting with the newest would miss those before the first read.
  const events = new QueueEvents(worker, { ...options, lastEventId: '0-0', blockingTimeout: READ_MS })
  const watcher = new BullWorker(worker, null, { ...options, stalledInterval: checkMs, maxStalledCount: 0 })
  queue.on('error', logError)
  events.on('error', logError)
  watcher.on('error', logError)
  watcher.startStalledCheckTimer().catch(logError)

  const listeners = new Map<string, AttemptListener>()
  events.on('active', ({ jobId }) => listeners.get(jobId)?.onBegin())
  events.on('progress', ({ jobId, data }) => listeners.get(jobId)?.onProgress(data as SentProgress))
  events.on('completed', ({ jobId, returnvalue }) => listeners.get(jobId)?.onEnd(returnvalue as unknown as SentEnding))
  events.on('failed', ({ jobId }) => listeners.get(jobId)?.onLoss())
  events.on('stalled', ({ jobId }) => listeners.get(jobId)?.onLoss())

  return {
    listen: (attempt, listener) => void listeners.set(attempt, listener),

    async leave(attempt) {
      listeners.delete(attempt)
      // A job that runs is locked by its worker, and stays.
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

    isBusy: () => listeners.size > 0,

    async close() {
      // BullMQ's `close` waits for a Redis that is away, and goes on reading when it is back. So the connection is
      // closed too.
      const closed = [watcher, events].map((each) => {
        void each.close().catch(logError)
        return each.getBackend().close(true)
      })
      await Promise.all([...closed, queue.close()])
      // The worker may have ended before it could do so.
      if (isReady()) await refreshQueueTtl(redis, worker)
    },
  }
}

/**
 * The keys and channels in Redis, and the times to live of keys whose owner has ended. Each run of a worker has a name
 * of its own, and so has each attempt to render a job.
 */
import type { Redis } from 'ioredis'

/** The prefix of BullMQ's keys: `dreambot:queue:<worker>:wait` and so on. */
export const QUEUE_PREFIX = 'dreambot:queue'

/** Set: the names of all workers, also of those that have ended lately. */
export const WORKERS_KEY = 'dreambot:workers'
/** JSON: the worker's `Announcement`. Expires unless the worker renews it. */
export const announcementKey = (worker: string) => `dreambot:worker:${worker}`
/** The attempt that a bot has leased the worker for. Expires unless the bot renews it. */
export const leaseKey = (worker: string) => `dreambot:lease:${worker}`
/** Exists when the attempt is cancelled. */
export const cancelKey = (attempt: string) => `dreambot:cancel:${attempt}`
/** The bytes of a job's photo. */
export const photoKey = (attempt: string, which: 'photo' | 'guide') => `dreambot:${which}:${attempt}`
/** The bytes of a preview. */
export const previewKey = (attempt: string, index: number) => `dreambot:preview:${attempt}:${index}`
/** The bytes of a file of the result. */
export const fileKey = (attempt: string, index: number) => `dreambot:file:${attempt}:${index}`

/** Channel: the name of a worker that has started, ended, changed, been leased or been released. */
export const WORKERS_CHANNEL = 'dreambot:news:workers'
/** Channel: the id of an attempt that has been cancelled. */
export const CANCELLED_CHANNEL = 'dreambot:news:cancelled'

/** The time to live of photos, files and queues that nobody removes, in milliseconds: ten minutes. */
export const LEFTOVER_TTL_MS = 600_000
/** The time to live of the workers' names, in milliseconds: a day, more than their queues need to expire. */
export const WORKER_NAME_TTL_MS = 86_400_000
/** The time to live of a preview that no bot fetches, in milliseconds: a minute. */
export const PREVIEW_TTL_MS = 60_000

/** The keys of a BullMQ queue that BullMQ never lets expire. */
const PERMANENT_KEYS = ['wait', 'active', 'stalled', 'marker', 'meta', 'id', 'events']

/** Lets a worker's queue, and the data of `job` in it, expire when nobody calls this for `LEFTOVER_TTL_MS`. */
export async function refreshQueueTtl(redis: Redis, worker: string, job?: string): Promise<void> {
  const keys = redis.pipeline()
  for (const key of [...PERMANENT_KEYS, ...(job === undefined ? [] : [job])]) {
    keys.pexpire(`${QUEUE_PREFIX}:${worker}:${key}`, LEFTOVER_TTL_MS)
  }
  await keys.exec()
}

/**
 * Lets the queue of a worker that has ended expire. Returns whether nothing is left to do: while bots still check on a
 * job that the worker had begun, BullMQ writes keys without an expiry at each check, and this must be called again.
 */
export async function expireQueue(redis: Redis, worker: string): Promise<boolean> {
  const keys = redis.pipeline()
  for (const key of PERMANENT_KEYS) keys.pexpire(`${QUEUE_PREFIX}:${worker}:${key}`, LEFTOVER_TTL_MS, 'NX')
  await keys.exec()
  return (await redis.exists(`${QUEUE_PREFIX}:${worker}:active`, `${QUEUE_PREFIX}:${worker}:stalled`)) === 0
}

/**
 * Where everything is in Redis, and how long it stays there when whoever put it there is gone. A worker is known by a
 * name that no other run of any worker has, an attempt to render a job by an id of its own.
 */
import type { Redis } from 'ioredis'

/** Of BullMQ's keys: `dreambot:queue:<worker>:wait` and so on. */
export const QUEUE_PREFIX = 'dreambot:queue'

/** The set of the workers' names. */
export const WORKERS_KEY = 'dreambot:workers'
/** What a worker says of itself; gone when it is. */
export const announcementKey = (worker: string) => `dreambot:worker:${worker}`
/** The attempt that a bot has taken the worker for; gone when the bot is. */
export const leaseKey = (worker: string) => `dreambot:lease:${worker}`
/** There when an attempt is not wanted any more. */
export const cancelKey = (attempt: string) => `dreambot:cancel:${attempt}`
export const photoKey = (attempt: string, which: 'photo' | 'guide') => `dreambot:${which}:${attempt}`
export const previewKey = (attempt: string, index: number) => `dreambot:preview:${attempt}:${index}`
export const fileKey = (attempt: string, index: number) => `dreambot:file:${attempt}:${index}`

/** Channel: a worker has come, gone, changed, or been let go. */
export const WORKERS_CHANNEL = 'dreambot:news:workers'
/** Channel: the attempt that has been cancelled. */
export const CANCELLED_CHANNEL = 'dreambot:news:cancelled'

/** How long anything outlives its owner, in milliseconds. */
export const LEFTOVER_TTL_MS = 600_000
/** How long the names of workers are remembered, in milliseconds: until then what they left behind is let go. */
export const WORKER_NAME_TTL_MS = 86_400_000
/** How long a preview waits for a bot to fetch it, in milliseconds. */
export const PREVIEW_TTL_MS = 60_000

/** What BullMQ keeps of a queue and does not let expire by itself. */
const LASTING = ['wait', 'active', 'stalled', 'marker', 'meta', 'id', 'events']

/** Lets a worker's queue, and `job` in it, expire when nobody has called this for long. */
export async function refreshQueueTtl(redis: Redis, worker: string, job?: string): Promise<void> {
  const keys = redis.pipeline()
  for (const key of [...LASTING, ...(job === undefined ? [] : [job])])
    keys.pexpire(`${QUEUE_PREFIX}:${worker}:${key}`, LEFTOVER_TTL_MS)
  await keys.exec()
}

/**
 * Lets what a worker that is gone has left behind expire. False as long as bots look for a job that it had begun: each
 * time they look BullMQ writes anew.
 */
export async function expireQueue(redis: Redis, worker: string): Promise<boolean> {
  const keys = redis.pipeline()
  for (const key of LASTING) keys.pexpire(`${QUEUE_PREFIX}:${worker}:${key}`, LEFTOVER_TTL_MS, 'NX')
  await keys.exec()
  return (await redis.exists(`${QUEUE_PREFIX}:${worker}:active`, `${QUEUE_PREFIX}:${worker}:stalled`)) === 0
}

/** Announcements: what each worker tells the bots about itself, renewed at every heartbeat. */
import type { Redis } from 'ioredis'
import { announcementKey, expireQueue, WORKER_NAME_TTL_MS, WORKERS_CHANNEL, WORKERS_KEY } from './keys.ts'

export interface Announcement {
  /** The name of the worker, unique to this run of it. */
  readonly name: string
  /** The version of Dreambot. A bot gives jobs only to workers of its own version. */
  readonly version: string
  readonly host: string
  readonly pid: number
  /** The engine that rendered the last result; before the first result, the one that is configured. */
  readonly engine: string
  /** The resident memory of the render process, in bytes. */
  readonly memory: number
  readonly networks: OfferedNetworks
}

/** The names of the networks that a worker can render with. */
export interface OfferedNetworks {
  readonly installed: readonly string[]
  /** Networks that the worker would download for the first job that needs them. */
  readonly fetchable: readonly string[]
}

/** Announces a worker for the next `ttlMs` milliseconds. */
export async function announce(redis: Redis, announcement: Announcement, ttlMs: number): Promise<void> {
  const { name } = announcement
  await redis
    .multi()
    .set(announcementKey(name), JSON.stringify(announcement), 'PX', ttlMs)
    .sadd(WORKERS_KEY, name)
    .pexpire(WORKERS_KEY, WORKER_NAME_TTL_MS)
    .exec()
}

/** Makes the bots read the announcements now; otherwise they do so at their next heartbeat. */
export async function notifyBots(redis: Redis, worker: string): Promise<void> {
  await redis.publish(WORKERS_CHANNEL, worker)
}

/** Removes a worker's announcement, so that bots give it no more jobs. */
export async function withdraw(redis: Redis, name: string): Promise<void> {
  await redis.multi().del(announcementKey(name)).publish(WORKERS_CHANNEL, name).exec()
}

/**
 * The announcements of all workers that are present. Lets the queues of the others expire, then forgets their names.
 */
export async function readAnnouncements(redis: Redis): Promise<Announcement[]> {
  const names = await redis.smembers(WORKERS_KEY)
  if (names.length === 0) return []
  const texts = await redis.mget(...names.map(announcementKey))
  const ended = names.filter((_, i) => !texts[i])
  const isExpiring = await Promise.all(ended.map((name) => expireQueue(redis, name)))
  const forgotten = ended.filter((_, i) => isExpiring[i])
  if (forgotten.length > 0) await redis.srem(WORKERS_KEY, ...forgotten)
  return texts.flatMap((text) => (text ? [JSON.parse(text) as Announcement] : []))
}

/** What a worker says of itself, again and again, so that bots know that it is there and what it can render. */
import type { Redis } from 'ioredis'
import { announcementKey, expireQueue, WORKER_NAME_TTL_MS, WORKERS_CHANNEL, WORKERS_KEY } from './keys.ts'

export interface Announcement {
  readonly name: string
  /** Dreambot's. A bot gives jobs to workers of its own version alone. */
  readonly version: string
  readonly host: string
  readonly pid: number
  /** As it is set, and from the first result on the one that rendered it. */
  readonly engine: string
  /** What its render process holds, in bytes. */
  readonly memory: number
  readonly networks: OfferedNetworks
}

/** Names of networks. */
export interface OfferedNetworks {
  readonly installed: readonly string[]
  /** Not there, and fetched for the first job that needs them. */
  readonly fetchable: readonly string[]
}

/** Holds for `ttl` milliseconds. */
export async function announce(redis: Redis, announcement: Announcement, ttl: number): Promise<void> {
  const { name } = announcement
  await redis
    .multi()
    .set(announcementKey(name), JSON.stringify(announcement), 'PX', ttl)
    .sadd(WORKERS_KEY, name)
    .pexpire(WORKERS_KEY, WORKER_NAME_TTL_MS)
    .exec()
}

/** Bots hear of a change at once, of all else when they look. */
export async function notifyBots(redis: Redis, worker: string): Promise<void> {
  await redis.publish(WORKERS_CHANNEL, worker)
}

/** No bot gives this worker another job. */
export async function withdraw(redis: Redis, name: string): Promise<void> {
  await redis.multi().del(announcementKey(name)).publish(WORKERS_CHANNEL, name).exec()
}

/** The announcements that hold now. What other workers have left behind is let go. */
export async function readAnnouncements(redis: Redis): Promise<Announcement[]> {
  const names = await redis.smembers(WORKERS_KEY)
  if (names.length === 0) return []
  const texts = await redis.mget(...names.map(announcementKey))
  const gone = names.filter((_, i) => !texts[i])
  const isLetGo = await Promise.all(gone.map((name) => expireQueue(redis, name)))
  const forgotten = gone.filter((_, i) => isLetGo[i])
  if (forgotten.length > 0) await redis.srem(WORKERS_KEY, ...forgotten)
  return texts.flatMap((text) => (text ? [JSON.parse(text) as Announcement] : []))
}

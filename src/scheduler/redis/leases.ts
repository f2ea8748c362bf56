/**
 * Which bot has taken which worker. A lease is a key that names the attempt the worker is taken for; its bot renews it
 * as long as it waits for that attempt, so it also tells the worker that somebody does.
 */
import type { Redis } from 'ioredis'
import { leaseKey, WORKERS_CHANNEL } from './keys.ts'

/** Takes a worker for `ms` and tells the bots, or renews its lease; false if it is taken for another attempt. */
export async function takeLease(redis: Redis, worker: string, attempt: string, ms: number): Promise<boolean> {
  return (await redis.eval(TAKE, 1, leaseKey(worker), attempt, ms, WORKERS_CHANNEL, worker)) === 1
}

/** Lets a worker go, and tells the bots. */
export async function endLease(redis: Redis, worker: string, attempt: string): Promise<void> {
  await redis.eval(END, 1, leaseKey(worker), attempt, WORKERS_CHANNEL, worker)
}

/** What each of the workers is taken for, if it is. */
export async function leasesOf(redis: Redis, workers: readonly string[]): Promise<Map<string, string>> {
  if (workers.length === 0) return new Map()
  const attempts = await redis.mget(...workers.map(leaseKey))
  return new Map(workers.flatMap((worker, i) => (attempts[i] ? [[worker, attempts[i]] as const] : [])))
}

const TAKE = `
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  if not holder then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
  return 1`

const END = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], ARGV[3])`

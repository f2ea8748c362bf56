/**
 * Leases of workers. A lease is a key that names the attempt for which a bot has taken the worker. The bot renews it
 * while it waits for that attempt, so the lease also tells the worker that somebody still waits.
 */
import type { Redis } from 'ioredis'
import { leaseKey, WORKERS_CHANNEL } from './keys.ts'

interface Lease {
  readonly worker: string
  readonly attempt: string
}

/**
 * Leases a worker for `ttlMs` milliseconds and notifies the bots, or renews the lease that the attempt has already.
 * False if the worker is leased for another attempt.
 */
export async function takeLease(redis: Redis, { worker, attempt }: Lease, ttlMs: number): Promise<boolean> {
  return (await redis.eval(TAKE, 1, leaseKey(worker), attempt, ttlMs, WORKERS_CHANNEL, worker)) === 1
}

/** Ends the attempt's lease of a worker, if it has it, and notifies the bots. */
export async function endLease(redis: Redis, { worker, attempt }: Lease): Promise<void> {
  await redis.eval(END, 1, leaseKey(worker), attempt, WORKERS_CHANNEL, worker)
}

/** The attempts that the workers are leased for, by worker. */
export async function leasesOf(redis: Redis, workers: readonly string[]): Promise<Map<string, string>> {
  if (workers.length === 0) return new Map()
  const attempts = await redis.mget(...workers.map(leaseKey))
  return new Map(workers.flatMap((worker, i) => (attempts[i] ? [[worker, attempts[i]] as const] : [])))
}

// Scripts run atomically in Redis: no other bot can take the lease between the read and the write.
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

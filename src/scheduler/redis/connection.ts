/** A connection to Redis that comes back by itself, and says once that it is away and once that it is back. */
import { Redis } from 'ioredis'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'

export interface RedisConnection {
  readonly redis: Redis
  /** Whether commands go through now; otherwise they wait. */
  isReady(): boolean
  /** Hears what is published, from now on. */
  subscribe(channel: string, hear: (message: string) => void): void
  /** For the errors of what uses this connection: logs each once a minute, and none about a Redis that is away. */
  logError(error: unknown): void
  close(): Promise<void>
}

/** The longest pause between two tries to connect, in milliseconds. */
const LONGEST_PAUSE = 2000
/** A command that is not answered for so long finds the connection dead: longer than BullMQ's reads wait for news. */
const SILENCE = 15_000

export function connectRedis(url: string, log: Log): RedisConnection {
  const redis = new Redis(url, {
    // BullMQ's readers ask for it, and nothing else should fail because Redis restarts.
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, LONGEST_PAUSE),
    connectTimeout: 5000,
    socketTimeout: SILENCE,
  })
  let isAway = false
  /** What has been logged in this minute. */
  const logged = new Set<string>()
  let minute = 0

  redis.on('error', (error) => {
    if (isAway) return
    isAway = true
    log({ level: 'warn', message: `Redis is away (${reasonOf(error)}); pictures wait for it` })
  })
  redis.on('ready', () => {
    if (isAway) log({ level: 'info', message: 'Redis is back' })
    isAway = false
  })

  function trouble(error: unknown): void {
    const reason = reasonOf(error)
    const now = Math.floor(Date.now() / 60_000)
    if (now !== minute) logged.clear()
    minute = now
    if (isAboutConnection(error) || logged.has(reason)) return
    logged.add(reason)
    log({ level: 'warn', message: `trouble with Redis: ${reason}`, stack: stackOf(error) })
  }

  const listeners = new Map<string, (message: string) => void>()
  let subscriber: Redis | undefined

  return {
    redis,
    isReady: () => redis.status === 'ready',

    subscribe(channel, hear) {
      listeners.set(channel, hear)
      if (!subscriber) {
        subscriber = redis.duplicate()
        subscriber.on('error', trouble)
        subscriber.on('message', (from: string, message: string) => listeners.get(from)?.(message))
      }
      subscriber.subscribe(channel).catch(trouble)
    },

    logError: trouble,

    async close() {
      subscriber?.disconnect()
      if (redis.status === 'ready') await redis.quit().catch(() => {})
      redis.disconnect()
    },
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || String(code)
}

/** The system's errors name a call; these two texts are ioredis's own. */
function isAboutConnection(error: unknown): boolean {
  const { syscall, message } = error as NodeJS.ErrnoException
  return (
    syscall !== undefined || error instanceof AggregateError || /^(Connection is closed|Socket timeout)/.test(message)
  )
}

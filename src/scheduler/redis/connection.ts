/** A connection to Redis that reconnects by itself, and logs once when Redis goes away and once when it is back. */
import { Redis } from 'ioredis'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'

export interface RedisConnection {
  readonly redis: Redis
  /** Whether commands are sent now. While Redis is away they wait. */
  isReady(): boolean
  /** Starts work that needs Redis, and logs its error. Does nothing while Redis is away. */
  whenReady(work: () => Promise<void>): void
  /** Calls `onMessage` with every message that is published on `channel` from now on. */
  subscribe(channel: string, onMessage: (message: string) => void): void
  /**
   * Logs an error of anything that uses this connection: each message once a minute. Errors about a Redis that is away
   * are not logged.
   */
  logError(error: unknown): void
  close(): Promise<void>
}

/** The longest pause between two tries to connect, in milliseconds. */
const MAX_RETRY_MS = 2000
/**
 * A connection that does not answer a command for so long, in milliseconds, is closed and opened anew. It must be
 * longer than BullMQ's blocking reads, which wait for news without an answer.
 */
const SOCKET_TIMEOUT_MS = 15_000
const MINUTE_MS = 60_000

export function connectRedis(url: string, log: Log): RedisConnection {
  const redis = new Redis(url, {
    // BullMQ's readers require null: no limit. Nothing else should fail either because Redis restarts.
    maxRetriesPerRequest: null,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, MAX_RETRY_MS),
    connectTimeout: 5000,
    socketTimeout: SOCKET_TIMEOUT_MS,
  })
  const logError = createErrorLog(log)
  const listeners = new Map<string, (message: string) => void>()
  let subscriber: Redis | undefined
  logAbsences(redis, log)

  const isReady = () => redis.status === 'ready'

  return {
    redis,
    isReady,
    logError,

    whenReady(work) {
      if (isReady()) work().catch(logError)
    },

    subscribe(channel, onMessage) {
      listeners.set(channel, onMessage)
      if (!subscriber) {
        subscriber = redis.duplicate()
        subscriber.on('error', logError)
        subscriber.on('message', (from: string, message: string) => listeners.get(from)?.(message))
      }
      subscriber.subscribe(channel).catch(logError)
    },

    async close() {
      subscriber?.disconnect()
      if (isReady()) await redis.quit().catch(() => {})
      redis.disconnect()
    },
  }
}

function logAbsences(redis: Redis, log: Log): void {
  let isAway = false
  redis.on('error', (error) => {
    if (isAway) return
    isAway = true
    log({ level: 'warn', message: `Redis is away (${reasonOf(error)}); pictures wait for it` })
  })
  redis.on('ready', () => {
    if (isAway) log({ level: 'info', message: 'Redis is back' })
    isAway = false
  })
}

function createErrorLog(log: Log): (error: unknown) => void {
  const loggedThisMinute = new Set<string>()
  let minute = 0
  return (error) => {
    const reason = reasonOf(error)
    const now = Math.floor(Date.now() / MINUTE_MS)
    if (now !== minute) loggedThisMinute.clear()
    minute = now
    if (isAboutConnection(error) || loggedThisMinute.has(reason)) return
    loggedThisMinute.add(reason)
    log({ level: 'warn', message: `trouble with Redis: ${reason}`, stack: stackOf(error) })
  }
}

function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return message || String(code)
}

/** Errors of the operating system have a `syscall`; the two messages are ioredis's own. */
function isAboutConnection(error: unknown): boolean {
  const { syscall, message } = error as NodeJS.ErrnoException
  return (
    syscall !== undefined || error instanceof AggregateError || /^(Connection is closed|Socket timeout)/.test(message)
  )
}

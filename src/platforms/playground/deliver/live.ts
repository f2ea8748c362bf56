/** Publishes events to the pages that visitors have open: one subscriber per page, each with a queue of its own. */
import { LIMITS } from '../limits.ts'

/** One message of an event stream. */
interface LiveEvent {
  readonly event: 'card' | 'removed' | 'forgotten' | 'notice' | 'heartbeat'
  /** Sent as JSON. */
  readonly data: unknown
  /** While events wait in a page's queue, a newer event replaces an older one with the same key. Default none. */
  readonly key?: string
}

export interface Live {
  /** Queues the event for all pages of the visitor. Never throws. */
  publish(visitor: string, event: LiveEvent): void
  /** Yields the visitor's events from this call on, until the signal aborts or `close` is called. */
  subscribe(visitor: string, signal: AbortSignal): AsyncIterable<LiveEvent>
  /** Ends all subscriptions, those to come included. */
  close(): void
}

export function createLive(): Live {
  const subscribers = new Map<string, Set<Subscriber>>()
  let isClosed = false

  function subscribe(visitor: string, signal: AbortSignal): AsyncIterable<LiveEvent> {
    const own = subscribers.get(visitor) ?? new Set()
    // A connection without traffic may be dropped on the way.
    const timer = setInterval(
      () => subscriber.push({ event: 'heartbeat', data: null, key: 'heartbeat' }),
      LIMITS.heartbeatMs,
    )
    const subscriber = createSubscriber(() => {
      clearInterval(timer)
      own.delete(subscriber)
      if (own.size === 0) subscribers.delete(visitor)
    })
    subscribers.set(visitor, own.add(subscriber))
    signal.addEventListener('abort', subscriber.end, { once: true })
    if (isClosed || signal.aborted) subscriber.end()
    return subscriber.events()
  }

  return {
    publish(visitor, event) {
      for (const subscriber of subscribers.get(visitor) ?? []) subscriber.push(event)
    },
    subscribe,
    close() {
      isClosed = true
      for (const subscriber of [...subscribers.values()].flatMap((own) => [...own])) subscriber.end()
    },
  }
}

interface Subscriber {
  push(event: LiveEvent): void
  end(): void
  events(): AsyncIterable<LiveEvent>
}

/** The queue of one page. */
function createSubscriber(onEnd: () => void): Subscriber {
  /** Waiting events by key, oldest first. An event without a key gets a unique one. */
  const queue = new Map<unknown, LiveEvent>()
  let isEnded = false
  let wake = () => {}
  return {
    push(event) {
      const key = event.key ?? Symbol('event')
      queue.delete(key)
      queue.set(key, event)
      wake()
    },
    end() {
      isEnded = true
      onEnd()
      wake()
    },
    async *events() {
      while (!isEnded) {
        const [first] = queue
        if (first) {
          const [key, event] = first
          queue.delete(key)
          yield event
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}

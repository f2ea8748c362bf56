/** What happens while visitors watch: an event in, and out to every page that its visitor has open. */

/** One message of an event stream. */
interface LiveEvent {
  readonly event: 'card' | 'removed' | 'forgotten' | 'notice' | 'alive'
  readonly data: unknown
  /** A page that cannot keep up gets only the newest event of a key. */
  readonly key?: string
}

export interface Live {
  /** Never throws, whether or not anybody watches. */
  tell(visitor: string, event: LiveEvent): void
  /** Everything that the visitor is told from this call on, until the signal aborts or all is closed. */
  watch(visitor: string, signal: AbortSignal): AsyncIterable<LiveEvent>
  /** Ends the events of all pages. */
  close(): void
}

/** @param aliveMs A page hears something at least so often. Default 15 s. */
export function createLive(aliveMs = 15_000): Live {
  const watchers = new Map<string, Set<Watcher>>()
  let closed = false

  function watch(visitor: string, signal: AbortSignal): AsyncIterable<LiveEvent> {
    const all = watchers.get(visitor) ?? new Set()
    const alive = setInterval(() => watcher.tell({ event: 'alive', data: null, key: 'alive' }), aliveMs)
    const watcher = createWatcher(() => {
      clearInterval(alive)
      all.delete(watcher)
      if (all.size === 0) watchers.delete(visitor)
    })
    watchers.set(visitor, all.add(watcher))
    signal.addEventListener('abort', watcher.end, { once: true })
    if (closed || signal.aborted) watcher.end()
    return watcher.events()
  }

  return {
    tell(visitor, event) {
      for (const watcher of watchers.get(visitor) ?? []) watcher.tell(event)
    },
    watch,
    close() {
      closed = true
      for (const watcher of [...watchers.values()].flatMap((all) => [...all])) watcher.end()
    },
  }
}

interface Watcher {
  tell(event: LiveEvent): void
  end(): void
  events(): AsyncIterable<LiveEvent>
}

/** One page's events on their way. */
function createWatcher(ended: () => void): Watcher {
  /** By key, in order; those without one have a key of their own. */
  const waiting = new Map<unknown, LiveEvent>()
  let over = false
  let wake = () => {}
  return {
    tell(event) {
      const key = event.key ?? Symbol('event')
      waiting.delete(key)
      waiting.set(key, event)
      wake()
    },
    end() {
      over = true
      ended()
      wake()
    },
    async *events() {
      while (!over) {
        const [first] = waiting
        if (first) {
          waiting.delete(first[0])
          yield first[1]
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}

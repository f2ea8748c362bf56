/** Watches over a job that runs in another process: whether it goes on, and how much its process holds. */

export interface Watchdog {
  /** It goes on. */
  refresh(): void
  /** It has this long to end. */
  hurry(seconds: number): void
  stop(): void
}

interface GuardOptions {
  /** How long it may be silent. */
  readonly hangSeconds: number
  /** What its process holds now, in bytes; and what it may. */
  readonly memory: () => number
  readonly mostBytes: number
  /** Hears of a silence that was too long, and how long it was. */
  readonly silent: (seconds: number) => void
  /** Hears, once, what the process holds when that is too much. */
  readonly grown: (bytes: number) => void
}

/** Between two looks at the memory. */
const LOOK_MS = 200

export function createWatchdog({ hangSeconds, memory, mostBytes, silent, grown }: GuardOptions): Watchdog {
  const look = setInterval(() => {
    const bytes = memory()
    if (bytes <= mostBytes) return
    clearInterval(look)
    grown(bytes)
  }, LOOK_MS)
  const wait = (seconds: number) => setTimeout(silent, seconds * 1000, seconds)
  let timer = wait(hangSeconds)
  return {
    refresh: () => timer.refresh(),
    hurry(seconds) {
      clearTimeout(timer)
      timer = wait(seconds)
    },
    stop() {
      clearTimeout(timer)
      clearInterval(look)
    },
  }
}

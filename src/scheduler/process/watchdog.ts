/** Watches a job that runs in another process: the time since its last progress, and the memory of the process. */

export interface Watchdog {
  /** Restarts the timeout: the job has made progress. */
  reset(): void
  /** Restarts the timeout with another limit. */
  setLimit(seconds: number): void
  stop(): void
}

interface WatchdogOptions {
  /** The longest time without progress, in seconds. */
  readonly maxSilenceSeconds: number
  /** The memory of the process now, in bytes; polled. */
  readonly memory: () => number
  /** The most memory that the process may hold, in bytes. */
  readonly maxMemoryBytes: number
  /** Called when the job has made no progress for `seconds`, the limit. */
  readonly onSilence: (seconds: number) => void
  /** Called once, with the memory of the process in bytes, when that exceeds the limit. */
  readonly onMemoryExceeded: (bytes: number) => void
}

/** The interval between two measurements of the memory. */
const MEMORY_INTERVAL_MS = 200

export function createWatchdog(options: WatchdogOptions): Watchdog {
  const { maxSilenceSeconds, memory, maxMemoryBytes, onSilence, onMemoryExceeded } = options
  const polling = setInterval(() => {
    const bytes = memory()
    if (bytes <= maxMemoryBytes) return
    clearInterval(polling)
    onMemoryExceeded(bytes)
  }, MEMORY_INTERVAL_MS)
  const wait = (seconds: number) => setTimeout(onSilence, seconds * 1000, seconds)
  let timer = wait(maxSilenceSeconds)

  return {
    reset: () => timer.refresh(),
    setLimit(seconds) {
      clearTimeout(timer)
      timer = wait(seconds)
    },
    stop() {
      clearTimeout(timer)
      clearInterval(polling)
    },
  }
}

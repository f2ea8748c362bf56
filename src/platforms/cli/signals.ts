/** Ctrl-C on the command line, and SIGTERM, which means the same. */
import { INTERRUPTED } from './errors.ts'
import { LIMITS } from './limits.ts'

/** Calls `onSignal` at every SIGINT and SIGTERM until the returned function is called. */
export function listenForSignals(onSignal: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

interface Interruption {
  /** Whether a signal has cancelled the job. */
  isRequested(): boolean
  /**
   * Handles a signal: the first one cancels the job at its next step; the second one, or the first without a job, ends the
   * process.
   *
   * @param cancel Cancels the running job. Returns false if there is none.
   */
  request(cancel: () => boolean): void
  /** Runs `work`, such as writing files, and ignores signals until it has ended. */
  defer(work: () => Promise<void>): Promise<void>
}

export function createInterruption(): Interruption {
  let isRequested = false
  let isDeferred = false
  let last = Number.NEGATIVE_INFINITY
  return {
    isRequested: () => isRequested,
    request(cancel) {
      const isRepeated = performance.now() - last < LIMITS.repeatedSignalMs
      last = performance.now()
      if (isDeferred || isRepeated) return
      const isSecond = isRequested
      isRequested = true
      if (isSecond || !cancel()) process.exit(INTERRUPTED)
    },
    async defer(work) {
      isDeferred = true
      try {
        await work()
      } finally {
        isDeferred = false
      }
    },
  }
}

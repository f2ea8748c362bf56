/** Ctrl-C on the command line, and SIGTERM, which means the same. */
import { LIMITS } from './limits.ts'

/** Calls `onSignal` at every SIGINT and SIGTERM until the returned function is called. */
export function listenForSignals(onSignal: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, onSignal)
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** Filters out signals that repeat one just received: returns whether the signal counts. */
export function createSignalFilter(): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const isRepeated = performance.now() - last < LIMITS.repeatedSignalMs
    last = performance.now()
    return !isRepeated
  }
}

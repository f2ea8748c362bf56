/** Measures how long Redis has not answered. */
import type { Timing } from './timing.ts'

interface Silence {
  /** To be called every `checkMs`. */
  check(): void
  /** Whether Redis has been silent for longer than `lossMs`. */
  isLoss(): boolean
}

/**
 * Counts checks without an answer instead of reading the clock: a process that was suspended for a while has not
 * received the answers that came meanwhile, and must not take that for silence.
 *
 * @param answers The number of answers of Redis so far.
 */
export function createSilence(answers: () => number, { checkMs, lossMs }: Timing): Silence {
  let silentMs = 0
  let seen = answers()

  return {
    check() {
      const now = answers()
      silentMs = now === seen ? silentMs + checkMs : 0
      seen = now
    },
    isLoss: () => silentMs > lossMs,
  }
}

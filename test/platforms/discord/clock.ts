/** The world's time and the ids made from it. */

/** Milliseconds since 1970: the real time, moved forward at will. */
export interface Clock {
  now(): number
  advance(ms: number): void
}

export function createClock(): Clock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += ms
    },
  }
}

/** Makes ids that tell their time, as Discord's do; no two are the same. */
export function createSnowflakes(clock: Clock): () => string {
  let count = 0n
  return () => {
    count = (count + 1n) & 0xfffn
    return String((BigInt(clock.now() - EPOCH) << 22n) | (WORKER << 17n) | count)
  }
}

const EPOCH = Date.UTC(2015, 0, 1)
/** The twin numbers its own ids as worker 0. */
const WORKER = 1n

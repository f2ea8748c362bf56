/** The world's pulse: every thing that happens gets a number, and whoever waits looks again. */

export interface Changes {
  /** The next number, from 1; wakes whoever waits. */
  tick(): number
  /** Wakes whoever waits without counting. */
  wake(): void
  readonly now: number
  /**
   * What `look` finds first that is neither undefined, null nor false; it looks again after every change.
   * Throws after `ms` with what `story` tells.
   */
  until<T>(look: () => T, ms: number, story: () => string): Promise<Found<T>>
}

export type Found<T> = Exclude<NonNullable<T>, false>

export function createChanges(): Changes {
  const waiting = new Set<() => void>()
  let now = 0
  const wake = () => {
    for (const look of [...waiting]) look()
  }
  return {
    get now() {
      return now
    },
    tick() {
      now += 1
      // Those who wait should find the whole change, the record of its call included.
      setImmediate(wake)
      return now
    },
    wake,
    until(look, ms, story) {
      return new Promise((resolve, reject) => {
        const settle = (finish: () => void) => {
          clearTimeout(timer)
          waiting.delete(again)
          finish()
        }
        const again = () => {
          try {
            const found = look()
            if (found !== undefined && found !== null && found !== false)
              settle(() => resolve(found as Found<typeof found>))
          } catch (error) {
            settle(() => reject(error))
          }
        }
        const timer = setTimeout(
          () => settle(() => reject(new Error(`not so within ${ms} ms: ${look}\n${story()}`))),
          ms,
        )
        waiting.add(again)
        again()
      })
    },
  }
}

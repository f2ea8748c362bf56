/** Waiting for something to become true: every change in the world asks all who wait. */

export interface Changes {
  /** Something changed. */
  notify(): void
  /**
   * Settles with the first value of `read` that is truthy, now or at a later change.
   * Rejects after `timeoutMs` (default 20 s) with `what` that was, or when the world closes.
   */
  until<Value>(read: () => Value | undefined | null | false, what: () => string, timeoutMs?: number): Promise<Value>
  close(): void
}

export function createChanges(): Changes {
  const waiting = new Set<{ look(): void; fail(reason: string): void }>()
  return {
    notify() {
      for (const waiter of [...waiting]) waiter.look()
    },
    async until(read, what, timeoutMs = 20_000) {
      const now = read()
      if (now) return now
      return await new Promise((resolve, reject) => {
        const settle = (): void => {
          waiting.delete(waiter)
          clearTimeout(timer)
        }
        const waiter = {
          look() {
            try {
              const value = read()
              if (!value) return
              settle()
              resolve(value)
            } catch (error) {
              settle()
              reject(error)
            }
          },
          fail(reason: string) {
            settle()
            reject(new Error(`${reason} ${what()}`))
          },
        }
        const timer = setTimeout(() => waiter.fail(`after ${timeoutMs} ms still waiting for`), timeoutMs)
        waiting.add(waiter)
      })
    },
    close() {
      for (const waiter of [...waiting]) waiter.fail('the world closed while waiting for')
    },
  }
}

/** Tracks events that are being handled, so that the shutdown can wait for them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '@slack/bolt'

/**
 * Tracks all events of the app from now on.
 *
 * @returns A function that settles when all events so far are handled, or after the given number of seconds.
 */
export function trackInFlight(app: App): (seconds: number) => Promise<void> {
  const inFlight = new Set<Promise<unknown>>()
  app.use(async ({ next }) => {
    const work = next()
    inFlight.add(work)
    try {
      await work
    } finally {
      inFlight.delete(work)
    }
  })
  return async (seconds) => {
    const waiting = new AbortController()
    const timeout = sleep(seconds * 1000, undefined, { signal: waiting.signal }).catch(() => {})
    await Promise.race([Promise.allSettled(inFlight), timeout])
    waiting.abort()
  }
}

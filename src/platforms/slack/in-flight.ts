/** What has been heard and is not yet answered, so that the end can wait for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { App } from '@slack/bolt'

/** @returns Settles when everything heard so far is answered, or after so many seconds. */
export function trackWork(app: App): (seconds: number) => Promise<void> {
  const underWay = new Set<Promise<unknown>>()
  app.use(async ({ next }) => {
    const work = next()
    underWay.add(work)
    try {
      await work
    } finally {
      underWay.delete(work)
    }
  })
  return async (seconds) => {
    const patience = new AbortController()
    const limit = sleep(seconds * 1000, undefined, { signal: patience.signal }).catch(() => {})
    await Promise.race([Promise.allSettled(underWay), limit])
    patience.abort()
  }
}

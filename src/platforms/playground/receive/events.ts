/** The event stream of one page: the visitor's history first, then what happens. */
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Delivery } from '../deliver/deliver.ts'
import type { Live } from '../deliver/live.ts'
import type { RequestContext } from '../reader.ts'

/** How long a page waits before it connects again, in milliseconds. */
const RETRY_MS = 1000

export function eventRoutes(live: Live, desk: Delivery): Hono<RequestContext> {
  const app = new Hono<RequestContext>()
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const gone = new AbortController()
      stream.onAbort(() => gone.abort())
      // Before the history is read, so that nothing is lost in between.
      const events = live.watch(c.var.visitor, gone.signal)
      await stream.writeSSE({ event: 'history', data: JSON.stringify(desk.list(c.var.visitor)), retry: RETRY_MS })
      for await (const { event, data } of events) await stream.writeSSE({ event, data: JSON.stringify(data) })
    }),
  )
  return app
}

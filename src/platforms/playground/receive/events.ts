/** The event stream of one page: the visitor's history first, then events as they happen. */
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { Delivery } from '../deliver/deliver.ts'
import type { Live } from '../deliver/live.ts'
import { LIMITS } from '../limits.ts'
import type { RequestContext } from '../visitors.ts'

export function eventRoutes(live: Live, delivery: Delivery): Hono<RequestContext> {
  const app = new Hono<RequestContext>()
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      const { visitor } = c.var
      const closed = new AbortController()
      stream.onAbort(() => closed.abort())
      // Subscribes before it reads the history, so that no event between the two is lost.
      const events = live.subscribe(visitor, closed.signal)
      const history = JSON.stringify(delivery.list(visitor))
      await stream.writeSSE({ event: 'history', data: history, retry: LIMITS.reconnectMs })
      for await (const { event, data } of events) await stream.writeSSE({ event, data: JSON.stringify(data) })
    }),
  )
  return app
}

/** Rate limits as Discord keeps them: a bucket per route and place, told in the headers of every answer. */
import { createHash } from 'node:crypto'
import { type BotRequest, type Matcher, matches } from './faults.ts'
import { type Answer, rateLimited } from './refusals.ts'

export interface Rates {
  /** From now on matching requests to one place may come `count` times in `ms`; one more is answered 429. */
  limit(matcher: Matcher, count: number, ms: number): void
  /** Counts the request: the headers of its answer, and the refusal if it is one too many. */
  count(request: BotRequest): { readonly headers: Readonly<Record<string, string>>; readonly refusal?: Answer }
}

export function createRates(): Rates {
  const limits: { readonly matcher: Matcher; readonly count: number; readonly ms: number }[] = []
  const windows = new Map<string, { used: number; readonly ends: number }>()

  return {
    limit(matcher, count, ms) {
      limits.push({ matcher, count, ms })
    },
    count(request) {
      const { count, ms } = limits.find(({ matcher }) => matches(matcher, request)) ?? GENEROUS
      const route = routeOf(request)
      const place = /^\/(?:channels|webhooks|guilds)\/[^/]+(?:\/[^/]{20,})?/.exec(request.path)?.[0] ?? ''
      const now = Date.now()
      let window = windows.get(`${route} ${place}`)
      if (!window || window.ends <= now) {
        window = { used: 0, ends: now + ms }
        windows.set(`${route} ${place}`, window)
      }
      const seconds = Math.max(0, window.ends - now) / 1000
      const headers = {
        'x-ratelimit-limit': String(count),
        'x-ratelimit-remaining': String(Math.max(0, count - window.used - 1)),
        'x-ratelimit-reset': String(window.ends / 1000),
        'x-ratelimit-reset-after': String(seconds),
        'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
      }
      if (window.used >= count) return { headers, refusal: rateLimited(seconds) }
      window.used += 1
      return { headers }
    },
  }
}

const GENEROUS = { count: 1000, ms: 1000 }

function routeOf({ method, path }: BotRequest): string {
  return `${method} ${path.replaceAll(/\/\d{17,19}/g, '/:id').replace(/^(\/(?:webhooks|interactions)\/:id)\/[^/]+/, '$1/:token')}`
}

/** The playground's routes, behind the checks that every request passes. */
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { z } from 'zod'
import type { Log } from '../../core/log.ts'
import type { Live } from './deliver/live.ts'
import { createErrorHandler, refusal } from './errors.ts'
import { LIMITS } from './limits.ts'
import { pageRoutes } from './page.ts'
import { readerOf } from './reader.ts'
import { readJson } from './receive/body.ts'
import { type CallsOptions, callRoutes } from './receive/calls.ts'
import { type ComposerOptions, composerRoutes, setupOf } from './receive/composer.ts'
import { eventRoutes } from './receive/events.ts'
import { type MediaOptions, mediaRoutes, uploadRoutes } from './receive/media.ts'
import { checkHeader, checkHost, checkOrigin, fileHeaders, pageHeaders } from './security.ts'
import { type RequestContext, type Visitors, visitorsOnly } from './visitors.ts'

interface AppOptions extends CallsOptions, ComposerOptions, MediaOptions {
  readonly visitors: Visitors
  readonly live: Live
  /** See `GuardOptions`. */
  readonly hosts: () => readonly string[] | undefined
  readonly log: Log
  /** Routes for monitoring, which need no cookie. */
  readonly health?: Hono
}

/** The order of the routes decides which checks they pass: first the public ones, at the end those for visitors only. */
export function createApp(options: AppOptions): Hono<RequestContext> {
  const { visitors, live, delivery, hosts, languages } = options
  const app = new Hono<RequestContext>()
  app.onError(createErrorHandler(options))

  for (const path of ['/files/*', '/photos/*', '/previews/*', '/tiles']) app.use(path, fileHeaders)
  app.use(pageHeaders)
  app.use(checkHost({ hosts }))
  if (options.health) app.route('/', options.health)
  app.route('/', pageRoutes({ language: (header) => readerOf(header, languages) }))

  app.use(checkOrigin)
  // Before `checkHeader`: a browser's EventSource cannot set headers.
  app.use('/api/events', visitorsOnly(visitors))
  app.route('/api', eventRoutes(live, delivery))
  app.use('/api/*', checkHeader)
  app.route('/api', entryRoutes(options))

  app.use(visitorsOnly(visitors))
  app.route('/api', uploadRoutes(options))
  app.route('/api', callRoutes(options))
  app.route('/api', composerRoutes(options))
  app.route('/', mediaRoutes(options))
  return app
}

/** The requests that give a new visitor a cookie. */
function entryRoutes(options: AppOptions): Hono<RequestContext> {
  const { visitors } = options
  const app = new Hono<RequestContext>()
  app.post('/login', async (c) => {
    const { token } = await readJson(c, loginSchema)
    const found = visitors.checkToken(token)
    if (found === 'right' && visitors.identify(c) === undefined) visitors.admit(c)
    return c.json({ found })
  })
  app.get('/setup', compress(), (c) => {
    if (visitors.identify(c) === undefined) {
      if (!visitors.isOpen) throw refusal('not-logged-in')
      visitors.admit(c)
    }
    return c.json(setupOf(c, options))
  })
  return app
}

const loginSchema = z.object({ token: z.string().max(LIMITS.tokenLength) })

/** The playground's routes, behind the checks that all requests pass. */
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { errorReply } from '../../bot/card.ts'
import { stackOf, UserError } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Live } from './deliver/live.ts'
import { pageRoutes } from './page.ts'
import { type RequestContext, readerFrom, readerOf, visitorsOnly } from './reader.ts'
import { readJson } from './receive/body.ts'
import { type CallsOptions, callRoutes } from './receive/calls.ts'
import { type ComposerOptions, composerRoutes, setupOf } from './receive/composer.ts'
import { eventRoutes } from './receive/events.ts'
import { type MediaOptions, mediaRoutes, uploadRoutes } from './receive/media.ts'
import { checkHeader, checkHost, checkOrigin, fileHeaders, pageHeaders } from './security.ts'
import type { Visitors } from './visitors.ts'

interface AppOptions extends CallsOptions, ComposerOptions, MediaOptions {
  readonly visitors: Visitors
  readonly live: Live
  /** See `GuardOptions`. */
  readonly hosts: () => readonly string[] | undefined
  readonly log: Log
  /** Routes of whoever watches over the bot. */
  readonly health?: Hono
}

export function createApp(options: AppOptions): Hono<RequestContext> {
  const { visitors, live, desk, hosts, languages, log } = options
  const app = new Hono<RequestContext>()

  for (const path of ['/files/*', '/photos/*', '/previews/*', '/tiles']) app.use(path, fileHeaders)
  app.use(pageHeaders)
  app.use(checkHost({ hosts }))
  if (options.health) app.route('/', options.health)
  app.route('/', pageRoutes({ language: (header) => readerOf(header, languages) }))

  app.use(checkOrigin)
  // An event stream carries no headers of the page's own.
  app.use('/api/events', visitorsOnly(visitors))
  app.route('/api', eventRoutes(live, desk))
  app.use('/api/*', checkHeader)

  app.post('/api/login', async (c) => {
    const { token } = await readJson(c, loginSchema)
    const found = visitors.check(token)
    if (found === 'right' && visitors.of(c) === undefined) visitors.welcome(c)
    return c.json({ found })
  })
  app.get('/api/setup', compress(), (c) => {
    if (visitors.of(c) === undefined) {
      if (!visitors.open) return c.json({}, 401)
      visitors.welcome(c)
    }
    return c.json(setupOf(c, options))
  })

  app.use(visitorsOnly(visitors))
  app.route('/api', uploadRoutes(options))
  app.route('/api', callRoutes(options))
  app.route('/api', composerRoutes(options))
  app.route('/', mediaRoutes(options))

  app.onError((error, c) => {
    if (error instanceof UserError)
      return c.json({ text: errorReply(error, readerFrom(c, languages).translate).text }, 400)
    if (error instanceof HTTPException) return c.json({}, error.status)
    log({ level: 'error', message: `${c.req.method} ${c.req.path} broke`, stack: stackOf(error) })
    return c.json({}, 500)
  })
  return app
}

const loginSchema = z.object({ token: z.string().max(1000) })

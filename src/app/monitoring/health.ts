/**
 * Health and metrics over HTTP: /healthz says that the process is alive, /readyz (or /healthz?ready) whether it can serve,
 * with the reasons if it cannot, /metrics gives its figures. A larger server may mount the routes.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Stop } from '../../core/platform.ts'
import { startHttpServer } from '../../system/http-server.ts'
import { isSameSecret } from '../../system/same-secret.ts'
import type { Metrics } from './metrics.ts'

/** Returns why a part cannot serve now; undefined if it can. The message of an error that it throws is a reason too. */
export type Check = () => string | undefined | Promise<string | undefined>

export interface HealthOptions {
  /** Checks by the name of the part that each looks at. */
  readonly checks: Readonly<Record<string, Check>>
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  /** The token that /metrics asks for: `Authorization: Bearer TOKEN`. Default none: everybody may read them. */
  readonly token?: string | undefined
}

export interface HealthServerOptions extends HealthOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly log: Log
}

interface HealthServer {
  /** Undefined if the server could not listen. */
  readonly port: number | undefined
  readonly stop: Stop
}

/** How long a check may take, in milliseconds. */
const CHECK_MS = 2000
/** How long the result of the checks is reused, in milliseconds, so that many requests do not run them again. */
const REUSE_MS = 1000
/** Keeps caches from answering with an old state. */
const FRESH = { 'cache-control': 'no-store' }

export function createHealth({ checks, metrics, token }: HealthOptions): Hono {
  const app = new Hono()
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined

  function readiness(): Promise<Readiness> {
    if (!last || performance.now() - last.at > REUSE_MS) last = { at: performance.now(), answer: readinessOf(checks) }
    return last.answer
  }

  const ready = async () => {
    const answer = await readiness()
    return Response.json(answer, { status: answer.ready ? 200 : 503, headers: FRESH })
  }
  app.get('/readyz', ready)
  app.get('/healthz', async (c) => {
    if (c.req.query('ready') !== undefined) return ready()
    return c.json({ alive: true, seconds: Math.round(process.uptime()) }, 200, FRESH)
  })
  app.get('/metrics', async (c) => {
    if (token !== undefined && !isSameSecret(c.req.header('authorization') ?? '', `Bearer ${token}`)) {
      return c.text('The metrics need a token.\n', 401, { 'www-authenticate': 'Bearer' })
    }
    return c.body(await metrics.text(), 200, { ...FRESH, 'content-type': metrics.contentType })
  })
  return app
}

/** Serves the routes alone. Never throws: if the port is taken, by another bot for example, a warning is logged. */
export async function startHealth({ host, port, log, ...options }: HealthServerOptions): Promise<HealthServer> {
  const app = createHealth(options)
  app.notFound((c) => c.text('The paths are /healthz, /readyz and /metrics.\n', 404))
  app.onError((error, c) => {
    log({ level: 'error', message: `${c.req.method} ${c.req.path} failed`, stack: stackOf(error) })
    return c.text('The request failed; the log has the reason.\n', 500)
  })
  try {
    return await startHttpServer({ fetch: app.fetch, host, port })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    log({ level: 'warn', message: `health and metrics cannot be served at ${host}, port ${port}: ${reason}` })
    return { port: undefined, stop: async () => {} }
  }
}

interface Readiness {
  readonly ready: boolean
  /** "ok" or the reason, by the name of the part. */
  readonly checks: Readonly<Record<string, string>>
}

async function readinessOf(checks: Readonly<Record<string, Check>>): Promise<Readiness> {
  const found = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await troubleOf(check)] as const),
  )
  return {
    ready: found.every(([, trouble]) => trouble === undefined),
    checks: Object.fromEntries(found.map(([name, trouble]) => [name, trouble ?? 'ok'])),
  }
}

async function troubleOf(check: Check): Promise<string | undefined> {
  const waiting = new AbortController()
  const late = sleep(CHECK_MS, `no answer within ${CHECK_MS / 1000} s`, { signal: waiting.signal })
  // `sleep` rejects when it is aborted below.
  late.catch(() => {})
  try {
    return await Promise.race([(async () => check())(), late])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    waiting.abort()
  }
}

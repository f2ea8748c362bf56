/**
 * Seen from outside: /healthz says that the process lives, /readyz (or /healthz?ready) whether it can serve, and if not
 * why, /metrics gives its figures. Routes to be mounted into a larger server, or served alone.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { stackOf } from '../../core/errors.ts'
import type { Log } from '../../core/log.ts'
import type { Stop } from '../../core/platform.ts'
import { startHttpServer } from '../../system/http-server.ts'
import { isSameSecret } from '../../system/same-secret.ts'
import type { Metrics } from './metrics.ts'

/** Why this part cannot serve now; undefined if it can. What it throws is a reason too. */
export type Check = () => string | undefined | Promise<string | undefined>

export interface HealthOptions {
  /** By the name of the part. */
  readonly checks: Readonly<Record<string, Check>>
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>
  /** With one, /metrics is for who sends it: `Authorization: Bearer TOKEN`. */
  readonly token?: string | undefined
}

export interface HealthServerOptions extends HealthOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly log: Log
}

interface HealthServer {
  /** Undefined where it does not listen. */
  readonly port: number | undefined
  readonly stop: Stop
}

/** How long a check may take, in milliseconds. */
const CHECK_MS = 2000
/** For so long an answer holds, however many ask, in milliseconds. */
const HOLDS_MS = 1000
/** An answer of the past says nothing. */
const FRESH = { 'cache-control': 'no-store' }

export function createHealth({ checks, metrics, token }: HealthOptions): Hono {
  const app = new Hono()
  let last: { readonly at: number; readonly answer: Promise<Readiness> } | undefined

  function readiness(): Promise<Readiness> {
    if (!last || performance.now() - last.at > HOLDS_MS) last = { at: performance.now(), answer: readinessOf(checks) }
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
      return c.text('The figures are for who has the token.\n', 401, { 'www-authenticate': 'Bearer' })
    }
    return c.body(await metrics.text(), 200, { ...FRESH, 'content-type': metrics.contentType })
  })
  return app
}

/**
 * Never throws: a bot goes on without it. Another one on this machine may have the port, and the log says so.
 */
export async function startHealth({ host, port, log, ...options }: HealthServerOptions): Promise<HealthServer> {
  const app = createHealth(options)
  app.notFound((c) => c.text('There are /healthz, /readyz and /metrics.\n', 404))
  app.onError((error, c) => {
    log({ level: 'error', message: `${c.req.method} ${c.req.path} broke`, stack: stackOf(error) })
    return c.text('It broke; the log tells why.\n', 500)
  })
  try {
    return await startHttpServer({ fetch: app.fetch, host, port })
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    log({ level: 'warn', message: `health and metrics cannot be had at ${host}, port ${port}: ${reason}` })
    return { port: undefined, stop: async () => {} }
  }
}

interface Readiness {
  readonly ready: boolean
  /** By part: "ok", or why it cannot serve. */
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
  // Aborted when it is no longer waited for.
  late.catch(() => {})
  try {
    return await Promise.race([(async () => check())(), late])
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    waiting.abort()
  }
}

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Hono } from 'hono'
import { type Check, createHealth, type HealthServerOptions, startHealth } from '../../../src/app/monitoring/health.ts'
import { createMetrics } from '../../../src/app/monitoring/metrics.ts'
import { canWrite, hasDevice } from '../../../src/app/monitoring/readiness.ts'
import { openDatabase } from '../../../src/storage/database.ts'
import type { LogEntry } from '../../scheduler/harness.ts'
import { dataFolder } from '../../support/house.ts'

async function served(options: Partial<HealthServerOptions> = {}) {
  const logged: LogEntry[] = []
  const log = (entry: LogEntry) => void logged.push(entry)
  const common = { checks: {}, metrics: createMetrics(), host: '127.0.0.1', port: 0, log }
  const server = await startHealth({ ...common, ...options })
  return {
    logged,
    port: server.port,
    get: (path: string, headers = {}) => fetch(`http://127.0.0.1:${server.port}${path}`, { headers }),
    [Symbol.asyncDispose]: server.stop,
  }
}

test('it is alive while it is not ready, and says why it is not ready', async () => {
  let chat: string | undefined = 'discord is away'
  const checks: Record<string, Check> = {
    chat: () => chat,
    database: async () => undefined,
    disk() {
      if (chat) throw new Error('disk full')
      return undefined
    },
  }
  await using server = await served({ checks })
  const alive = await server.get('/healthz')
  assert.equal(alive.status, 200)
  assert.partialDeepStrictEqual(await alive.json(), { alive: true })
  for (const path of ['/healthz?ready', '/readyz']) {
    const response = await server.get(path)
    assert.equal(response.status, 503)
    assert.equal(response.headers.get('cache-control'), 'no-store')
    const reasons = { chat: 'discord is away', database: 'ok', disk: 'disk full' }
    assert.deepEqual(await response.json(), { ready: false, checks: reasons })
  }
  chat = undefined
  // The result of the checks is reused for a second.
  await new Promise((resolve) => setTimeout(resolve, 1100))
  const ready = await server.get('/readyz')
  assert.equal(ready.status, 200)
  assert.deepEqual(await ready.json(), { ready: true, checks: { chat: 'ok', database: 'ok', disk: 'ok' } })
})

test('a check that does not answer fails after two seconds, and many requests run it once', async () => {
  let asked = 0
  const slow: Check = () => {
    asked++
    return new Promise(() => {})
  }
  const checks = { slow }
  await using server = await served({ checks })
  const begin = performance.now()
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.get('/readyz')))
  assert.ok(performance.now() - begin < 4000)
  assert.deepEqual(await answers[0]?.json(), { ready: false, checks: { slow: 'no answer within 2 s' } })
  assert.equal(asked, 1)
})

test('metrics are in the format of Prometheus; with a token, only a request that has it reads them', async () => {
  await using open = await served()
  const response = await open.get('/metrics')
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
  assert.match(await response.text(), /^process_resident_memory_bytes \d{7,}/m)

  await using closed = await served({ token: 'open sesame!' })
  for (const headers of [{}, { authorization: 'Bearer open' }, { authorization: 'Bearer open sesame! ' + 'x' }]) {
    const { status } = await closed.get('/metrics', headers)
    assert.equal(status, 401)
  }
  assert.equal((await closed.get('/metrics', { authorization: 'Bearer open sesame!' })).status, 200)
  assert.equal((await closed.get('/healthz')).status, 200)
})

test('an error in the metrics is logged, and the other paths are still served', async () => {
  const metrics = { text: () => Promise.reject(new Error('no figures')), contentType: 'text/plain' }
  await using server = await served({ metrics })
  assert.equal((await server.get('/metrics')).status, 500)
  assert.match(server.logged[0]?.stack ?? '', /no figures/)
  assert.equal((await server.get('/healthz')).status, 200)
  assert.equal((await server.get('/elsewhere')).status, 404)
})

test('a port that is taken is logged, and nothing throws', async () => {
  await using first = await served()
  await using second = await served({ port: first.port ?? 0 })
  assert.equal(second.port, undefined)
  const message = `health and metrics cannot be served at 127.0.0.1, port ${first.port}: EADDRINUSE`
  assert.deepEqual(second.logged, [{ level: 'warn', message }])
})

test('it stops at once, even with open connections', async () => {
  const server = await served({ checks: { slow: () => new Promise(() => {}) } })
  const pending = server.get('/readyz').catch(() => 'cut off')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await server[Symbol.asyncDispose]()
  assert.equal(await pending, 'cut off')
})

test('mounted into a larger server it leaves the other routes alone', async () => {
  const app = new Hono()
  app.route('/', createHealth({ checks: {}, metrics: createMetrics() }))
  app.get('/page', (c) => c.text('the page'))
  assert.equal((await app.request('/healthz')).status, 200)
  assert.equal((await app.request('/metrics')).status, 200)
  const page = await app.request('/page')
  assert.deepEqual([await page.text(), page.headers.get('cache-control')], ['the page', null])
  assert.equal((await app.request('/nowhere')).status, 404)
})

test('a database that cannot be written and a pool without devices fail their checks', () => {
  const folder = dataFolder()
  const database = openDatabase(folder)
  const check = canWrite(database)
  assert.equal(check(), undefined)
  assert.equal(check(), undefined)
  database.exec('PRAGMA query_only = ON')
  assert.throws(check, /readonly/)
  database.close()
  const found = new DatabaseSync(join(folder, 'dreambot.sqlite'), { readOnly: true })
  assert.equal(found.prepare('SELECT count(*) AS rows FROM health').get()?.rows, 1)
  found.close()
  assert.equal(hasDevice(() => 2)(), undefined)
  assert.match(String(hasDevice(() => 0)()), /no worker/)
})

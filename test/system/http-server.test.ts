import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startHttpServer } from '../../src/system/http-server.ts'

const host = '127.0.0.1'

function serve(delayMs: number, graceMs?: number) {
  const fetch = () => sleep(delayMs, undefined, { ref: false }).then(() => new Response('late'))
  return startHttpServer({ fetch, host, port: 0, ...(graceMs !== undefined && { graceMs }) })
}

async function textOf(port: number): Promise<string> {
  return fetch(`http://${host}:${port}/`)
    .then((response) => response.text())
    .catch(() => 'cut off')
}

test('a port that is taken is an error', async () => {
  const { port, stop } = await serve(0)
  await assert.rejects(startHttpServer({ fetch: () => new Response(), host, port }), { code: 'EADDRINUSE' })
  await stop()
})

test('a request that ends within the grace time is answered, and one that does not is cut off', async () => {
  for (const [delayMs, text] of [
    [300, 'late'],
    [60_000, 'cut off'],
  ] as const) {
    const { port, stop } = await serve(delayMs, 1000)
    const answer = textOf(port)
    await sleep(100)
    const begin = performance.now()
    await stop()
    assert.ok(performance.now() - begin < 3000)
    assert.equal(await answer, text)
    assert.equal(await textOf(port), 'cut off')
  }
})

test('without a grace time, open requests are cut off at once', async () => {
  const { port, stop } = await serve(60_000)
  const answer = textOf(port)
  await sleep(100)
  await stop()
  assert.equal(await answer, 'cut off')
})

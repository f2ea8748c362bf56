import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLive } from '../../../../src/platforms/playground/deliver/live.ts'
import type { Card } from '../../../../src/platforms/playground/render.ts'
import { dataFolder } from '../../../support/house.ts'
import { createStage, isOver, type Stage, type Visitor } from '../stage.ts'

test('a slow page receives only the newest state of each card, in order, and nothing of other visitors', async () => {
  const live = createLive()
  const { signal } = new AbortController()
  const events = live.subscribe('ann', signal)[Symbol.asyncIterator]()
  for (let step = 1; step <= 3; step++) live.publish('ann', { event: 'card', data: step, key: 'a' })
  live.publish('ben', { event: 'card', data: 'ben’s', key: 'b' })
  live.publish('ann', { event: 'notice', data: 'first' })
  live.publish('ann', { event: 'notice', data: 'second' })
  live.publish('ann', { event: 'card', data: 4, key: 'a' })
  const heard = []
  for (let i = 0; i < 3; i++) heard.push((await events.next()).value?.data)
  assert.deepEqual(heard, ['first', 'second', 4])
  live.close()
  assert.equal((await events.next()).done, true)
})

test('a subscription ends when its page disconnects', async () => {
  const live = createLive()
  const gone = new AbortController()
  const events = live.subscribe('ann', gone.signal)[Symbol.asyncIterator]()
  const next = events.next()
  gone.abort()
  assert.equal((await next).done, true)
  live.publish('ann', { event: 'notice', data: 'to nobody' })
  live.close()
})

/** Reads the event stream as a browser does, until `enough` returns true. */
async function watch(
  stage: Stage,
  visitor: Visitor,
  enough: (event: string, data: unknown) => boolean,
): Promise<[event: string, data: unknown][]> {
  await visitor.cards()
  const stop = new AbortController()
  const response = await fetch(new URL('/api/events', stage.url), {
    headers: { cookie: visitor.cookie() },
    signal: stop.signal,
  })
  const heard: [string, unknown][] = []
  let text = ''
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event = '', data = ''] = /event: (\w+)\ndata: (.*)/.exec(text.slice(0, end)) ?? []
      text = text.slice(end + 2)
      heard.push([event, JSON.parse(data)])
      if (!enough(event, JSON.parse(data))) continue
      stop.abort()
      return heard
    }
  }
  return heard
}

test('a job’s card goes from waiting over running, with previews, to done', async () => {
  await using stage = await createStage()
  const ann = stage.visitor()
  const watching = watch(stage, ann, (event, data) => event === 'card' && isOver(data as Card))
  const folder = dataFolder()
  const gate = join(folder, 'gate')
  // The job's last step waits until the test has fetched the preview.
  const id = await ann.send(`/echo steps:60 ms:25 gate:${gate}`)
  const running = await ann.until(id, ({ progress }) => progress?.preview !== undefined)
  const preview = await ann.request(running.progress?.preview?.url ?? '')
  assert.equal(preview.headers.get('content-type'), 'image/jpeg')
  assert.equal((await stage.visitor().request(running.progress?.preview?.url ?? '')).status, 404)
  writeFileSync(gate, '')
  const heard = await watching
  assert.equal(heard[0]?.[0], 'history')
  const cards = heard.filter(([event]) => event === 'card').map(([, card]) => card as Card)
  const states = cards.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1])
  assert.deepEqual(states, ['waiting', 'running', 'done'])
  assert.ok(new Set(cards.map(({ progress }) => progress?.preview?.url)).size > 1)
  assert.equal((await ann.request(running.progress?.preview?.url ?? '')).status, 204)
})

test('the server stops although pages are connected', async () => {
  const stage = await createStage()
  const { promise: open, resolve: opened } = Promise.withResolvers<void>()
  const watching = watch(stage, stage.visitor(), () => {
    opened()
    return false
  })
  await open
  const before = performance.now()
  await stage.stop()
  assert.ok(performance.now() - before < 3000)
  assert.deepEqual(
    (await watching).map(([event]) => event),
    ['history'],
  )
})

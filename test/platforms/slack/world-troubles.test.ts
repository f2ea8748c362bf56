/** The world's troubles are Slack's: limits of rate, lost connections, lost answers, wrong signatures. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { verifySlackRequest } from '@slack/bolt'
import { type SmallBotOptions, startSmallBot } from './world/small-bot.ts'
import { createWorld, type World } from './world.ts'

describe('troubles', { concurrency: true }, () => {
  test('a rate limit holds the bot back as long as Retry-After says', async () => {
    await using slack = await opened()
    slack.world.fail('chat.postMessage', { retryAfter: 1 })
    const filter = await slack.world.slash('/filter', 'conv1')
    await filter.until(({ messages }) => messages[0])
    const [first, second] = slack.world.callsOf('chat.postMessage')
    assert.deepEqual([first?.status, second?.status], [429, 200])
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1000)
  })

  test('a retry makes up for a server error and a connection that breaks before the call', async () => {
    await using slack = await opened()
    slack.world.fail('chat.postMessage', { status: 503 })
    slack.world.fail('chat.postMessage', { reset: 'before' })
    const filter = await slack.world.slash('/filter', 'conv1')
    await filter.until(({ messages }) => messages[0])
    assert.deepEqual(
      slack.world.callsOf('chat.postMessage').map(({ status }) => status),
      [503, 0, 200],
    )
    assert.equal(filter.messages.length, 1)
  })

  test('a lost response hides that a message was posted, and a retry posts it twice', async () => {
    await using slack = await opened()
    slack.world.fail('chat.postMessage', { reset: 'after' })
    const filter = await slack.world.slash('/filter', 'conv1')
    await filter.until(({ messages }) => messages.length === 2)
  })

  test('a planned refusal, a delayed answer and a revoked token reach the bot', async () => {
    await using slack = await opened()
    const { world, app } = slack
    const { id: channel } = world.places.channel('gallery')
    const say = () => app.client.chat.postMessage({ channel, text: 'hello' })
    world.fail('chat.postMessage', { error: 'restricted_action' })
    await assert.rejects(say(), /restricted_action/)
    world.fail('chat.postMessage', { delayMs: 80 })
    await say()
    assert.ok((world.callsOf('chat.postMessage').at(-1)?.ms ?? 0) >= 79)
    world.fail('*', { error: 'invalid_auth' }, Infinity)
    await assert.rejects(say(), /invalid_auth/)
    world.recover()
    await say()
    await assert.rejects(app.client.auth.test({ token: 'xoxb-other' }), /invalid_auth/)
  })

  test('a refresh of the socket loses no event', async () => {
    await using slack = await opened()
    const { world } = slack
    world.socket.lingers = true
    const before = await world.slash('/filter', 'conv1')
    world.socket.refresh()
    const meanwhile = [await world.slash('/filter', 'conv2'), await world.dm('hi', { files: [file] })] as const
    for (const { ack } of [before, ...meanwhile]) assert.equal((await ack).status, 'acked')
    assert.equal(world.socket.opened, 2)
    await world.until(() => world.socket.connections === 1)
    await meanwhile[0].until(({ messages }) => messages.some(({ words }) => words === 'conv2'))
    await meanwhile[1].until(({ messages }) => messages[0])
  })

  test('a cut connection loses no event: what was not acknowledged is sent again', async () => {
    await using slack = await opened()
    const { world } = slack
    const filter = await world.slash('/filter', 'conv1')
    world.socket.drop()
    const while2 = await world.home('alice')
    assert.equal((await filter.ack).status, 'acked')
    assert.ok(filter.envelope.attempts.length >= 1)
    await filter.until(({ messages }) => messages[0])
    await while2.until(({ views }) => views[0])
    await world.connected(2)
  })

  test('a person whose action is not acknowledged within three seconds is told so', async () => {
    await using slack = await opened({ deaf: true })
    const filter = await slack.world.slash('/filter', 'conv1')
    const ack = await filter.ack
    assert.deepEqual([ack.status, ack.trouble], ['lost', 'operation_timeout'])
    assert.ok(ack.ms >= 2990)
  })

  test('over HTTP as well', async () => {
    await using slack = await opened({ deaf: true, mode: 'http' })
    const ack = await (await slack.world.slash('/filter', 'conv1')).ack
    assert.deepEqual([ack.status, ack.trouble], ['lost', 'operation_timeout'])
    await slack.stop()
    const late = await (await slack.world.slash('/help', '')).ack
    assert.deepEqual([late.status, late.trouble], ['lost', 'dispatch_failed'])
  })

  test('only requests with a right and recent signature are handled', async () => {
    await using slack = await opened({ mode: 'http' })
    const { http } = slack.world
    assert.ok(http)
    assert.deepEqual(await http.verify('ch4ll3nge'), { status: 200, body: '{"challenge":"ch4ll3nge"}' })
    const old = Math.floor(Date.now() / 1000) - 600
    assert.equal((await http.verify('x', { secret: 'wrong' })).status, 401)
    assert.equal((await http.verify('x', { timestamp: old })).status, 401)
    assert.equal((await http.verify('x', { headers: { 'x-slack-signature': null } })).status, 401)
    assert.equal((await http.post('{', { contentType: 'application/json' })).status, 400)
  })

  test('an event that fails is sent again, with the number of the attempt', async () => {
    await using world = disposed(await createWorld())
    const tries: string[] = []
    const server = createServer(async (request, response) => {
      const body = (await request.toArray()).join('')
      const { 'x-slack-signature': signature = '', 'x-slack-request-timestamp': at, ...headers } = request.headers
      verifySlackRequest({
        signingSecret: world.signingSecret,
        body,
        headers: { 'x-slack-signature': String(signature), 'x-slack-request-timestamp': Number(at) },
      })
      tries.push(`${headers['x-slack-retry-num'] ?? 0} ${JSON.parse(body).event_id}`)
      response.writeHead(tries.length < 3 ? 500 : 200).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    world.useHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const mention = await world.mention('hello')
    assert.equal((await mention.ack).status, 'acked')
    const { event_id: id } = mention.envelope.payload
    assert.deepEqual(tries, [`0 ${id}`, `1 ${id}`, `2 ${id}`])
    server.close()
  })
})

const file = { name: 'a.txt', data: Buffer.from('hello') }

async function opened(options: SmallBotOptions = {}) {
  const world = await createWorld()
  const bot = await startSmallBot(world, options)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= bot.stop()
    return stopping
  }
  // What the bot throws in these tests is what they ask for.
  bot.app.error(async () => {})
  return {
    world,
    app: bot.app,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      await world.close()
    },
  }
}

function disposed(world: World): World & AsyncDisposable {
  return Object.assign(world, { [Symbol.asyncDispose]: () => world.close() })
}

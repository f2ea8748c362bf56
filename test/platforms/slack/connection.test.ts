/** The start with what can be wrong, the connection and its losses, signatures, and the end. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import type { Bot } from '../../../src/core/platform.ts'
import { createSlack, type SlackOptions } from '../../../src/platforms/slack/slack.ts'
import { createStage, deliveryOf } from './stage.ts'
import { createWorld, type Message, type World } from './world.ts'

describe('the start', { concurrency: true }, () => {
  test('the error for a rejected token names its setting and the remedy', async () => {
    await using slack = await closed()
    const { world } = slack
    const words = 'Copy it again from your app’s page, see README.md.'
    world.fail('auth.test', { error: 'invalid_auth' })
    assert.equal(await refusal(world), `Slack refuses SLACK_BOT_TOKEN: invalid_auth. ${words}`)
    world.fail('apps.connections.open', { error: 'not_allowed_token_type' })
    assert.equal(await refusal(world), `Slack refuses SLACK_APP_TOKEN: not_allowed_token_type. ${words}`)
    assert.equal(world.socket.connections, 0)
  })

  test('the start fails with a sentence when Slack cannot be reached', async () => {
    await using slack = await closed()
    slack.world.fail('auth.test', { status: 503 }, 10)
    assert.match(await refusal(slack.world), /^Slack cannot be reached at http.*503.* Try again in a while, or see /)
    // The socket is somewhere else than the API.
    slack.world.recover()
    slack.world.fail('apps.connections.open', { ok: true, url: 'ws://127.0.0.1:9/' } as never)
    assert.match(await refusal(slack.world), /^Slack cannot be reached at http.*the connection has been closed/)
    const apiUrl = 'http://127.0.0.1:9/api/'
    assert.match(await refusal(slack.world, { apiUrl }), /^Slack cannot be reached at http:\/\/127\.0\.0\.1:9\/api\/: /)
  })

  test('the start fails with a sentence when the port is taken', async () => {
    await using slack = await closed()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
    const { port } = server.address() as AddressInfo
    const delivery = { mode: 'http', signingSecret: slack.world.signingSecret, port } as const
    const said = `Port ${port} cannot be listened on: EADDRINUSE. Set SLACK_PORT to another.`
    assert.equal(await refusal(slack.world, { delivery }), said)
    server.close()
  })
})

describe('signatures', { concurrency: true }, () => {
  test('requests without Slack’s signature are refused and not handled', async () => {
    await using stage = await createStage({ mode: 'http' })
    const { http, ...world } = stage.world
    assert.ok(http)
    const body = 'command=%2Fqueue&text=&user_id=U1&channel_id=C1&team_id=T1&response_url=http%3A%2F%2F127.0.0.1%3A9'
    const old = Math.floor(Date.now() / 1000) - 400
    const wrong = [{ secret: 'guessed' }, { timestamp: old }, { headers: { 'x-slack-signature': null } }]
    for (const options of wrong) assert.equal((await http.post(body, options)).status, 401)
    assert.equal((await http.post(body)).status, 200)
    const { status, body: answer } = await http.verify('are you there?')
    assert.deepEqual([status, JSON.parse(answer)], [200, { challenge: 'are you there?' }])
    assert.equal(world.messages.length, 0)
    assert.equal(stage.logged.filter(({ message }) => /verify/.test(message)).length, 3)
  })
})

describe('the socket', { concurrency: true }, () => {
  for (const lingers of [false, true])
    test(`comes back at once when Slack asks for it, and ${lingers ? 'leaves' : 'closes'} the old one`, async () => {
      await using stage = await createStage()
      const { world } = stage
      world.socket.lingers = lingers
      const slash = await world.slash('/echo', 'steps=150 ms=5')
      const card = await slash.until(({ messages }) => messages.find(({ words }) => /\d%/.test(words)))
      world.socket.refresh()
      const queue = await world.slash('/queue', '')
      assert.ok((await queue.ack).ms < 1500)
      await queue.until(({ ephemerals }) => ephemerals[0])
      await slash.until(() => isDone(card))
      assert.equal(world.socket.opened, 2)
      await stage.stop()
      await world.until(() => world.socket.connections === 0)
      assert.deepEqual(stage.logged, [])
    })

  test('reconnects after a loss during a render, and the render goes on', async () => {
    await using stage = await createStage()
    const { world } = stage
    const slash = await world.slash('/echo', 'steps=150 ms=5')
    const card = await slash.until(({ messages }) => messages.find(({ words }) => /\d%/.test(words)))
    world.socket.drop()
    const queue = await world.slash('/queue', '')
    await queue.until(({ ephemerals }) => ephemerals[0])
    await slash.until(() => isDone(card))
    assert.equal(slash.messages.length, 1)
  })

  test('retries for as long as Slack cannot be reached, whatever the reason', async () => {
    await using stage = await createStage()
    const { world } = stage
    world.fail('apps.connections.open', { status: 503 }, 2)
    world.fail('apps.connections.open', { reset: 'before' }, 2)
    world.fail('apps.connections.open', { error: 'invalid_auth' })
    world.socket.drop()
    await world.until(() => world.socket.opened === 2, 8000)
    const queue = await world.slash('/queue', '')
    await queue.until(({ ephemerals }) => ephemerals[0])
    assert.ok(stage.logged.some(({ message }) => /not connected, trying again: /.test(message)))
  })
})

describe('the end', { concurrency: true }, () => {
  for (const mode of ['socket', 'http'] as const)
    test(`over ${mode}, what was heard is answered, and nothing more is`, async () => {
      await using stage = await createStage({ mode })
      const { world } = stage
      world.fail('chat.postEphemeral', { delayMs: 300 })
      const queue = await world.slash('/queue', '')
      await queue.ack
      await stage.stop()
      assert.equal(queue.ephemerals.length, 1)
      assert.equal(world.socket.connections, 0)
      const late = await world.slash('/queue', '')
      if (mode === 'http') assert.equal((await late.ack).status, 'lost')
      assert.deepEqual(stage.logged, [])
    })
})

/** A world without a bot. */
async function closed(): Promise<{ world: World } & AsyncDisposable> {
  const world = await createWorld()
  return { world, [Symbol.asyncDispose]: () => world.close() }
}

/** What a person who starts the bot is told. */
async function refusal(world: World, options: Partial<SlackOptions> = {}): Promise<string> {
  const { botToken, apiUrl } = world
  const delivery = deliveryOf('socket', world)
  const common = { commands: new Map(), languages: new Map(), log() {} }
  const error = await createSlack({ botToken, apiUrl, delivery, ...common, ...options })
    .start({} as Bot)
    .then(
      () => 'it starts',
      (reason: unknown) => reason,
    )
  assert.ok(error instanceof UserError, String(error))
  return `${error.message} ${error.hint}`
}

function isDone({ images, buttons }: Message): boolean {
  return images[0]?.title === 'echo.png' && buttons.length > 2
}

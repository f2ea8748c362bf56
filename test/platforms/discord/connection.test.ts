/** How the bot comes to Discord, what it says when it cannot, and how it stays. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { GatewayIntentBits } from 'discord.js'
import type { Bot, Stop } from '../../../src/core/platform.ts'
import { createDiscord, type DiscordOptions } from '../../../src/platforms/discord/discord.ts'
import { IN_MEMORY, openDatabase } from '../../../src/storage/database.ts'
import type { LogEntry } from '../../scheduler/harness.ts'
import { isResult, isRunning } from './reading.ts'
import { createStage, stageCommands } from './stage.ts'
import { createWorld, type World } from './world.ts'

const stops: Stop[] = []
after(() => Promise.all(stops.map((stop) => stop())))

/** Connects a platform with no bot behind it. */
async function start(
  world: World,
  options: Partial<DiscordOptions>,
  handle: Bot['handle'] = async () => {},
): Promise<Stop> {
  const discord = createDiscord({
    ...{ token: world.token, apiUrl: world.api, guild: undefined, shards: 'auto', log: () => {} },
    ...{ commands: new Map(), languages: new Map(), database: openDatabase(IN_MEMORY), ...options },
  })
  const stop = await discord.start({ handle, press: async () => {}, complete: async () => [] })
  stops.push(stop)
  return stop
}

test('an error at the start is one sentence with the setting to correct', async () => {
  await using world = await createWorld()
  const cases: [Partial<DiscordOptions>, string, RegExp][] = [
    [{ token: 'wrong.token' }, 'bad-input', /does not accept the bot’s token.*DISCORD_TOKEN/],
    [{ token: '' }, 'bad-input', /DISCORD_TOKEN/],
    [
      { apiUrl: 'http://127.0.0.1:1/api' },
      'output',
      /cannot be reached at http:\/\/127\.0\.0\.1:1\/api: .*ECONNREFUSED/,
    ],
  ]
  for (const [options, code, sentence] of cases) {
    await assert.rejects(start(world, options), (error: Error & { code: string; hint: string }) => {
      assert.equal(error.code, code)
      assert.match(`${error.message} ${error.hint}`, sentence)
      return true
    })
  }
  world.fail('GET /gateway/bot', { status: 503, body: 'down' }, 9)
  await assert.rejects(start(world, {}), { code: 'output', message: /Service Unavailable/ })
  world.fail(/^PUT .*commands$/, { status: 503, body: 'down' }, 9)
  await assert.rejects(start(world, {}), { code: 'output', message: /Service Unavailable/ })
})

test('a guild of which the bot is not a member is named', async () => {
  await using world = await createWorld()
  const guild = '123456789012345678'
  world.fail(`/guilds/${guild}/commands`, { status: 403, body: { code: 50001, message: 'Missing Access' } })
  await assert.rejects(start(world, { guild }), {
    code: 'bad-input',
    message: /123456789012345678/,
    hint: /DISCORD_GUILD_ID/,
  })
  await world.until(() => world.connected === 0)
})

test('the bot asks for one intent, and for as many shards as are set', async () => {
  await using world = await createWorld({ shards: 2 })
  for (const [shards, count] of [
    ['auto', 2],
    [3, 3],
  ] as const) {
    const before = world.identified.length
    const stop = await start(world, { shards })
    const { intents, shard } = world.identified.at(-1) ?? {}
    assert.equal(intents, GatewayIntentBits.Guilds)
    assert.deepEqual([shard?.[1], world.identified.length - before, world.connected], [count, count, count])
    await stop()
    await world.until(() => world.connected === 0)
  }
})

test('no token gets into the log, whatever error is thrown', async () => {
  await using world = await createWorld()
  const logged: LogEntry[] = []
  let secret = ''
  const options = { commands: await stageCommands(), log: (entry: LogEntry) => logged.push(entry) }
  const stop = await start(world, options as never, async ({ address }) => {
    secret = String(address.token)
    throw new Error(`PATCH ${world.api}/v10/webhooks/${world.botId}/${secret}/messages/@original failed`)
  })
  await world.command('echo').acknowledged()
  while (!logged.some(({ level }) => level === 'error')) await sleep(5)
  assert.ok(secret.length > 20 && !JSON.stringify(logged).includes(secret))
  assert.match(JSON.stringify(logged), /\[token\]\/messages\/@original failed/)
  await stop()
})

test('a connection that breaks during a render is resumed, and no event is lost', async () => {
  await using stage = await createStage()
  const { world } = stage
  const { held, open } = stage.gate()
  const asked = world.command('echo', held)
  await asked.until(isRunning)
  world.dropGateway('cut')
  const meanwhile = world.command('echo', {}, { user: 'bob' })
  open()
  await asked.until(isResult)
  await meanwhile.until(isResult)
  assert.equal(world.resumes.length, 1)
  assert.equal(world.identified.length, 1)
  await stage.stop()
  const told = stage.logged.map(({ message }) => message).filter((message) => message.startsWith('shard'))
  assert.deepEqual(told, ['shard 0 connects to Discord again', 'shard 0 is back'])
})

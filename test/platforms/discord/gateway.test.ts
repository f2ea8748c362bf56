/** The gateway as the real discord.js meets it: lost connections, resumed sessions, shards, refused bots. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, GatewayIntentBits, type Interaction } from 'discord.js'
import { connect } from './client.ts'
import { createWorld } from './world.ts'

async function echo(interaction: Interaction): Promise<void> {
  assert.ok(interaction.isChatInputCommand())
  await interaction.deferReply()
  await interaction.editReply('done')
}

/** discord.js waits 5 s between two sessions of its own accord. */
const HASTE = { ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) } }

for (const how of ['cut', 'reconnect'] as const) {
  test(`${how}: the session is resumed, and what was missed comes then`, async () => {
    await using world = await createWorld()
    await using client = await connect(world, async (interaction) => {
      assert.ok(interaction.isChatInputCommand())
      await interaction.deferReply()
      world.dropGateway(how)
      await interaction.editReply('done')
    })
    const before = world.command('dream')
    await before.until(({ content }) => content === 'done')
    const meanwhile = world.command('dream')
    await meanwhile.until(({ content }) => content === 'done')
    const [resume] = world.resumes
    assert.equal(resume?.replayed, 1)
    assert.equal(world.identified.length, 1)
    assert.deepEqual(client.failures, [])
  })
}

test('discord.js retries a gateway that is away until it is back', async () => {
  await using world = await createWorld()
  await using client = await connect(world, echo)
  world.dropGateway('cut', 1200)
  const asked = world.command('dream')
  await asked.until(({ content }) => content === 'done')
  assert.equal(world.resumes.length, 1)
  assert.deepEqual(client.failures, [])
})

test('after an invalid session a new one starts, and missed events are lost', async () => {
  await using world = await createWorld({ acknowledgeMs: 1500 })
  await using client = await connect(world, echo, HASTE)
  world.dropGateway('invalid')
  const lost = world.command('dream')
  await world.until(() => world.identified.length === 2 && world.connected === 1)
  await world.command('dream').until(({ content }) => content === 'done')
  await world.until(() => lost.lost)
  assert.equal(world.resumes.length, 0)
  assert.deepEqual(client.failures, [])
})

test('a guild’s events reach one shard, direct messages the first', async () => {
  await using world = await createWorld({ shards: 3 })
  let heard = 0
  await using client = await connect(
    world,
    async (interaction) => {
      heard += 1
      await echo(interaction)
    },
    { shards: 'auto' },
  )
  assert.deepEqual(
    world.identified.map(({ shard }) => shard?.[0]),
    [0, 1, 2],
  )
  assert.equal(world.connected, 3)
  assert.equal(client.guilds.cache.size, 1)
  for (const at of ['guild', 'dm'] as const) await world.command('dream', {}, { at }).until(() => true)
  assert.equal(heard, 2)
  assert.deepEqual(client.failures, [])
})

test('a wrong token and an intent that is not granted are rejected', async () => {
  await using world = await createWorld()
  const rest = { api: world.api }
  const stranger = new Client({ intents: [GatewayIntentBits.Guilds], rest })
  await assert.rejects(stranger.login('another'), { code: 'TokenInvalid' })
  const reader = new Client({ intents: [GatewayIntentBits.MessageContent], rest })
  await assert.rejects(reader.login(world.token), /disallowed intents/)
  await Promise.all([stranger.destroy(), reader.destroy()])
})

test('a closed world keeps nothing alive', async () => {
  {
    await using world = await createWorld()
    await using _client = await connect(world, echo)
    await world.command('dream').until(({ content }) => content === 'done')
    await fetch(world.host({ data: Buffer.alloc(9), type: 'image/png' }, 'stalled'))
    world.fail('GET', { delayMs: 60_000 })
    fetch(`${world.api}/v10/gateway`).catch(() => {})
    world.until(() => false, 60_000).catch(() => {})
  }
  const left = (): string[] => process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout)/.test(name))
  for (let tries = 0; tries < 50 && left().length > 0; tries += 1) await sleep(20)
  assert.deepEqual(left(), [])
})

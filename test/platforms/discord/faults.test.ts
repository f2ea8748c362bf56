/** What Discord refuses, and what goes wrong on demand, as the real discord.js meets it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChatInputCommandInteraction, DiscordAPIError, HTTPError, Routes } from 'discord.js'
import type { Trap } from './cdn.ts'
import { connect } from './client.ts'
import { rateLimited, refusals } from './refusals.ts'
import { createWorld, type World } from './world.ts'

const FILE = { name: 'dream.png', attachment: Buffer.alloc(1001, 7) }
const MINUTE = 60 * 1000

/** The bot's side of one command, run to its end. */
async function serve(
  world: World,
  answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>,
  options = {},
) {
  let done: (() => void) | undefined
  const over = new Promise<void>((resolve) => {
    done = resolve
  })
  await using client = await connect(
    world,
    async (interaction) => {
      assert.ok(interaction.isChatInputCommand())
      await answer(interaction).finally(done)
    },
    options,
  )
  const asked = world.command('dream')
  await over
  assert.deepEqual(client.failures, [])
  return asked
}

test('discord.js waits for a 429 of one route or of all routes', async () => {
  await using world = await createWorld()
  world.fail('PATCH /webhooks', rateLimited(0.2))
  world.fail('GET /webhooks', rateLimited(0.2, 'global'))
  const started = performance.now()
  const asked = await serve(world, async (interaction) => {
    await interaction.deferReply()
    await interaction.editReply('done')
    await interaction.fetchReply()
  })
  assert.ok(performance.now() - started > 400)
  assert.equal(asked.message?.content, 'done')
  assert.deepEqual(
    world.requests.slice(-4).map(({ status }) => status),
    [429, 200, 429, 200],
  )
})

test('discord.js keeps to a rate limit that is announced in headers', async () => {
  await using world = await createWorld()
  world.limit('PATCH /webhooks', 2, 300)
  const asked = await serve(world, async (interaction) => {
    await interaction.deferReply()
    for (const text of ['1', '2', '3']) await interaction.editReply(text)
  })
  const [first, , third] = asked.edits
  assert.ok((third?.ms ?? 0) - (first?.ms ?? 0) > 200)
  assert.ok(world.requests.every(({ status = 0 }) => status < 400))
})

test('a file over the limit of its interaction or channel is too large', async () => {
  await using world = await createWorld({ fileLimit: 1000 })
  await serve(world, async (interaction) => {
    await interaction.deferReply()
    const error = await interaction.editReply({ files: [FILE] }).catch((error) => error)
    assert.ok(error instanceof DiscordAPIError)
    assert.deepEqual([error.code, error.status], [40005, 413])
    const { channel } = interaction
    assert.ok(channel?.isSendable())
    await assert.rejects(channel.send({ files: [FILE] }), { code: 40005 })
    world.setFileLimit(1001)
    await channel.send({ files: [FILE] })
  })
})

test('discord.js retries a 500 at once, three times', async () => {
  await using world = await createWorld()
  world.fail('PATCH', refusals.serverError, 3)
  const asked = await serve(world, async (interaction) => {
    await interaction.deferReply()
    await interaction.editReply('done')
    world.fail('PATCH', refusals.badGateway, 4)
    await assert.rejects(interaction.editReply('again'), HTTPError)
  })
  assert.equal(asked.message?.content, 'done')
})

test('a planned rejection reaches the bot, and so does a message that somebody has deleted', async () => {
  await using world = await createWorld()
  await serve(world, async (interaction) => {
    const { resource } = await interaction.reply({ content: 'done', withResponse: true })
    world.fail('POST /channels', refusals.missingPermissions)
    assert.ok(interaction.channel?.isSendable())
    await assert.rejects(interaction.channel.send('x'), { code: 50013, status: 403 })
    world.remove({ id: resource?.message?.id ?? '' })
    await assert.rejects(interaction.editReply('x'), { code: 10008 })
  })
})

test('a request whose response is lost or late may have taken effect', async () => {
  await using world = await createWorld()
  const posts = async (fault: object, nonce: object, timeout = 5000): Promise<number> => {
    const before = world.messages.length
    world.fail('POST /channels', fault)
    await serve(
      world,
      async ({ channel }) => {
        assert.ok(channel?.isSendable())
        await channel.send({ content: 'x', ...nonce }).catch(() => {})
      },
      { rest: { api: world.api, timeout } },
    )
    return world.messages.length - before
  }
  assert.equal(await posts({ ...refusals.badGateway, applied: true }, {}), 2)
  assert.equal(await posts({ ...refusals.badGateway, applied: true }, { nonce: '1', enforceNonce: true }), 1)
  assert.equal(await posts({ delayMs: 500 }, { nonce: '2', enforceNonce: true }, 400), 1)
  assert.equal(await posts({ cut: true }, {}), 0)
  assert.equal(await posts({ cut: true, applied: true }, {}), 1)
})

test('after 15 minutes the token is invalid, but the bot can still edit its message', async () => {
  await using world = await createWorld()
  await serve(world, async (interaction) => {
    await interaction.deferReply()
    const { id, channelId } = await interaction.editReply('waiting')
    world.advance(15 * MINUTE + 1)
    await assert.rejects(interaction.editReply('x'), { code: 50027, status: 401 })
    await assert.rejects(interaction.followUp('x'), { code: 50027 })
    await interaction.client.rest.patch(Routes.channelMessage(channelId, id), { body: { content: 'done' } })
  })
  assert.deepEqual(
    world.messages.map(({ content }) => content),
    ['done'],
  )
})

test('an interaction is acknowledged once, and before anything else', async () => {
  await using world = await createWorld()
  const callback = ({ id, token }: ChatInputCommandInteraction): `/${string}` => Routes.interactionCallback(id, token)
  await serve(world, async (interaction) => {
    const { webhook } = interaction
    await assert.rejects(webhook.send('too early'), { code: 10015 })
    await interaction.deferReply()
    await assert.rejects(interaction.client.rest.post(callback(interaction), { body: { type: 5 }, auth: false }), {
      code: 40060,
    })
  })
})

test('an interaction that is not acknowledged in time is lost', async () => {
  await using world = await createWorld({ acknowledgeMs: 200 })
  const late = await serve(world, async (interaction) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    await assert.rejects(interaction.deferReply(), { code: 10062 })
  })
  assert.ok(late.lost)
  await assert.rejects(late.acknowledged(), /in time/)
})

test('pictures on misbehaving hosts are refused', async () => {
  await using world = await createWorld()
  const content = { data: FILE.attachment, type: 'image/png' }
  const open = (trap?: Trap, ms = 5000) => fetch(world.host(content, trap), { signal: AbortSignal.timeout(ms) })
  assert.equal((await (await open()).arrayBuffer()).byteLength, 1001)
  assert.equal((await open('gone')).status, 404)
  await assert.rejects((await open('short')).arrayBuffer(), TypeError)
  await assert.rejects((await open('stalled', 150)).arrayBuffer(), { name: 'TimeoutError' })
  await assert.rejects(open('silent', 150), { name: 'TimeoutError' })
  for (const trap of ['endless', 'huge'] as const) {
    for await (const _ of (await open(trap)).body ?? []) if ((world.downloads.at(-1)?.sent ?? 0) > 1e6) break
  }
  assert.equal((await open('redirect')).status, 200)
  assert.match(String(world.downloads.at(-1)?.host), /^localhost:/)
  const url = world.host(content)
  assert.equal((await fetch(url.replace(/\?.*/, ''))).status, 404)
  world.advance(25 * 60 * MINUTE)
  assert.equal((await fetch(url)).status, 404)
})

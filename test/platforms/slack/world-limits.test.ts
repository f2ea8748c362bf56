/** The world refuses what Slack refuses: too much, too early, or where the bot has no business. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type types, webApi } from '@slack/bolt'
import { GIF, PNG, WEBP } from './world/pictures.ts'
import { cardOf, silent, uploadOnly } from './world/small-bot.ts'
import { createWorld, type World } from './world.ts'

test('a block can show a processed PNG, JPEG or GIF that the bot may see, and nothing else', async () => {
  await using place = await opened()
  const { world, client, channel } = place
  const card = await client.chat.postMessage({ channel, text: 'waiting' })
  const show = (id: string) =>
    client.chat.update({ channel, ts: card.ts ?? '', text: 'done', blocks: cardOf('done', id) })
  const id = await uploadOnly(client, PNG, 'a.png')
  await assert.rejects(show(id), /invalid_blocks/)
  assert.deepEqual(world.calls.at(-1)?.answer?.response_metadata, {
    messages: ['[ERROR] invalid slack file [json-pointer:/blocks/1/slack_file]'],
  })
  assert.equal((await client.files.info({ file: id })).file?.mimetype, '')
  const { file } = await client.files.info({ file: id })
  assert.deepEqual([file?.mimetype, file?.filetype, file?.original_w], ['image/png', 'png', 1])
  await show(id)
  assert.deepEqual(
    world.messages[0]?.images.map((image) => image.file.id),
    [id],
  )

  world.files.processing.polls = 0
  await show(await uploadOnly(client, GIF, 'a.gif'))
  await assert.rejects(show(await uploadOnly(client, WEBP, 'a.webp')), /invalid_blocks/)
  await assert.rejects(show('F0NOSUCHFILE'), /invalid_blocks/)
  await assert.rejects(show('picture'), /invalid_blocks/)
  const secret = await world.say('mine', { files: [{ name: 'b.png', data: PNG }], channel: 'vault' })
  await assert.rejects(show(secret.files[0]?.id ?? ''), /invalid_blocks/)
  world.files.processing.ms = 60_000
  await assert.rejects(show(await uploadOnly(client, PNG, 'late.png')), /invalid_blocks/)
})

test('a file shared in a thread names its message once it is processed', async () => {
  await using place = await opened()
  const { world, client, channel } = place
  const { ts: thread } = await world.say('a thread')
  const share = { channel_id: channel, thread_ts: thread, initial_comment: 'an animation' }
  const id = await uploadOnly(client, WEBP, 'a.webp', share)
  const shared = world.messages.at(-1)
  assert.deepEqual([shared?.threadTs, shared?.text, shared?.files[0]?.id], [thread, 'an animation', id])
  assert.deepEqual(shared?.files[0]?.data, new Uint8Array(WEBP))
  assert.deepEqual((await client.files.info({ file: id })).file?.shares, {})
  const { shares } = (await client.files.info({ file: id })).file ?? {}
  assert.equal(shares?.public?.[channel]?.[0]?.thread_ts, thread)
  await client.files.delete({ file: id })
  await assert.rejects(client.files.info({ file: id }), /file_not_found/)
  const begun = await client.files.getUploadURLExternal({ filename: 'a.png', length: 5 })
  assert.equal((await fetch(begun.upload_url ?? '', { method: 'POST', body: 'four' })).status, 400)
})

test('a private file without a token leads to the login page', async () => {
  await using place = await opened()
  const { world, client } = place
  const message = await world.say('my cat', { files: [{ name: 'cat.png', data: PNG }] })
  const { url_private: url } = world.files.describe(message.files[0] ?? assert.fail()) as { url_private: string }
  const get = (token: string) => fetch(url, { headers: { authorization: `Bearer ${token}` } })
  assert.deepEqual(Buffer.from(await (await get(world.botToken)).arrayBuffer()), PNG)
  for (const response of [await fetch(url), await get('xoxb-other')]) {
    assert.deepEqual([response.status, response.redirected], [200, true])
    assert.match(await response.text(), /Sign in/)
  }
  await client.chat
    .delete({ channel: message.channel, ts: message.ts })
    .catch((error) => assert.match(`${error}`, /cant/))
})

test('blocks and views over Slack’s limits are rejected', async () => {
  await using place = await opened()
  const { client, channel, world } = place
  const text = (length: number) => ({ type: 'plain_text' as const, text: 'x'.repeat(length) })
  const button = (more: object) => ({ type: 'button' as const, text: text(3), action_id: 'a', ...more })
  const section: types.KnownBlock = { type: 'section', text: text(3000) }
  const row = (count: number, more: (index: number) => object) => {
    const elements = Array.from({ length: count }, (_, index) => button({ action_id: `a${index}`, ...more(index) }))
    return [{ type: 'actions', elements } satisfies types.KnownBlock]
  }
  const image = (alt: string): types.KnownBlock => ({ type: 'image', image_url: 'https://a/b.png', alt_text: alt })
  const say = (blocks: types.KnownBlock[]) => client.chat.postMessage({ channel, text: 'card', blocks })
  await say([section, image('x'.repeat(2000)), ...row(25, () => ({ value: 'x'.repeat(2000) }))])
  const bad: types.KnownBlock[][] = [
    Array.from({ length: 51 }, () => section),
    [{ type: 'section', text: text(3001) }],
    [{ type: 'section', text: text(0) }],
    [image('x'.repeat(2001))],
    row(26, () => ({})),
    row(1, () => ({ action_id: 'x'.repeat(256) })),
    row(1, () => ({ value: 'x'.repeat(2001) })),
    row(2, () => ({ action_id: 'same' })),
    row(1, () => ({ style: 'huge' })),
    [{ type: 'unknown' } as unknown as types.KnownBlock],
  ]
  for (const blocks of bad) await assert.rejects(say(blocks), /invalid_blocks/, JSON.stringify(blocks).slice(0, 80))
  const { ts = '' } = await client.chat.postMessage({ channel, text: 'x' })
  await assert.rejects(client.chat.update({ channel, ts, text: 'x'.repeat(4001) }), /msg_too_long/)

  const open = async (view: object) => {
    const trigger = await world.views.trigger(world.places.person('alice').id)
    const modal = { type: 'modal' as const, title: text(24), blocks: [section], ...view }
    return client.views.open({ trigger_id: trigger, view: modal })
  }
  const { view } = await open({})
  await assert.rejects(open({ title: text(25) }), /invalid_arguments/)
  await assert.rejects(open({ blocks: Array.from({ length: 101 }, () => section) }), /invalid_arguments/)
  await assert.rejects(open({ blocks: [{ type: 'input', label: text(1), element: {} }] }), /invalid_arguments/)
  const again = { type: 'modal' as const, title: text(5), blocks: [] }
  await client.views.update({ view_id: view?.id ?? '', view: again })
  await assert.rejects(client.views.update({ view_id: view?.id ?? '', hash: 'old', view: again }), /hash_conflict/)
})

test('where the bot is not a member it can post in public channels, but not share files', async () => {
  await using place = await opened()
  const { world, client } = place
  const say = (name: string) => client.chat.postMessage({ channel: world.places.channel(name).id, text: 'hello' })
  const { id: lobby } = world.places.channel('lobby')
  const { ts = '' } = await say('lobby')
  await client.chat.update({ channel: lobby, ts, text: 'bye' })
  const { id: user } = world.places.person('alice')
  await assert.rejects(client.chat.postEphemeral({ channel: lobby, user, text: 'psst' }), /not_in_channel/)
  await assert.rejects(uploadOnly(client, PNG, 'a.png', { channel_id: lobby }), /not_in_channel/)
  await assert.rejects(say('vault'), /channel_not_found/)
  await assert.rejects(client.conversations.info({ channel: world.places.channel('vault').id }), /channel_not_found/)
  const share = { channel_id: world.places.channel('vault').id }
  await assert.rejects(uploadOnly(client, PNG, 'a.png', share), /channel_not_found/)
  await say('studio')
  await world.places.invite('vault')
  await say('vault')
  await client.conversations.join({ channel: lobby })
  await client.chat.postEphemeral({ channel: lobby, user, text: 'psst' })
  const { permalink } = await client.chat.getPermalink({ channel: lobby, message_ts: ts })
  assert.match(permalink ?? '', /\/archives\//)
})

test('a response_url takes five answers within half an hour', async () => {
  let now = 0
  const world = await createWorld({ clock: () => now })
  const told = world.slash('/filter', 'conv1').then(({ envelope }) => String(envelope.payload.response_url))
  const answer = async (url: string, body: object = { text: 'hello', response_type: 'in_channel' }) => {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers })
    return [response.status, (await response.text()).slice(0, 40)] as const
  }
  const headers = { 'content-type': 'application/json' }
  const url = await told
  for (let use = 0; use < 4; use += 1) assert.deepEqual(await answer(url), [200, 'ok'])
  assert.equal((await answer(url, { text: '' }))[0], 404)
  await answer(url, { text: 'changed', replace_original: true })
  assert.deepEqual(
    world.messages.map(({ text }) => text),
    ['hello', 'hello', 'hello', 'changed'],
  )
  assert.match((await answer(url))[1], /used_url/)
  const { envelope } = await world.slash('/filter', 'conv2', { private: true })
  now += 30 * 60 * 1000 + 1
  assert.match((await answer(String(envelope.payload.response_url)))[1], /expired_url/)
  await world.close()
})

test('profiles, tokens, unknown methods and direct messages behave as Slack’s', async () => {
  await using place = await opened()
  const { client, world } = place
  const ada = world.places.person('ada')
  ada.locale = 'de-DE'
  const { user } = await client.users.info({ user: ada.id, include_locale: true })
  assert.deepEqual([user?.is_admin, user?.locale], [true, 'de-DE'])
  assert.equal((await client.users.info({ user: ada.id })).user?.locale, undefined)
  await assert.rejects(client.apps.connections.open({}), /not_allowed_token_type/)
  await assert.rejects(client.apiCall('no.such'), /unknown_method/)
  await assert.rejects(
    new webApi.WebClient(undefined, { slackApiUrl: world.apiUrl, logger: silent }).auth.test(),
    /not_authed/,
  )
  const { channel } = await client.conversations.open({ users: ada.id })
  const psst = await client.chat.postMessage({ channel: channel?.id ?? '', text: 'psst' })
  const again = await client.chat.postMessage({ channel: ada.id, text: 'psst' })
  assert.deepEqual([psst.channel, again.channel], [channel?.id, channel?.id])
})

async function opened() {
  const world: World = await createWorld()
  const client = new webApi.WebClient(world.botToken, {
    slackApiUrl: world.apiUrl,
    retryConfig: { retries: 0 },
    logger: silent,
  })
  return {
    world,
    client,
    channel: world.places.channel('gallery').id,
    [Symbol.asyncDispose]: () => world.close(),
  }
}

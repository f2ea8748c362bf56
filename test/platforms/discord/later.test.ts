/** Replies when the interaction's 15 minutes are over, or their way to the chat is closed. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { MessageType } from 'discord.js'
import { UserError } from '../../../src/core/errors.ts'
import { createBare, DONE, FAILED, RUNNING, TOKEN_MS } from './bare.ts'
import { textOf } from './reading.ts'
import { refusals } from './refusals.ts'

const bare = await createBare()
after(() => bare[Symbol.asyncDispose]())
const { world, discord, logged } = bare
const picture = { name: 'a.png', format: 'png', data: new Uint8Array([1, 2, 3]), alt: 'a' } as const
const result = { ...DONE, files: [picture] }
const general = world.channelId('general')

test('after the token has expired the bot edits its card as itself', async () => {
  const { asked, address } = await bare.ask()
  const shown = await discord.post(address, RUNNING)
  world.advance(TOKEN_MS)
  const later = await discord.post(shown, { ...RUNNING, text: 'step 2' })
  const before = world.requests.length
  await discord.post(later, result)
  const done = await asked.until(({ files }) => files.length === 1)
  assert.match(textOf(done), /a caption/)
  assert.equal(world.messages.filter(({ channel }) => channel === general).length, 1)
  const [edit, ...more] = world.requests.slice(before)
  assert.deepEqual([edit?.method, edit?.path, more.length], ['PATCH', `/channels/${general}/messages/${done.id}`, 0])
})

test('a result without a card becomes one message in the channel, however often it is retried', async () => {
  const { address } = await bare.ask()
  world.advance(TOKEN_MS)
  world.fail(`POST /channels/${general}/messages`, { status: 502, body: 'error', applied: true }, 2)
  await discord.post(address, result)
  await discord.post(address, result)
  const posts = world.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'))
  assert.equal(posts.length, 4)
  const [post] = posts
  assert.ok(post)
  const { nonce, enforce_nonce } = post.body as { nonce: string; enforce_nonce: boolean }
  assert.ok(nonce.length <= 25 && enforce_nonce)
  const found = world.messages.filter(({ json }) => json.type === MessageType.Default && json.channel_id === general)
  assert.equal(found.length, 1)
  assert.equal(found[0]?.json.message_reference, undefined)
  const { message } = await discord.post(address, { ...result, state: 'cancelled' })
  assert.notEqual(message, found[0]?.id, 'another reply is another message')
})

test('where the bot may not post, the result comes as a direct message, which is then the card', async () => {
  for (const [at, answer] of [
    ['elsewhere', undefined],
    ['guild', refusals.missingPermissions],
  ] as const) {
    const { address } = await bare.ask({ at, user: 'bob' })
    world.advance(TOKEN_MS)
    const withdraw = answer ? world.fail(`/channels/${address.channel}/messages`, answer, 99) : () => {}
    const moved = await discord.post(address, result)
    withdraw()
    const direct = await world.untilMessage(({ id }) => id === moved.message)
    assert.equal(direct.files.length, 1)
    assert.equal(moved.place, `dm-${direct.channel}`)
    await discord.remove?.(moved)
    assert.ok(!world.messages.some(({ id }) => id === direct.id))
  }
})

test('a last reply that reaches nobody is logged', async () => {
  const { address } = await bare.ask({ at: 'elsewhere' })
  world.advance(TOKEN_MS)
  const withdraw = world.fail(/^POST \/channels\/\d+\/messages/, refusals.closedMessages, 99)
  await assert.rejects(discord.post(address, result), (error) => error instanceof UserError && error.code === 'output')
  withdraw()
  const { level, message } = logged.at(-1) ?? {}
  assert.equal(level, 'error')
  assert.match(
    message ?? '',
    new RegExp(`a done reply reaches nobody: channel ${address.channel} and user ${address.user}`),
  )
})

test('an error is told to the person alone, and the card is deleted', async () => {
  const { asked, address } = await bare.ask()
  const shown = await discord.post(address, RUNNING)
  const moved = await discord.post(shown, FAILED)
  const told = await asked.untilFollowUp()
  assert.ok(told.ephemeral && asked.deleted)
  assert.match(textOf(told), /It is too small/)
  assert.deepEqual([moved.message, moved.ephemeral], [told.id, true])
})

test('a late error comes as a direct message, or on the card where direct messages are closed', async () => {
  const first = await bare.ask()
  const card = await discord.post(first.address, RUNNING)
  const second = await bare.ask()
  const other = await discord.post(second.address, RUNNING)
  const third = await bare.ask()
  world.advance(TOKEN_MS)
  const moved = await discord.post(card, FAILED)
  const direct = await world.untilMessage(({ id }) => id === moved.message)
  assert.notEqual(direct.channel, general)
  assert.ok(first.asked.deleted)

  const withdraw = world.fail('POST /users/@me/channels', refusals.closedMessages, 99)
  await discord.post(other, FAILED)
  assert.match(textOf(await second.asked.until(() => true)), /It is too small/)
  await assert.rejects(discord.post(third.address, FAILED), UserError)
  withdraw()
})

test('a deleted card stays deleted, and its result goes to the person alone', async () => {
  const { asked, address } = await bare.ask()
  const shown = await discord.post(address, RUNNING)
  world.remove({ id: String(shown.message) })
  const closed = await discord.post(shown, RUNNING)
  const before = world.requests.length
  const still = await discord.post(closed, RUNNING)
  assert.equal(world.requests.length, before, 'nothing more is tried')
  const hidden = await discord.post(still, result)
  const told = await asked.untilFollowUp(({ files }) => files.length === 1)
  assert.ok(told.ephemeral && told.id === hidden.message)
  await discord.remove?.(hidden)
  assert.deepEqual(asked.followUps, [])

  const later = await bare.ask()
  const card = await discord.post(later.address, RUNNING)
  world.advance(TOKEN_MS)
  world.remove({ id: String(card.message) })
  const gone = await discord.post(card, RUNNING)
  const direct = await discord.post(gone, result)
  assert.ok(await world.untilMessage(({ id, channel }) => id === direct.message && channel !== general))
})

test('a token that Discord rejects as expired is expired, whatever the clock says', async () => {
  const { asked, address } = await bare.ask()
  const shown = await discord.post(address, RUNNING)
  for (const refusal of [refusals.expiredToken, refusals.unknownWebhook]) {
    const withdraw = world.fail(/^PATCH \/webhooks/, refusal)
    await discord.post(shown, result)
    withdraw()
  }
  assert.equal((await asked.until(({ files }) => files.length === 1)).id, shown.message)
  assert.ok(world.requests.at(-1)?.path.startsWith('/channels/'))
})

test('an ephemeral message can be deleted only while the token is valid', async () => {
  const { asked, address } = await bare.ask({}, 'help')
  const shown = await discord.post(address, { state: 'info', text: 'help' })
  world.advance(TOKEN_MS)
  await assert.rejects(discord.remove?.(shown) ?? Promise.resolve(), { code: 'output', hint: /Dismiss it/ })
  const direct = await discord.post(shown, result)
  assert.ok(await world.untilMessage(({ id }) => id === direct.message))
  assert.equal(asked.deleted, false)
})

test('deleting a deleted message does nothing; deleting one out of reach fails with a sentence', async () => {
  const { address } = await bare.ask()
  const shown = await discord.post(address, result)
  await discord.remove?.(shown)
  await discord.remove?.(shown)
  world.advance(TOKEN_MS)
  await discord.remove?.(shown)
  world.fail('DELETE /channels', refusals.missingAccess)
  await assert.rejects(discord.remove?.(shown) ?? Promise.resolve(), { code: 'output', hint: /moderator/ })
})

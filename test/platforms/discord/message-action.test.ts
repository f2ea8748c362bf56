/** The action on messages: whatever shows a picture in a chat can be given to a command. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { MessageFlags, MessageType } from 'discord.js'
import { PHOTO } from './photos.ts'
import { isResult, textOf } from './reading.ts'
import { createStage } from './stage.ts'

const stage = await createStage()
after(() => stage[Symbol.asyncDispose]())
const { world } = stage
const ECHO = 'Echo this image'
const TEXT = { name: 'notes.txt', data: Buffer.from('none'), type: 'text/plain' }
const url = world.host({ data: PHOTO.data, type: 'image/png' })

test('a picture is found as attachment, preview, thumbnail, and in a forwarded message', async () => {
  const attached = world.say({ files: [TEXT, PHOTO] })
  const messages = [
    attached,
    world.say({ embeds: [{ image: { url } }] }),
    world.say({ embeds: [{ title: 'no picture' }, { thumbnail: { url } }], files: [TEXT] }),
    world.say({ user: 'bob', forwarded: attached.id }),
    world.say({ user: 'bob', forwarded: world.say({ embeds: [{ image: { url } }] }).id }),
  ]
  for (const message of messages) {
    const asked = world.messageAction(ECHO, message, { user: 'bob' })
    assert.equal((await asked.acknowledged()).flags, 0)
    const done = await asked.until(isResult)
    assert.match(String(done.files[0]?.data), /"image":"[0-9a-f]{64}"/)
    assert.equal(done.json.type, MessageType.ContextMenuCommand)
  }
})

test('a picture that the bot posted is found', async () => {
  const made = await world.command('echo', {}, { attachments: { image: PHOTO } }).until(isResult)
  await world.messageAction(ECHO, made).until(isResult)
})

test('of a picture on another site, Discord’s copy is fetched', async () => {
  const embed = { image: { url: 'https://example.org/cat.png', proxy_url: url } }
  await world.messageAction(ECHO, world.say({ embeds: [embed] })).until(isResult)
})

test('a message without a picture is answered with a sentence', async () => {
  for (const message of [world.say({ text: 'hello' }), world.say({ files: [TEXT] })]) {
    const asked = world.messageAction(ECHO, message)
    assert.equal((await asked.acknowledged()).flags, MessageFlags.Ephemeral)
    const told = await asked.until(() => true)
    assert.match(textOf(told), /^There is no picture in this message\./)
  }
})

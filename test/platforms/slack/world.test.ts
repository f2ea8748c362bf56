/** The world carries each of a person's deeds to a real Bolt app and back, over both of Slack's ways. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { GIF, PNG } from './world/pictures.ts'
import { type Mode, startSmallBot } from './world/small-bot.ts'
import { createWorld, type World } from './world.ts'

for (const mode of ['socket', 'http'] as const) {
  describe(`over ${mode}`, { concurrency: true }, () => {
    test('a slash command is acknowledged, and answered in the channel and at its response_url', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const filter = await world.slash('/filter', 'block5_conv3 12')
      const ack = await filter.ack
      assert.equal(ack.status, 'acked')
      assert.ok(ack.ms < 1000)
      const card = await filter.until(({ messages }) => messages[0])
      assert.equal(card.words, 'block5_conv3 12')
      const [note] = await filter.until(({ ephemerals }) => ephemerals.length > 0 && ephemerals)
      assert.equal(note?.text, 'drawing block5_conv3 12')
      const help = await world.slash('/help', '', { private: true, admin: true })
      await help.ack
      assert.equal(help.ephemerals[0]?.text, 'all commands')
      assert.equal(help.envelope.payload.channel_name, 'privategroup')
    })

    test('a modal takes a photo and a suggested layer, and the picture comes into the card', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const view = await (await world.slash('/dream', '')).until(({ views }) => views[0])
      assert.equal(await world.suggest('layer', 'layer', '', view), undefined)
      assert.equal((await world.suggest('layer', 'layer', 'conv', view))?.length, 2)
      const photo = { name: 'cat.png', data: PNG }
      const wrong = await world.submit(view, { photo, layer: 'block1_conv1', steps: 12 })
      assert.deepEqual((await wrong.ack).payload, { response_action: 'errors', errors: { layer: 'too shallow' } })
      assert.equal(view.isClosed, false)
      const right = await world.submit(view, { photo, layer: 'block5_conv3' })
      assert.equal((await right.ack).trouble, undefined)
      assert.equal(view.isClosed, true)
      const image = await right.until(({ messages }) => messages[0]?.images[0])
      assert.deepEqual([image.alt, Buffer.from(image.file.data)], ['a dream', PNG])
      assert.deepEqual(image.file.media.size, [1, 1])
      const [card] = right.messages
      assert.equal(card?.channel, world.places.channel('gallery').id)
      assert.equal(card?.edits.length, 1)
      assert.ok((card?.edits[0]?.at ?? 0) >= (card?.at ?? Infinity))
    })

    test('values that the form rejects are not submitted', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const view = await (await world.slash('/dream', '')).until(({ views }) => views[0])
      const photo = { name: 'cat.png', data: PNG }
      await world.suggest('layer', 'layer', 'conv', view)
      const layer = 'block5_conv3'
      await assert.rejects(world.submit(view, { photo }), /layer is required/)
      await assert.rejects(world.choose(view, 'layer', 'block5_conv3'), /waits until the form is submitted/)
      await assert.rejects(world.submit(view, { photo, layer: 'block9' }), /offers no block9/)
      await assert.rejects(world.submit(view, { photo, layer, steps: 100 }), /takes no 100/)
      await assert.rejects(world.submit(view, { photo: { ...photo, name: 'cat.gif' }, layer }), /takes no .gif/)
      await assert.rejects(world.submit(view, { photo, layer, size: 3 }), /no field size/)
      await assert.rejects(world.choose(view, 'network', 'alexnet'), /offers no alexnet/)
      const chosen = await world.choose(view, 'network', 'vgg16')
      await chosen.until(() => view.updates === 1)
      assert.equal(view.current.private_metadata, 'again')
      const dismissed = await world.dismiss(view)
      assert.equal(dismissed?.envelope.payload.type, 'view_closed')
    })

    test('a mention in a thread, a shortcut and a direct message bring files', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const files = [{ name: 'cat.gif', data: GIF }]
      const thread = await world.say('look', { channel: 'studio' })
      const mention = await world.mention('dream', { files, channel: 'studio', threadTs: thread.ts, user: 'bob' })
      const reply = await mention.until(({ replies }) => replies.find(({ images }) => images.length))
      assert.deepEqual([reply.threadTs, Buffer.from(reply.images[0]?.file.data ?? [])], [thread.ts, GIF])
      assert.deepEqual(mention.messages, [])

      const message = await world.say('my cat', { files })
      const shortcut = await world.shortcut('dream_this', message)
      const drawn = await shortcut.until(({ replies }) => replies.find(({ images }) => images.length))
      assert.equal(drawn.threadTs, message.ts)

      const dm = await world.dm('here', { files })
      assert.equal((await dm.until(({ messages }) => messages[0])).text, 'got 1 files')
      await assert.rejects(world.mention('dream', { channel: 'lobby' }), /no member/)
    })

    test('a button edits its message, and one of an ephemeral message answers at its response_url', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const card = await (await world.slash('/filter', 'conv1')).until(({ messages }) => messages[0])
      const pressed = await world.button(card, 'cancel', 'conv1', { user: 'bob' })
      await pressed.until(({ messages }) => messages[0]?.text === 'cancelled conv1')
      assert.deepEqual(card.blocks, [])
      const again = await pressed.until(({ ephemerals }) => ephemerals[0])
      await assert.rejects(world.button(again, 'stronger'), /no button stronger/)
      await assert.rejects(world.button(again, 'cancel', 'again?', { user: 'alice' }), /does not see it/)
      const dismissed = await world.button(again, 'cancel')
      assert.equal((await dismissed.until(({ ephemerals }) => ephemerals[0])).text, 'dismissed again?')
    })

    test('the Home tab is drawn when it is opened', async () => {
      await using slack = await opened(mode)
      const { world } = slack
      const home = await world.home('bob')
      const view = await home.until(({ views }) => views[0])
      assert.deepEqual([view.type, view.user], ['home', world.places.person('bob').id])
      const pressed = await world.button(view, 'cancel')
      assert.deepEqual(pressed.envelope.payload.container, { type: 'view', view_id: view.id })
    })
  })
}

async function opened(mode: Mode): Promise<{ world: World } & AsyncDisposable> {
  const world = await createWorld()
  const bot = await startSmallBot(world, { mode })
  return {
    world,
    async [Symbol.asyncDispose]() {
      await bot.stop()
      await world.close()
    },
  }
}

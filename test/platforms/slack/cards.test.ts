/** What people see of a reply: the card's life, its pictures, what is for one person alone, and other languages. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { UserError } from '../../../src/core/errors.ts'
import type { Format } from '../../../src/core/file-types.ts'
import type { Address, Reply } from '../../../src/core/platform.ts'
import { createStage, type Stage } from './stage.ts'
import { GIF, MP4, PNG, WEBP } from './world/pictures.ts'
import type { Message } from './world.ts'

const BUTTONS = [{ action: 'cancel', job: 'j1', label: 'Cancel' }] as const
const WAITING: Reply = { state: 'waiting', title: 'dream conv1 of minivgg', text: 'next in line', buttons: BUTTONS }
const DONE: Reply = {
  state: 'done',
  title: 'dream conv1 of minivgg',
  text: 'minivgg · conv1 · 40 steps',
  files: [file('png', PNG)],
}

describe('cards', { concurrency: true }, () => {
  test('a job is one message from waiting to done', async () => {
    await using stage = await createStage()
    const first = await stage.slack.post(address(stage), WAITING)
    const [card] = stage.world.messages as [Message]
    const me = stage.world.places.person('alice').id
    assert.equal(card.words, `dream conv1 of minivgg · @${me}\nnext in line`)
    assert.deepEqual(labels(card), ['Cancel'])
    const progress = { done: 0.6, at: {}, preview: file('jpeg', PNG, 'on its way') }
    const second = await stage.slack.post(first, { ...WAITING, state: 'running', text: 'step 6 of 10, 60%', progress })
    assert.equal(card.words, `dream conv1 of minivgg · @${me}\n████████████░░░░░░░░\nstep 6 of 10, 60%`)
    const [preview] = card.images
    assert.deepEqual([preview?.alt, Buffer.from(preview?.file.data ?? [])], ['on its way', PNG])
    await stage.slack.post(second, DONE)
    assert.equal(card.words, `dream conv1 of minivgg · @${me}\nminivgg · conv1 · 40 steps`)
    assert.deepEqual(
      card.images.map(({ alt, title }) => [alt, title]),
      [['a dream', 'dream.png']],
    )
    assert.deepEqual(labels(card), [])
    assert.equal(card.text, 'dream conv1 of minivgg: minivgg · conv1 · 40 steps')
    assert.equal(stage.world.messages.length, 1)
    const deleted = stage.world.callsOf('files.delete').map(({ args }) => args.file)
    assert.deepEqual(deleted, [preview?.file.id])
  })

  test('a repeated preview is uploaded once, and a failed one keeps the last', async () => {
    await using stage = await createStage()
    const running = (preview: ReturnType<typeof file>): Reply => {
      return { ...WAITING, state: 'running', progress: { done: 0.5, at: {}, preview } }
    }
    const preview = file('jpeg', PNG)
    let at = await stage.slack.post(address(stage), running(preview))
    at = await stage.slack.post(at, running(preview))
    assert.equal(stage.world.callsOf('upload').length, 1)
    const [card] = stage.world.messages as [Message]
    const [shown] = card.images
    stage.world.fail('upload', { status: 500 })
    at = await stage.slack.post(at, running(file('jpeg', PNG)))
    assert.equal(card.images[0]?.file.id, shown?.file.id)
    at = await stage.slack.post(at, running(file('jpeg', PNG)))
    assert.notEqual(card.images[0]?.file.id, shown?.file.id)
    await stage.slack.post(at, { ...WAITING, state: 'cancelled', text: 'cancelled', buttons: [] })
    assert.deepEqual(card.images, [])
    assert.equal(stage.world.callsOf('files.delete').length, 2)
  })

  test('GIFs are in the card, other files in messages of their own, and deleting removes all', async () => {
    await using stage = await createStage()
    const files = [file('gif', GIF, 'moves'), file('webp', WEBP, 'moves too'), file('mp4', MP4, 'plays')]
    const at = await stage.slack.post(await stage.slack.post(address(stage, { thread: '1.1' }), WAITING), {
      ...DONE,
      files,
    })
    const [card, own, film] = stage.world.messages as [Message, Message, Message]
    assert.deepEqual(
      card.images.map(({ alt }) => alt),
      ['moves'],
    )
    assert.deepEqual([own.threadTs, own.files[0]?.name, own.files[0]?.altText], ['1.1', 'dream.webp', 'moves too'])
    assert.deepEqual([film.threadTs, film.files[0]?.name, film.files[0]?.altText], ['1.1', 'dream.mp4', 'plays'])
    await stage.slack.remove?.(at)
    assert.ok(card.isDeleted && own.isDeleted && film.isDeleted)
    assert.equal(stage.world.callsOf('files.delete').length, 3)
    await stage.slack.remove?.(at)
  })

  test('hidden pictures are shown on request, and hidden files are in the thread', async () => {
    await using stage = await createStage()
    const { world } = stage
    const progress = { done: 0.5, at: {}, preview: file('jpeg', PNG) }
    const running: Reply = { ...WAITING, state: 'running', progress, spoiler: true }
    const at = await stage.slack.post(await stage.slack.post(address(stage), WAITING), running)
    const [card] = world.messages as [Message]
    assert.deepEqual([card.images, labels(card)], [[], ['Cancel']])
    const files = [file('png', PNG, 'a < b'), file('webp', WEBP)]
    await stage.slack.post(at, { ...DONE, files, spoiler: true })
    assert.deepEqual([card.images, labels(card)], [[], ['Show the picture']])
    assert.match(card.words, /The file is in the thread\.$/)
    assert.equal(world.messages[1]?.threadTs, card.ts)
    const pressed = await world.button(card, 'show', undefined, { user: 'bob' })
    const shown = await pressed.until(({ ephemerals }) => ephemerals[0])
    assert.deepEqual(
      shown.images.map(({ alt, file: { data } }) => [alt, Buffer.from(data)]),
      [['a < b', PNG]],
    )
    assert.equal(shown.onlyFor, world.places.person('bob').id)
  })

  test('a result links to the card that it was made from, if that still exists', async () => {
    await using stage = await createStage()
    const from = await stage.slack.post(address(stage), DONE)
    const made = await stage.slack.post(address(stage), { ...DONE, from })
    const words = () => stage.world.messages.at(-1)?.words ?? ''
    assert.match(words(), /<http:\/\/.*\/archives\/.*\|Made from this picture>$/)
    await stage.slack.post(made, { ...DONE, from })
    assert.equal(stage.world.callsOf('chat.getPermalink').length, 1)
    await stage.slack.remove?.(from)
    await stage.slack.post(address(stage), { ...DONE, from })
    assert.doesNotMatch(words(), /Made from/)
  })

  test('a personal reply is ephemeral, and a failure deletes its card', async () => {
    await using stage = await createStage()
    const { world } = stage
    const at = await stage.slack.post(await stage.slack.post(address(stage), WAITING), {
      ...WAITING,
      state: 'running',
      progress: { done: 0, at: {}, preview: file('jpeg', PNG) },
    })
    const error = new UserError('limit', 'Too much.')
    await stage.slack.post(at, { state: 'failed', text: 'Too much.', error, audience: 'user' })
    const [card, note] = world.messages as [Message, Message]
    assert.deepEqual([note.words, note.onlyFor], ['Too much.', world.places.person('alice').id])
    assert.ok(card.isDeleted)
    assert.equal(world.callsOf('files.delete').length, 1)
    const info: Reply = {
      state: 'info',
      title: 'Recipe',
      text: 'Give this to /recipe:',
      code: '{"a": "<b>"}',
      audience: 'user',
    }
    await stage.slack.post(address(stage, { thread: '1.1' }), info)
    const recipe = world.messages.at(-1)
    assert.deepEqual([recipe?.words, recipe?.threadTs], ['Recipe\nGive this to /recipe:\n{"a": "<b>"}', '1.1'])
  })

  test('in direct messages the card itself shows the error', async () => {
    await using stage = await createStage()
    const { world } = stage
    const { id: channel } = await world.places.direct(world.places.person('alice'))
    const at = await stage.slack.post(address(stage, { channel }), WAITING)
    const error = new UserError('limit', 'Too much.')
    await stage.slack.post(at, { state: 'failed', text: 'Too much.', error, audience: 'user' })
    assert.deepEqual(
      world.messages.map(({ words, isDeleted }) => [words, isDeleted]),
      [['Too much.', false]],
    )
  })

  test('a deleted card comes back with the result, not before', async () => {
    await using stage = await createStage()
    const { world } = stage
    const at = await stage.slack.post(address(stage), WAITING)
    await stage.slack.remove?.(at)
    const still = await stage.slack.post(at, { ...WAITING, state: 'running' })
    assert.equal(world.messages.length, 1)
    const again = await stage.slack.post(still, DONE)
    assert.deepEqual([world.messages.length, world.messages[1]?.ts], [2, again.message])
    assert.deepEqual(stage.logged, [])
  })

  test('text is escaped and cut to Slack’s limits', async () => {
    await using stage = await createStage()
    const { world } = stage
    const nasty = '<!channel> <@U1> <http://evil|here> & *bold*'
    const long = `${nasty}\n`.repeat(500)
    const files = [{ ...file('png', PNG, long), name: `${nasty}.png` }]
    const buttons = [{ action: 'recipe', job: 'j', label: nasty.repeat(3) }] as const
    await stage.slack.post(address(stage), { ...DONE, title: nasty, text: long, files, buttons })
    await stage.slack.post(address(stage), { state: 'info', title: nasty, text: long, audience: 'user' })
    for (const { text, blocks } of world.messages) {
      assert.doesNotMatch(text, /<[!@h]/)
      for (const block of blocks) {
        // Rich text and alternative texts are no markup; the others are escaped.
        const { alt_text: _, ...rest } = block as unknown as Record<string, unknown>
        if (block.type !== 'rich_text') assert.doesNotMatch(JSON.stringify(rest), /<[!@h]/)
      }
    }
    const [, info] = world.messages as [Message, Message]
    assert.ok(info.words.split('&lt;!channel&gt;').length > 140, 'it is spread over several sections')
  })

  test('people are answered in their own language', async () => {
    await using stage = await createStage()
    const { world } = stage
    world.places.person('alice').locale = 'de-DE'
    const view = await (await world.slash('/echo', '')).until(({ views }) => views[0])
    assert.deepEqual(
      [view.current.close, view.current.submit].map((text) => (text as { text: string }).text),
      ['Abbrechen', 'Senden'],
    )
    const wrong = await world.submit(view, { above: '1' })
    assert.match(JSON.stringify((await wrong.ack).payload), /above/)
    const slash = await world.slash('/echo', 'steps=10000 ms=5')
    const card = await slash.until(({ messages }) => messages[0])
    assert.deepEqual(labels(card), ['Abbrechen'])
    const home = await world.home('alice')
    const drawn = await home.until(({ views }) => views.find(({ type }) => type === 'home'))
    assert.match(JSON.stringify(drawn.current.blocks), /Aktualisieren/)
    await world.button(card, 'cancel')
    await slash.until(() => /abgebrochen$/.test(card.words))
  })
})

function file(format: Format, data: Uint8Array, alt = 'a dream') {
  return { name: `dream.${format}`, format, data: new Uint8Array(data), alt }
}

function address({ world }: Stage, more: Partial<Address> = {}): Address {
  const { id: user } = world.places.person('alice')
  const { id: channel } = world.places.channel('gallery')
  return { platform: 'slack', place: world.places.team.id, channel, user, language: 'en', ...more }
}

function labels({ buttons }: Message): string[] {
  return buttons.map(({ label }) => label)
}

/** What goes wrong on the way, and what people see of it: one plain sentence, or nothing but a little delay. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Address, Reply } from '../../../src/core/platform.ts'
import { createStage, PHOTO, type Stage } from './stage.ts'
import { PNG } from './world/pictures.ts'
import type { Handle, Message } from './world.ts'

const INVITE = 'Dreambot is not in this conversation. Invite it with /invite @dreambot, and ask again.'
const FILTER = 'block1_conv1 3'

describe('uploads', { concurrency: true }, () => {
  test('a file that is not a picture is refused, and its kind named', async () => {
    await using stage = await createStage()
    const view = await (await stage.world.slash('/dream', '')).until(({ views }) => views[0])
    const submitted = await stage.world.submit(view, {
      image: { name: 'cat.png', data: Buffer.from('%PDF-1.4 hello') },
    })
    await submitted.ack
    const note = await stage.world.until(() => stage.world.messages.find(({ onlyFor }) => onlyFor))
    assert.match(note.words, /PDF/)
    assert.deepEqual(stage.logged, [])
  })

  test('a picture on another host is not fetched, and the token is not sent there', async () => {
    await using stage = await createStage()
    const { world } = stage
    const elsewhere = { id: 'F00000000', url_private_download: 'http://127.0.0.1:9/steal.png' }
    const message = await world.say('my cat', { files: [PHOTO] })
    world.fail('files.info', { error: '', ok: true, file: elsewhere } as never)
    const shortcut = await world.shortcut('dream', message)
    const { words } = await shortcut.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'The picture could not be fetched: it lies outside this chat. Attach it again.')
    assert.equal(world.callsOf('download').length, 0)
  })

  test('the error for a picture that the bot may not see says what to do', async () => {
    await using stage = await createStage()
    const { world } = stage
    for (const channel of ['lobby', 'vault']) {
      const message = await world.say('my cat', { files: [PHOTO], channel })
      const shortcut = await world.shortcut('dream', message)
      const { words, via } = await shortcut.until(({ ephemerals }) => ephemerals[0])
      assert.match(words, /^Dreambot cannot see this picture\. Invite it with \/invite @dreambot, or send/)
      assert.equal(via, 'response_url')
    }
    assert.deepEqual(stage.logged, [])
  })
})

describe('places', { concurrency: true }, () => {
  test('in a private channel without the bot the person is told to invite it, and nothing is rendered', async () => {
    await using stage = await createStage()
    const { world } = stage
    const slash = await world.slash('/echo', 'steps=10000 ms=5', { private: true })
    const { words, via, onlyFor } = await slash.until(({ ephemerals }) => ephemerals[0])
    assert.deepEqual([words, via, onlyFor], [INVITE, 'response_url', world.places.person('alice').id])
    assert.deepEqual([slash.messages, slash.ephemerals.length], [[], 1])
    const queue = await world.slash('/queue', '')
    assert.match((await queue.until(({ ephemerals }) => ephemerals[0])).words, /The queue is empty/)
    const help = await world.slash('/help', '', { private: true })
    assert.match((await help.until(({ ephemerals }) => ephemerals[0])).words, /^See what/)
    assert.deepEqual(stage.logged, [])
  })

  test('in a public channel the bot need not be a member', async () => {
    await using stage = await createStage()
    const slash = await stage.world.slash('/filter', FILTER, { channel: 'lobby' })
    const card = await slash.until(({ messages }) => messages.find(isDone))
    const pressed = await stage.world.button(card, 'recipe')
    assert.equal((await pressed.until(({ ephemerals }) => ephemerals[0])).via, 'response_url')
  })

  test('after the response_url has expired the person is told by direct message', async () => {
    await using stage = await createStage()
    const { world } = stage
    const at: Address = { ...address(stage, 'vault'), respond: 'http://127.0.0.1:9/', respondUntil: Date.now() - 1 }
    await stage.slack.post(at, { state: 'info', text: 'psst', audience: 'user' })
    const [note] = world.messages as [Message]
    assert.deepEqual([note.words, world.places.channel(note.channel).with?.name], ['psst', 'alice'])
  })

  test('a channel closed for posts has another sentence than one without the bot', async () => {
    await using stage = await createStage()
    stage.world.fail('chat.postMessage', { error: 'is_archived' }, 10)
    const slash = await stage.world.slash('/filter', FILTER)
    const { words } = await slash.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'Dreambot may not write here. Ask in another channel.')
  })
})

describe('limits', { concurrency: true }, () => {
  test('a full queue is told only to the person who asks', async () => {
    await using stage = await createStage({ scheduler: { limits: { perPlaceWaiting: 1 } } })
    const { world } = stage
    const first = await world.slash('/echo', 'steps=10000 ms=5')
    await first.until(({ messages }) => messages.some(({ words }) => /\d%/.test(words)))
    const second = await world.slash('/echo', 'steps=2', { user: 'bob' })
    await second.until(({ messages }) => messages.some(({ words }) => /next in line/.test(words)))
    const third = await world.slash('/echo', 'steps=2')
    const { words } = await third.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'This place already has 1 picture waiting; come back when one of them has started.')
    const cancel = await world.slash('/cancel', '')
    assert.match((await cancel.until(({ ephemerals }) => ephemerals[0])).words, /1 picture cancelled/)
    await second.until(({ messages }) => messages.find(isDone))
  })

  test('the bot waits as long as Retry-After says', async () => {
    await using stage = await createStage()
    const { world } = stage
    world.fail('chat.postMessage', { retryAfter: 1 })
    const slash = await world.slash('/filter', FILTER)
    await slash.until(({ messages }) => messages.find(isDone), 8000)
    const [first, second] = world.callsOf('chat.postMessage')
    assert.deepEqual([first?.status, second?.status], [429, 200])
    assert.ok((second?.at ?? 0) - (first?.at ?? 0) >= 1000)
    assert.equal(slash.messages.length, 1)
  })
})

describe('faults', { concurrency: true }, () => {
  test('server errors and broken connections are retried', async () => {
    await using stage = await createStage()
    const { world } = stage
    world.fail('chat.postMessage', { status: 503 })
    world.fail('files.completeUploadExternal', { reset: 'before' })
    const slash = await world.slash('/filter', FILTER)
    await slash.until(({ messages }) => messages.find(isDone), 8000)
    assert.equal(slash.messages.length, 1)
  })

  test('a failed upload is retried, and its remains are deleted', async () => {
    await using stage = await createStage()
    const { world } = stage
    const at = await stage.slack.post(address(stage), WAITING)
    world.fail('upload', { status: 500 })
    await assert.rejects(stage.slack.post(at, DONE), /answers an upload with 500/)
    world.fail('files.completeUploadExternal', { error: 'internal_error' })
    await assert.rejects(stage.slack.post(at, DONE), /internal_error/)
    for (const error of ['internal_error', 'msg_too_long']) {
      world.fail('chat.update', { error })
      const isForGood = (refusal: unknown) => stage.slack.refuses?.(refusal) === (error === 'msg_too_long')
      await assert.rejects(stage.slack.post(at, DONE), isForGood)
    }
    await stage.slack.post(at, DONE)
    const [card] = world.messages as [Message]
    assert.equal(card.images.length, 1)
    const deleted = world.callsOf('files.delete').map(({ args }) => args.file)
    assert.equal(deleted.length, 3)
    assert.ok(!deleted.includes(card.images[0]?.file.id))
  })

  test('an upload that fails for good ends with a sentence', async () => {
    await using stage = await createStage()
    const { world } = stage
    world.fail('upload', { status: 500 }, 100)
    const slash = await world.slash('/filter', FILTER)
    const { words } = await slash.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'The reply is ready, but it could not be posted here. Ask again in a while.')
    await slash.until(({ messages }) => messages.length === 0)
    assert.ok(stage.logged.some(({ message }) => /a done reply could not be posted/.test(message)))
  })

  test('after a long outage the result is posted, also when the bot has restarted meanwhile', async () => {
    await using stage = await createStage({ jobRetryMs: Array(10_000).fill(20) })
    const { world } = stage
    const down = async (times: number) => {
      const before = stage.logged.length
      await world.until(() => stage.logged.length >= before + times)
    }
    const slash = await world.slash('/echo', 'steps=200 ms=5')
    await slash.until(({ messages }) => messages[0])
    world.fail('*', { error: 'internal_error' }, Number.POSITIVE_INFINITY)
    await down(8)
    world.recover()
    await slash.until(({ messages }) => messages.find(isDone), 8000)

    const next = await world.slash('/echo', 'steps=200 ms=5')
    await next.until(({ messages }) => messages[0])
    world.fail('chat.update', { error: 'internal_error' }, Number.POSITIVE_INFINITY)
    await world.until(() => stage.logged.some(({ message }) => message === 'a done reply could not be posted'))
    await stage.restart()
    await down(2)
    world.recover()
    await next.until(({ messages }) => messages.find(isDone), 8000)
    assert.deepEqual([world.messages.length, world.messages.filter(isDone).length], [2, 2], 'each on its own card')
  })

  test('a picture is shown once Slack has processed it', async () => {
    await using stage = await createStage()
    const { world } = stage
    Object.assign(world.files.processing, { polls: 3, ms: 900 })
    const started = Date.now()
    await stage.slack.post(await stage.slack.post(address(stage), WAITING), DONE)
    assert.ok(Date.now() - started >= 900)
    const asked = world.callsOf('files.info')
    assert.ok(asked.length >= 3 && asked.length < 8, `${asked.length} looks`)
    assert.equal(world.messages[0]?.images.length, 1)
    assert.equal(world.callsOf('chat.update').length, 1)
  })

  test('the person is told when a form cannot be opened', async () => {
    await using stage = await createStage()
    stage.world.fail('views.open', { error: 'expired_trigger_id' })
    const slash = await stage.world.slash('/dream', '')
    const { words } = await slash.until(({ ephemerals }) => ephemerals[0])
    assert.equal(words, 'The form could not be opened. Ask again in a moment.')
  })

  test('a profile that cannot be read counts as English and no moderator', async () => {
    await using stage = await createStage()
    stage.world.fail('users.info', { error: 'internal_error' })
    stage.world.places.person('alice').locale = 'de-DE'
    const first = await stage.world.slash('/queue', '')
    assert.match((await first.until(({ ephemerals }) => ephemerals[0])).words, /The queue is empty/)
    const second = await stage.world.slash('/queue', '')
    await second.until(({ ephemerals }: Handle) => ephemerals.length > 0)
    assert.doesNotMatch(second.ephemerals.at(-1)?.words ?? 'Nothing', /Nothing/)
    assert.equal(stage.logged.length, 1)
  })

  test('no token is logged', async () => {
    await using stage = await createStage()
    const { world } = stage
    for (const method of ['users.info', 'views.open', 'views.publish'])
      world.fail(method, { error: `not_${world.botToken}_${world.appToken}` })
    await world.slash('/dream', '')
    await world.home('bob')
    await world.until(() => world.callsOf('views.publish').length > 0 && world.callsOf('views.open').length > 0)
    await stage.stop()
    assert.equal(stage.logged.length, 3)
    for (const { message, stack = '' } of stage.logged) {
      assert.match(message, /\[secret\]/)
      for (const token of [world.botToken, world.appToken]) assert.ok(!`${message} ${stack}`.includes(token))
    }
  })
})

const WAITING: Reply = { state: 'waiting', title: 'dream', text: 'next in line' }
const DONE: Reply = {
  ...{ state: 'done', title: 'dream', text: 'a caption' },
  files: [{ name: 'echo.png', format: 'png', data: new Uint8Array(PNG), alt: 'a dream' }],
}

function address({ world }: Stage, channel = 'gallery'): Address {
  const { id: user } = world.places.person('alice')
  const { id } = world.places.channel(channel)
  return { platform: 'slack', place: world.places.team.id, channel: id, user, language: 'en' }
}

function isDone({ images, buttons }: Message): boolean {
  return images[0]?.title === 'echo.png' && buttons.length > 2
}

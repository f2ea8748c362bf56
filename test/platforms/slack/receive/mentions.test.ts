/** What is said to the bot in channels, threads and direct messages; the entry in a message's menu; the Home tab. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createStage, PHOTO, type Stage } from '../stage.ts'
import type { Handle, Message } from '../world.ts'

const files = [PHOTO]

describe('mentions', { concurrency: true }, () => {
  test('a mention with a file is answered in its channel', async () => {
    await using stage = await createStage()
    const { world } = stage
    const mention = await world.mention('dream layer=block3_conv1 octaves=1', { files })
    const card = await mention.until(({ messages }) => messages.find(isDone))
    assert.match(card.words, /^dream block3_conv1 of minivgg/)
    assert.equal(jobOf(stage, card)?.parameters.octaves, 1)
    assert.equal(world.callsOf('download').length, 1)
  })

  test('the second of two files is the guide of a dream', async () => {
    await using stage = await createStage()
    const { world } = stage
    const mention = await world.mention('dream layer=block3_conv1', { files: [PHOTO, PHOTO] })
    const job = jobOf(stage, await mention.until(({ messages }) => messages.find(isDone)))
    assert.ok(job?.guide !== undefined && job.guide === job.image)
    assert.equal(world.callsOf('download').length, 2)
  })

  test('in a thread the answer and its variations stay in the thread', async () => {
    await using stage = await createStage()
    const { world } = stage
    const { ts } = await world.say('look at this', { channel: 'studio' })
    const mention = await world.mention('dream', { files, channel: 'studio', threadTs: ts, user: 'bob' })
    const card = await mention.until(({ replies }) => replies.find(isDone))
    assert.equal(card.threadTs, ts)
    const again = await world.button(card, 'new-seed', undefined, { user: 'alice' })
    const other = await again.until(({ replies }) => replies.find((one) => one !== card && isDone(one)))
    assert.equal(other.threadTs, ts)
    assert.deepEqual(mention.messages, [])
    const recipe = await world.button(other, 'recipe')
    assert.equal((await recipe.until(({ ephemerals }) => ephemerals[0])).threadTs, ts)
  })

  test('a picture without a command’s name becomes a dream, with the given options', async () => {
    await using stage = await createStage()
    const { world } = stage
    const alone = await world.mention('', { files })
    assert.match((await alone.until(({ messages }) => messages.find(isDone))).words, /^dream /)
    const more = await world.mention('octaves=1', { files })
    assert.equal(jobOf(stage, await more.until(({ messages }) => messages.find(isDone)))?.parameters.octaves, 1)
  })

  test('an empty message is answered with help, a wrong command with the nearest one', async () => {
    await using stage = await createStage()
    const { world } = stage
    const answers = [
      ['', /^See what a convolutional network sees\n/],
      ['draem', /^There is no command "draem"\. Did you mean dream\?$/],
      ['Filter block1_conv1 size=5', /^size must be /],
      ['/queue now', /^now is one value too many/],
      ['dream block3_conv1', /^image is missing\. Attach a photo\.$/],
    ] as const
    for (const [text, expected] of answers) {
      const mention = await world.mention(text)
      assert.match((await mention.until(({ ephemerals }) => ephemerals[0])).words, expected)
      assert.deepEqual(mention.messages, [])
    }
    assert.deepEqual(stage.logged, [])
  })

  test('direct messages take the same requests, and answer with ordinary messages', async () => {
    await using stage = await createStage()
    const { world } = stage
    const help = await world.dm('help filter')
    assert.match((await help.until(({ messages }) => messages[0])).words, /^\/filter\n/)
    const wrong = await world.dm('filter block9')
    assert.match((await wrong.until(({ messages }) => messages[0])).words, /^minivgg has no layer "block9"/)
    const dream = await world.dm('dream', { files })
    const card = await dream.until(({ messages }) => messages.find(isDone))
    assert.doesNotMatch(card.words, /@U/)
    assert.deepEqual(
      world.messages.filter(({ onlyFor }) => onlyFor),
      [],
    )
  })

  test('an event that Slack repeats is handled once', async () => {
    await using stage = await createStage()
    const { world } = stage
    const mention = await world.mention('filter block1_conv1 3')
    await mention.until(({ messages }) => messages.find(isDone))
    world.socket.deliver({ ...mention.envelope, id: 'again', attempts: [], settle() {} })
    const last = await world.mention('filter block1_conv1 4')
    await last.until(({ messages }) => messages.find((one) => isDone(one) && /filter 4/.test(one.words)))
    assert.equal(world.messages.filter(({ words }) => /block1_conv1 filter 3 of/.test(words)).length, 1)
  })

  test('a file that is not a picture is refused with a sentence', async () => {
    await using stage = await createStage()
    const { world } = stage
    const mention = await world.mention('dream', { files: [{ name: 'cat.png', data: Buffer.from('%PDF-1.4') }] })
    assert.match((await mention.until(({ ephemerals }) => ephemerals[0])).words, /PDF/)
  })
})

describe('the entry in a message’s menu', { concurrency: true }, () => {
  test('dreams of the first picture of the message', async () => {
    await using stage = await createStage()
    const { world } = stage
    const text = { name: 'notes.txt', data: Buffer.from('not this one') }
    const message = await world.say('my cat', { files: [text, PHOTO] })
    const shortcut = await world.shortcut('dream', message, { user: 'bob' })
    const card = await shortcut.until(({ messages }) => messages.find(isDone))
    assert.match(card.words, new RegExp(`@${world.places.person('bob').id}`))
  })

  test('takes pictures from a bot’s blocks, and says when there is none', async () => {
    await using stage = await createStage()
    const { world } = stage
    const first = await world.mention('filter block1_conv1 3')
    const card = await first.until(({ messages }) => messages.find(isDone))
    const dreamed = await world.shortcut('dream', card)
    await dreamed.until(({ messages }) => messages.find((one) => isDone(one) && /^dream /.test(one.words)))
    const none = await world.shortcut('dream', await world.say('no picture'))
    assert.match((await none.until(({ ephemerals }) => ephemerals[0])).words, /^image is missing/)
  })

  test('answers in the thread of a threaded message, and in the channel otherwise', async () => {
    await using stage = await createStage()
    const { world } = stage
    const first = await world.say('look', { files, channel: 'studio' })
    const answer = await world.say('and mine', { files, channel: 'studio', threadTs: first.ts })
    const inThread = await world.shortcut('dream', answer)
    assert.equal((await inThread.until(({ replies }) => replies.find(isDone))).threadTs, first.ts)
    const above = await world.shortcut('dream', first)
    await above.until(({ messages }) => messages.find(isDone))
  })
})

test('the Home tab shows queue and help, and can be refreshed', async () => {
  await using stage = await createStage()
  const { world } = stage
  const words = (home: Handle) =>
    home.views[0]?.current.blocks
      .flatMap((block) => ('text' in block && block.text ? [block.text] : []))
      .map((text) => (typeof text === 'string' ? text : text.text))
      .join('\n') ?? ''
  const home = await world.home('bob')
  const view = await home.until(({ views }) => views[0])
  assert.match(words(home), /^Queue\nThe queue is empty.*\nSee what a convolutional network sees\n.*\/dream: /s)
  const running = await world.slash('/echo', 'steps=5000 ms=5', { user: 'bob' })
  const card = await running.until(({ messages }) => messages[0])
  const refreshed = await world.button(view, 'refresh')
  await refreshed.until(() =>
    /1 picture running, 0 waiting\.\necho block5_conv3 of minivgg: running/.test(words(refreshed)),
  )
  await world.button(card, 'cancel', undefined, { user: 'bob' })
  assert.deepEqual(stage.logged, [])
})

function isDone({ images, buttons }: Message): boolean {
  return images[0]?.title === 'echo.png' && buttons.length > 2
}

function jobOf({ journal }: Stage, { buttons }: Message) {
  return journal.get(buttons[0]?.value ?? '')?.job
}

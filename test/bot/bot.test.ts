import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type Command, defineCommand } from '../../src/command/command.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Call, Platform, Reply } from '../../src/core/platform.ts'
import { loadLanguages } from '../../src/i18n/load.ts'
import { phrase } from '../../src/i18n/phrase.ts'
import { noise, open } from '../image/pictures.ts'
import { echoScheduler } from '../scheduler/harness.ts'
import { createChat } from '../support/chat.ts'
import { asked, call, closeHouses, dataFolder, echo, HOME, type HouseOptions, house, LONG } from '../support/house.ts'

const { scheduler } = echoScheduler({ limits: { perUser: 100, perUserHourly: 10_000 } })
after(closeHouses)
const folder = dataFolder()

const help = defineCommand({
  description: 'Helps',
  args: z.object({}),
  run: (): Reply => ({ state: 'info', text: 'There is help.' }),
})
const refuse = defineCommand({
  description: 'Refuses',
  args: z.object({}),
  run: (): Reply => {
    throw new UserError('unknown-layer', 'There is no layer mixed99.', 'Did you mean mixed9?')
  },
})
const broken = defineCommand({
  description: 'Breaks',
  args: z.object({}),
  run: (): Reply => {
    throw new TypeError('a bug of the command')
  },
})
const commands = new Map<string, Command>(
  Object.entries({ echo, help, refuse, broken } as Record<string, unknown>) as never,
)

const botOn = (platform: Platform, more: HouseOptions = {}) => house(platform, { commands, scheduler, folder, ...more })

const photo = new Uint8Array(await open(noise(8, 8)).png().toBuffer())
const upload = (bytes: Uint8Array) => ({ name: 'cat.png', read: async () => bytes })

test('a job is posted from waiting to done, each reply at the address the last one gave', async () => {
  const chat = createChat()
  const { bot, logged } = botOn(chat)
  const asking = call('echo', { steps: '3', ms: 20 })
  await bot.handle(asking)
  assert.match(chat.states(), /^waiting (running )+done$/)
  const [first, ...edits] = chat.posts
  assert.deepEqual(first?.address, asking.address)
  assert.deepEqual(
    edits.map(({ address }) => [address.message, address.edits]),
    edits.map((_, i) => [1, i]),
  )
  const done = chat.posts.at(-1)?.reply
  assert.equal(done?.files?.length, 1)
  assert.match(done?.text ?? '', /^minivgg · block1_conv1 · 3 steps · 12 s · seed 42\npid \d+$/)
  assert.deepEqual(logged, [])
})

test('an upload goes to the photo store under the option it was given for, and on to the worker', async () => {
  const chat = createChat()
  const { bot, photos } = botOn(chat)
  await bot.handle(call('echo', {}, { attachments: { image: upload(photo) } }))
  const report = chat.posts.at(-1)?.reply.report
  assert.deepEqual(new Uint8Array(await photos.get(report?.job.image ?? '')), photo)
  assert.equal(report?.size[0], photo.length)
})

test('a reply of a command is posted as it is', async () => {
  const chat = createChat()
  await botOn(chat).bot.handle(call('help'))
  assert.deepEqual(
    chat.posts.map(({ reply }) => reply),
    [{ state: 'info', text: 'There is help.' }],
  )
})

test('every user error becomes one failed reply with its message, visible only to its user', async () => {
  const image = upload(photo)
  const unreadable = {
    name: 'cat.png',
    async read(): Promise<Uint8Array> {
      throw new UserError('bad-image', 'It lies outside this chat.')
    },
  }
  const text = upload(new TextEncoder().encode('no picture'))
  const cases: [Call, string | RegExp][] = [
    [call('ecko'), 'There is no command "ecko". Did you mean echo?'],
    [call('echo', { steps: 0 }), 'steps must be a whole number from 1 to 10000, not 0. The nearest is 1.'],
    [call('echo', { 'crash-at': 'x' }), 'crash-at must be a number, not x.'],
    [call('help', { page: 2 }), 'There is no option page. It takes no options.'],
    [call('help', {}, { attachments: { image } }), 'There is no option image. It takes no options.'],
    [call('refuse'), 'There is no layer mixed99. Did you mean mixed9?'],
    [call('echo', { image: 'a'.repeat(64) }), 'The photo of this picture is no longer kept. Attach it again.'],
    [call('echo', {}, { attachments: { image: unreadable } }), 'It lies outside this chat.'],
    [call('echo', {}, { attachments: { image: text } }), /^The file is not a picture/],
  ]
  for (const [wrong, said] of cases) {
    const chat = createChat()
    const { bot, logged } = botOn(chat)
    await bot.handle(wrong)
    assert.equal(chat.states(), 'failed')
    const { reply } = chat.posts[0] ?? {}
    if (typeof said === 'string') assert.equal(reply?.text, said)
    else assert.match(reply?.text ?? '', said)
    assert.ok(reply?.error instanceof UserError)
    assert.equal(reply.audience, 'user')
    assert.deepEqual(logged, [])
  }
})

test('a bug is logged with its stack, and its user reads one plain sentence', async () => {
  const chat = createChat()
  const { bot, logged } = botOn(chat)
  await bot.handle(call('broken'))
  assert.equal(chat.states(), 'failed')
  assert.match(chat.posts[0]?.reply.text ?? '', /^Something went wrong inside Dreambot\./)
  assert.equal(logged.length, 1)
  assert.match(logged[0]?.stack ?? '', /TypeError: a bug of the command\n\s+at/)
})

test('replies are in the language of the address', async () => {
  const chat = createChat()
  const { bot } = botOn(chat, { languages: await loadLanguages() })
  const german = asked({ address: { ...HOME, language: 'de-AT' } })
  await bot.handle(call('echo', {}, german))
  const [{ reply } = { reply: undefined }] = chat.posts
  assert.match(reply?.text ?? '', /^als Nächstes dran/)
  assert.equal(reply?.buttons?.[0]?.label, 'Abbrechen')
})

test('a refusal by the scheduler is a failed reply, and no job is left open', async () => {
  const strict = echoScheduler({ limits: { perUserHourly: 0 } }).scheduler
  const chat = createChat()
  const { bot, journal } = house(chat, { scheduler: strict })
  await bot.handle(call('echo'))
  assert.equal(chat.states(), 'failed')
  assert.match(chat.posts[0]?.reply.text ?? '', /come back in/)
  assert.deepEqual(journal.open(), [])
  await strict.close()
})

test('a lost worker is a failed reply', async () => {
  const chat = createChat()
  await botOn(chat).bot.handle(call('echo', { steps: 3, crashAt: 2 }))
  assert.match(chat.states(), /^waiting (running )*failed$/)
  assert.equal(chat.posts.at(-1)?.reply.error?.code, 'worker-lost')
})

test('a slow chat gets the newest card, few of those in between, and the last one', async () => {
  const chat = createChat({ deliver: ({ state }) => (state === 'done' ? undefined : sleep(60)) })
  await botOn(chat).bot.handle(call('echo', { steps: 200, ms: 1 }))
  assert.match(chat.states(), /^waiting (running )+done$/)
  assert.ok(chat.posts.length < 50, `${chat.posts.length} posts`)
  const steps = chat.posts.flatMap(({ reply }) => reply.progress?.at.step?.[0] ?? [])
  assert.deepEqual(
    steps,
    [...new Set(steps)].sort((a, b) => a - b),
    'cards go forward only',
  )
})

test('a chat with a pace gets previews, one without gets none', async () => {
  for (const [options, expected] of [
    [{ paceSeconds: 0.01 }, true],
    [{}, false],
  ] as const) {
    const chat = createChat(options)
    await botOn(chat).bot.handle(call('echo', { steps: 5, ms: 20 }))
    assert.equal(
      chat.posts.some(({ reply }) => reply.progress?.preview !== undefined),
      expected,
    )
  }
})

test('a card that cannot be posted is skipped; the last one is retried', async () => {
  let refusals = 0
  const chat = createChat({
    deliver({ state }) {
      if (state === 'running' || (state === 'done' && ++refusals <= 3)) throw new Error('the chat is down')
    },
  })
  const { bot, logged } = botOn(chat)
  await bot.handle(call('echo', { steps: 2, ms: 20 }))
  assert.equal(chat.states(), 'waiting done')
  assert.equal(chat.posts[1]?.address.message, 1, 'the last card still edits the first')
  assert.ok(logged.length >= 4 && logged.every(({ stack }) => stack?.includes('the chat is down')))
})

test('when the result cannot be posted at all, an error message is', async () => {
  const chat = createChat({
    deliver({ state }) {
      if (state === 'done') throw new Error('too large')
    },
  })
  await botOn(chat).bot.handle(call('echo'))
  assert.match(chat.states(), /^waiting (running )*failed$/)
  assert.match(chat.posts.at(-1)?.reply.text ?? '', /could not be posted/)
})

test('a user error in posting is shown and not retried', async () => {
  let tries = 0
  const chat = createChat({
    deliver({ state }) {
      if (state !== 'done') return
      tries++
      throw new UserError('output', phrase`Cannot write /nowhere/dream.png.`, phrase`Give another path.`)
    },
  })
  await botOn(chat).bot.handle(call('echo'))
  assert.equal(tries, 1)
  assert.equal(chat.posts.at(-1)?.reply.text, 'Cannot write /nowhere/dream.png. Give another path.')
})

test('a job whose first card the chat refuses is not rendered', async () => {
  const chat = createChat({
    deliver({ state }) {
      if (state !== 'failed') throw new UserError('not-allowed', phrase`I may not post here.`, phrase`Invite me.`)
    },
  })
  const { bot, journal } = botOn(chat)
  await bot.handle(call('echo', LONG))
  assert.deepEqual(
    chat.posts.map(({ reply }) => reply.text),
    ['I may not post here. Invite me.'],
  )
  assert.deepEqual(journal.open(), [])
})

test('a chat that accepts nothing, or does not exist, does not break the bot', async () => {
  const dead = createChat({
    deliver() {
      throw new Error('the chat is down')
    },
  })
  const { bot, logged } = botOn(dead)
  await bot.handle(call('echo'))
  await bot.handle(call('help', {}, { address: { platform: 'nowhere', place: 'home' } }))
  assert.equal(dead.states(), '')
  assert.ok(logged.some(({ stack }) => stack?.includes('no platform nowhere')))
})

test('a closed database is a bug like any other: it is reported, and nothing hangs', async () => {
  const chat = createChat()
  const { bot, logged, database } = house(chat, { scheduler, commands })
  const handled = bot.handle(call('echo', LONG))
  await chat.until(({ state, progress }) => state === 'running' && progress !== undefined)
  const [{ reply } = { reply: undefined }] = chat.posts
  const job = reply?.buttons?.[0]?.job ?? ''
  database.close()
  scheduler.cancel(job)
  await handled
  assert.equal(chat.posts.at(-1)?.reply.state, 'cancelled')
  const posts = chat.posts.length
  await bot.handle(call('echo'))
  assert.match(chat.posts.at(-1)?.reply.text ?? '', /^Something went wrong inside Dreambot\./)
  await bot.press({ action: 'deeper', job, ...asked() })
  assert.equal(chat.posts.length, posts + 2)
  assert.match(chat.posts.at(-1)?.reply.text ?? '', /^Something went wrong inside Dreambot\./)
  const query = { command: 'echo', option: 'steps', text: '', input: {}, user: 'ann', address: HOME }
  assert.deepEqual(await bot.complete(query), [])
  assert.ok(logged.length >= 3 && logged.every(({ stack }) => stack?.includes('statement has been finalized')))
})

test('a job that cannot be written to the disk is not accepted, and its user is told', async () => {
  const chat = createChat()
  const { bot, database, logged, close } = house(chat)
  database.exec('PRAGMA query_only = ON')
  await bot.handle(call('echo'))
  assert.equal(chat.states(), 'failed')
  assert.match(chat.posts[0]?.reply.text ?? '', /^Dreambot cannot save this: .* Ask again later/)
  assert.equal(logged.length, 1, 'and so is who runs it')
  database.exec('PRAGMA query_only = OFF')
  await bot.handle(call('echo'))
  assert.match(chat.states(), /done$/)
  await close()
})

/** Jobs when the bot ends and starts again: no accepted job is lost, and none is posted twice. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { loadCommands } from '../../src/command/load.ts'
import { createPhotoStore, type PhotoStore } from '../../src/storage/photo-store.ts'
import { noise, open } from '../image/pictures.ts'
import { until } from '../scheduler/fleet.ts'
import { echoJob } from '../scheduler/harness.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { asked, call, closeHouses, dataFolder, house, LONG } from '../support/house.ts'
import type { PostLine } from './bot-process.ts'

const PROCESS = fileURLToPath(new URL('bot-process.ts', import.meta.url))

after(closeHouses)

const photo = new Uint8Array(await open(noise(8, 8)).png().toBuffer())
const image = { name: 'cat.png', read: async () => photo }

/** The states of one message, in order. */
function life({ posts }: Chat, message: number): string {
  return posts.flatMap((post) => (post.message === message ? [post.reply.state] : [])).join(' ')
}

test('a job is open until its last card is posted, and its picture is stored before that', async () => {
  const seen: unknown[] = []
  const chat = createChat({
    deliver({ state, buttons }) {
      if (state !== 'done') return
      const entry = journal.get(buttons?.[0]?.job ?? '')
      seen.push(entry?.state, typeof entry?.picture)
    },
  })
  const { bot, journal, close } = house(chat)
  await bot.handle(call('echo'))
  assert.deepEqual(seen, ['open', 'string'])
  assert.deepEqual(journal.open(), [])
  const job = chat.posts.at(-1)?.reply.buttons?.[0]?.job ?? ''
  assert.equal(journal.get(job)?.state, 'done')
  await close()
})

test('a failed or cancelled job ends in the journal too', async () => {
  const chat = createChat()
  const { bot, journal, scheduler, close } = house(chat)
  await bot.handle(call('echo', { crashAt: 1 }))
  const handled = bot.handle(call('echo', LONG))
  const { reply } = await chat.until(({ progress }) => progress?.at.step?.[1] === LONG.steps)
  const id = reply.buttons?.[0]?.job ?? ''
  scheduler.cancel(id)
  await handled
  assert.equal(journal.get(id)?.state, 'cancelled')
  assert.deepEqual(journal.open(), [])
  await close()
})

test('a bot that stops leaves its jobs open; the next one finishes each once, on the same card', async () => {
  const folder = dataFolder()
  const before = createChat()
  const one = house(before, { folder })
  const calls = ['ann', 'bob', 'cat'].map((user) =>
    call('echo', { steps: 40, ms: 10 }, { ...asked({ user }), attachments: { image } }),
  )
  const handled = Promise.all(calls.map((each) => one.bot.handle(each)))
  await before.until(({ progress }) => (progress?.at.step?.[0] ?? 0) > 2)
  await one.close()
  await handled
  assert.doesNotMatch(before.states(), /done|cancelled|failed/, 'nobody is told of an end')
  const last = Object.fromEntries(before.posts.map(({ message, address }) => [message, address]))
  assert.equal(Object.keys(last).length, 3)

  const chat = createChat()
  const two = house(chat, { folder })
  const left = two.journal.open()
  assert.deepEqual(left.map(({ user }) => user).sort(), ['chat:ann', 'chat:bob', 'chat:cat'])
  await two.bot.resume()
  assert.deepEqual(two.journal.open(), [])
  for (const { id, address } of left) {
    assert.equal(address.request, last[Number(address.message)]?.request)
    assert.match(life(chat, Number(address.message)), /^(waiting )+(running )+done$/)
    const now = two.journal.get(id)
    assert.equal(now?.state, 'done')
    assert.ok(Number(now.address.edits) > Number(address.edits), 'where it is now is known')
  }
  assert.equal(new Set(chat.posts.map(({ message }) => message)).size, 3, 'no new message')
  const reports = chat.posts.flatMap(({ reply }) => reply.report ?? [])
  assert.ok(
    reports.every(({ size }) => size[0] === photo.length),
    'with their photos',
  )

  const posts = chat.posts.length
  await two.bot.resume()
  await two.close()
  const three = house(chat, { folder })
  await three.bot.resume()
  assert.equal(chat.posts.length, posts, 'and never again')
  await three.close()
})

test('resumed jobs keep their order, and no limit refuses them', async () => {
  const folder = dataFolder()
  const { journal, close } = house(createChat(), { folder })
  const ids = Array.from({ length: 14 }, (_, i) => `job ${i}`)
  for (const id of ids) journal.add({ id, job: echoJob({ ms: 1 }), user: 'chat:ann', address: asked().address })
  await close()

  const chat = createChat()
  const started: string[] = []
  const next = house(chat, { folder })
  next.settings.change(asked().address, 'place', { perUser: 1, perUserHourly: 1, perPlaceWaiting: 1 })
  const resumed = next.bot.resume()
  // A job that the new bot accepts meanwhile is not resumed.
  const handled = next.bot.handle(call('echo', {}, { user: 'bob', address: { platform: 'chat', place: 'elsewhere' } }))
  await Promise.all([resumed, handled])
  for (const { reply } of chat.posts) {
    const [button] = reply.state === 'running' ? (reply.buttons ?? []) : []
    if (button && !started.includes(button.job)) started.push(button.job)
  }
  assert.deepEqual(
    started.filter((id) => id.startsWith('job')),
    ids,
  )
  assert.equal(chat.posts.filter(({ reply }) => reply.state === 'done').length, 15)
  await next.close()
})

test('a resumed job whose photo is gone fails on its card, and the others go on', async () => {
  const folder = dataFolder()
  const { journal, close } = house(createChat(), { folder })
  for (const [id, image] of Object.entries({ lost: 'a'.repeat(64), good: undefined })) {
    journal.add({ id, job: { ...echoJob(), ...(image && { image }) }, user: 'chat:ann', address: asked().address })
  }
  await close()
  const chat = createChat()
  const next = house(chat, { folder })
  await next.bot.resume()
  const failed = chat.posts.find(({ reply }) => reply.state === 'failed')
  assert.match(failed?.reply.text ?? '', /no longer kept\. Attach it again/)
  assert.deepEqual([next.journal.get('lost')?.state, next.journal.get('good')?.state], ['failed', 'done'])
  await next.close()
})

test('a card in flight when the bot stops still arrives, and is not posted again', async () => {
  const folder = dataFolder()
  const onItsWay = Promise.withResolvers<void>()
  const chat = createChat({
    async deliver({ state }) {
      if (state !== 'done') return
      onItsWay.resolve()
      await sleep(50)
    },
  })
  const one = house(chat, { folder })
  const handled = one.bot.handle(call('echo'))
  await onItsWay.promise
  await one.close()
  await handled
  assert.equal(chat.posts.at(-1)?.reply.state, 'done')
  assert.deepEqual(house(chat, { folder }).journal.open(), [])
})

test('a result that comes as the bot stops is not lost: the next bot renders it again', async () => {
  const folder = dataFolder()
  const chat = createChat()
  const photos = createPhotoStore(join(folder, 'photos'))
  const putting = Promise.withResolvers<void>()
  const slow: PhotoStore = {
    ...photos,
    async put(bytes) {
      putting.resolve()
      await sleep(50)
      return photos.put(bytes)
    },
  }
  const one = house(chat, { folder, photos: slow })
  const handled = one.bot.handle(call('echo'))
  await putting.promise
  await one.bot.stop()
  await handled
  await sleep(100)
  assert.doesNotMatch(chat.states(), /done/)
  assert.equal(one.journal.open().length, 1)
  await one.close()
  await house(chat, { folder }).bot.resume()
  assert.match(chat.states(), / done$/)
})

test('a job that is requested while the bot stops is left to the next bot', async () => {
  const folder = dataFolder()
  const chat = createChat()
  const one = house(chat, { folder })
  const stopping = one.bot.stop()
  await one.bot.handle(call('echo'))
  await stopping
  assert.equal(chat.states(), '')
  await one.close()
  const two = house(chat, { folder })
  await two.bot.resume()
  assert.match(chat.states(), /^waiting (running )+done$/)
  await two.close()
})

test('a waiting card shows what to expect of the job', async () => {
  const chat = createChat()
  const { bot, close } = house(chat, { commands: await loadCommands() })
  const [small, moving] = [
    { size: '96', iterations: '1' },
    { size: '96', iterations: '1', frames: '12' },
  ]
  for (const input of [small, moving]) await bot.handle(call('dream', input, { attachments: { image } }))
  const texts = chat.posts.flatMap(({ reply }) => (reply.state === 'waiting' ? [reply.text] : []))
  assert.match(texts[0] ?? '', /^next in line(, done in .*)? · about 20 kB$/)
  assert.match(texts.at(-1) ?? '', /^next in line(, done in .*)? · 12 frames · about 110 kB$/)
  await close()
})

/** A chat that throws while it is down. */
function fallibleChat() {
  let tries = 0
  const state = { down: false }
  const chat = createChat({
    deliver() {
      if (!state.down) return
      tries++
      throw new Error('the chat is down')
    },
  })
  return { chat, state, tries: () => tries }
}

test('a chat that was down gets the picture when it is back; until then the job is open', async () => {
  const { chat, state, tries } = fallibleChat()
  const { bot, journal, logged, close } = house(chat, { jobRetryMs: Array(10_000).fill(2) })
  const handled = bot.handle(call('echo', { steps: 20 }))
  await chat.until(({ state }) => state === 'running')
  state.down = true
  await until(() => tries() > 30)
  assert.equal(journal.open().length, 1)
  assert.doesNotMatch(chat.states(), /done|failed/)
  state.down = false
  await handled
  assert.match(chat.states(), /running done$/)
  assert.deepEqual(journal.open(), [])
  assert.equal(chat.posts.at(-1)?.message, chat.posts[0]?.message, 'on its own card')
  assert.ok(logged.every(({ message }) => /could not be posted/.test(message)))
  await close()
})

test('a bot that stops while the chat is down leaves the job open and does not wait; the next one posts the picture', async () => {
  const folder = dataFolder()
  const { chat, state, tries } = fallibleChat()
  const hour = { folder, jobRetryMs: [3_600_000] }
  const one = house(chat, hour)
  const before = one.bot.handle(call('echo'))
  await before
  const handled = one.bot.handle(call('echo', { steps: 50 }))
  await chat.until(({ progress }) => progress?.at.step?.[1] === 50)
  state.down = true
  await until(() => one.logged.some(({ message }) => message === 'a done reply could not be posted'))
  await one.close()
  await handled
  assert.match(chat.states(), /running$/)

  // The chat is still down: the next bot renders the job and leaves it open too.
  const two = house(chat, hour)
  const resumed = two.bot.resume()
  await until(() => two.logged.some(({ message }) => message === 'a done reply could not be posted'))
  await two.close()
  await resumed
  assert.ok(tries() > 1)

  state.down = false
  const three = house(chat, hour)
  await three.bot.resume()
  assert.equal(chat.states().match(/done/g)?.length, 2, 'one of each job')
  const [, result] = chat.posts.filter(({ reply }) => reply.state === 'done')
  assert.equal(result?.message, chat.posts.find(({ reply }) => reply.progress?.at.step?.[1] === 50)?.message)
  assert.deepEqual(three.journal.open(), [])
  await three.close()
})

test('a job that its user has had erased is not posted when the chat is back', async () => {
  const { chat, state, tries } = fallibleChat()
  const { bot, journal, close } = house(chat, { jobRetryMs: Array(10_000).fill(2) })
  const handled = bot.handle(call('echo', { steps: 20 }))
  await chat.until(({ state }) => state === 'running')
  state.down = true
  await until(() => tries() > 10)
  const [entry] = journal.open()
  assert.ok(entry)
  journal.forget(entry.user)
  await handled
  state.down = false
  assert.doesNotMatch(chat.states(), /done|failed/)
  await close()
})

test('a job whose tries are used up ends as failed, and is logged', async () => {
  const { chat, state } = fallibleChat()
  state.down = true
  const { bot, journal, logged, database, close } = house(chat, { jobRetryMs: [1, 1] })
  await bot.handle(call('echo'))
  assert.deepEqual(journal.open(), [])
  assert.deepEqual(database.prepare('SELECT state FROM jobs').all(), [{ __proto__: null, state: 'failed' }])
  const last = logged.at(-1)
  assert.equal(last?.message, 'a job is given up: its last card cannot be posted')
  assert.ok(last?.job)
  await close()
})

test('no more jobs are accepted while a hundred results wait for the chat', async () => {
  let down = true
  const chat = createChat({
    deliver({ state }) {
      if (down && state === 'done') throw new Error('it takes no pictures')
    },
  })
  const { bot, journal, logged, close } = house(chat, { jobRetryMs: [3_600_000] })
  const place = (i: number) => ({ user: `user ${i}`, address: { platform: 'chat', place: `place ${i}` } })
  const handled = Array.from({ length: 100 }, (_, i) => bot.handle(call('echo', { ms: 0, steps: 1 }, place(i))))
  await until(() => logged.length === 100, 60_000)
  await bot.handle(call('echo', {}, place(100)))
  assert.match(chat.posts.at(-1)?.reply.text ?? '', /^100 finished pictures cannot be posted at the moment\. Ask again/)
  assert.equal(journal.open().length, 100)
  down = false
  await close()
  await Promise.all(handled)
})

test('jobs of a platform that the bot is not on stay open and are logged once; the others go on', async () => {
  const folder = dataFolder()
  const { journal, close } = house(createChat(), { folder })
  const elsewhere = { platform: 'gone', place: 'home' }
  for (const [id, address] of Object.entries({ one: elsewhere, two: elsewhere, ours: asked().address })) {
    journal.add({ id, job: echoJob(), user: 'ann', address })
  }
  await close()
  const next = house(createChat(), { folder })
  await next.bot.resume()
  assert.deepEqual(
    next.journal.open().map(({ id }) => id),
    ['one', 'two'],
  )
  assert.equal(next.journal.get('ours')?.state, 'done')
  assert.deepEqual(
    next.logged.map(({ message }) => message),
    ['the bot is not on gone now: open jobs there (2) wait until it is'],
  )
  assert.deepEqual(next.scheduler.queue(), [])
  await next.close()
})

test('kill -9 of the bot at any point: after a restart every accepted job has its result on its own card', async () => {
  const folder = dataFolder()
  const JOBS = 6
  const posted = (): PostLine[] => {
    const file = join(folder, 'posts.jsonl')
    const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
    return text.split('\n').flatMap((line) => (line.endsWith('}') ? [JSON.parse(line)] : []))
  }
  for (const [life, posts] of [8, 20, 55, 56, 90].entries()) {
    const child = fork(PROCESS, [folder, String(life === 0 ? JOBS : 0)])
    const gone = once(child, 'exit')
    while (posted().length < posts && child.exitCode === null) await sleep(2)
    child.kill('SIGKILL')
    await gone
  }
  const [code] = await once(fork(PROCESS, [folder]), 'exit')
  assert.equal(code, 0)

  const results = Map.groupBy(
    posted().filter(({ state }) => state === 'done'),
    ({ card }) => card,
  )
  assert.equal(results.size, JOBS)
  assert.equal(new Set(posted().map(({ card }) => card)).size, JOBS)
  assert.ok(posted().every(({ state }) => state === 'waiting' || state === 'running' || state === 'done'))
  // A bot that is killed between a post and its record in the journal posts the same result on its card again.
  for (const lines of results.values()) assert.equal(new Set(lines.map(({ hash }) => hash)).size, 1)
  const { journal, close } = house(createChat(), { folder })
  assert.deepEqual(journal.open(), [])
  await close()
})

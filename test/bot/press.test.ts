/** Presses of buttons, from a photo to pictures, with the real commands, worker, network and database. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { assemble } from '../../src/app/assemble.ts'
import type { Job } from '../../src/core/job.ts'
import type { Action, Requester } from '../../src/core/platform.ts'
import { decode } from '../../src/image/codec/decode.ts'
import { openDatabase } from '../../src/storage/database.ts'
import { noise, open } from '../image/pictures.ts'
import { type Chat, createChat, type Post } from '../support/chat.ts'
import { asked, call, dataFolder, HOME } from '../support/house.ts'
import { nowhere } from '../vis/networks.ts'

const folder = dataFolder()
const photo = new Uint8Array(await open(noise(40, 30)).png().toBuffer())
const image = { name: 'cat.png', read: async () => photo }
const quick = { layer: 'block2_conv2', size: 32, octaves: 1, iterations: 2, jitter: 4, seed: 5 }

type Life = Awaited<ReturnType<typeof begin>>

/** A bot on the data of a folder. */
async function begin() {
  const database = openDatabase(folder)
  const log = { level: 'info', secrets: [] } as const
  const config = {
    network: undefined,
    weights: nowhere,
    data: folder,
    engine: 'onnx-cpu',
    keepDays: 30,
    folder,
    log,
  } as const
  const logged: unknown[] = []
  const parts = await assemble({
    config: { ...config, redis: undefined },
    database,
    log: (entry) => logged.push(entry),
  })
  const chat = createChat()
  const bot = parts.createBot(new Map([['chat', chat]]))
  async function end(): Promise<void> {
    await bot.stop()
    await parts.scheduler.close()
    if (database.isOpen) database.close()
  }
  return { bot, chat, logged, end }
}

let life: Life
let dreamt: Post
before(async () => {
  life = await begin()
  dreamt = await ask(life, 'dream', quick, { image })
})
after(async () => {
  await life.end()
  assert.deepEqual(life.logged, [])
})

/** The last reply to a command. */
async function ask({ bot, chat }: Life, command: string, input = {}, attachments = {}): Promise<Post> {
  await bot.handle(call(command, input, { attachments }))
  return last(chat)
}

/** The last reply to a press of a result's button. */
async function press(
  { bot, chat }: Life,
  action: Action,
  { reply }: Post,
  who: Partial<Requester> = {},
): Promise<Post> {
  const { job = reply.buttons?.[0]?.job ?? '' } = reply.buttons?.find((button) => button.action === action) ?? {}
  const { address, ...rest } = asked(who)
  // A button's reply is a new message; the card with the button stays as it is.
  await bot.press({ action, job, ...rest, address })
  return last(chat)
}

function last({ posts }: Chat): Post {
  return posts.at(-1) as Post
}

/** The job without its note, which is not part of the recipe. */
function jobOf({ reply }: Post): Job {
  assert.ok(reply.report, reply.text)
  const { note: _, ...job } = reply.report.job
  return job
}

function dataOf({ reply }: Post): Uint8Array {
  return reply.files?.[0]?.data ?? new Uint8Array()
}

function keyOf(post: Post): string {
  return createHash('sha256').update(dataOf(post)).digest('hex')
}

describe('a variation is a new card that names its source', () => {
  test('deeper starts from the picture, and can be repeated', async () => {
    const deeper = await press(life, 'deeper', dreamt)
    assert.deepEqual(jobOf(deeper), { ...jobOf(dreamt), image: keyOf(dreamt) })
    assert.notEqual(deeper.message, dreamt.message)
    assert.equal(deeper.reply.from?.message, dreamt.message)
    assert.equal(dreamt.reply.from, undefined)
    const deepest = await press(life, 'deeper', deeper)
    assert.equal(jobOf(deepest).image, keyOf(deeper))
    assert.equal(deepest.reply.from?.message, deeper.message)
    assert.equal(new Set([dreamt, deeper, deepest].map(keyOf)).size, 3)
  })

  test('stronger', async () => {
    const job = jobOf(await press(life, 'stronger', dreamt))
    assert.deepEqual(job.parameters, { ...jobOf(dreamt).parameters, iterations: 4, frameIterations: 2 })
  })

  test('next layer', async () => {
    assert.deepEqual(jobOf(await press(life, 'next-layer', dreamt)), { ...jobOf(dreamt), layer: 'block3_conv1' })
  })

  test('new seed', async () => {
    const { seed, ...job } = jobOf(await press(life, 'new-seed', dreamt))
    const { seed: before, ...same } = jobOf(dreamt)
    assert.notEqual(seed, before)
    assert.deepEqual(job, same)
  })

  test('animate', async () => {
    const { reply, ...post } = await press(life, 'animate', dreamt)
    assert.equal(reply.report?.kind, 'animation')
    assert.deepEqual(jobOf({ reply, ...post }).parameters.frames, 12)
    assert.equal(reply.files?.[0]?.format, 'gif')
    assert.ok(!reply.buttons?.some(({ action }) => action === 'animate' || action === 'deeper'))
  })

  test('anybody may press; the new card belongs to them', async () => {
    const post = await press(life, 'new-seed', dreamt, { user: 'bob' })
    const refused = await press(life, 'delete', post)
    assert.match(refused.reply.text, /^Only the person who asked/)
    assert.match((await press(life, 'delete', post, { user: 'bob' })).reply.text, /deleted/)
  })

  test('a filter has variations too', async () => {
    const filter = await ask(life, 'filter', { layer: 'block2_conv1', filters: '3', size: 32, iterations: 2 })
    const deeper = await press(life, 'deeper', filter)
    assert.deepEqual(jobOf(deeper), { ...jobOf(filter), image: keyOf(filter) })
    const next = await press(life, 'next-layer', filter)
    assert.deepEqual([jobOf(next).layer, jobOf(next).parameters.filters], ['block2_conv2', '0-24'])
  })

  test('a picture that is no longer kept says so', async () => {
    const post = await ask(life, 'dream', { ...quick, seed: 99 }, { image })
    rmSync(join(folder, 'photos', keyOf(post)))
    const { reply } = await press(life, 'deeper', post)
    assert.deepEqual([reply.state, reply.error?.code], ['failed', 'no-photo'])
  })
})

describe('a recipe', () => {
  test('gives anybody the same job and the same bytes again', async () => {
    const { reply } = await press(life, 'recipe', dreamt, { user: 'bob' })
    assert.equal(reply.audience, 'user')
    assert.equal(reply.title, 'dream block2_conv2 of minivgg')
    const again = await ask(life, 'recipe', { recipe: reply.code })
    assert.deepEqual(jobOf(again), jobOf(dreamt))
    assert.deepEqual(dataOf(again), dataOf(dreamt))
  })
})

describe('delete', () => {
  test('is allowed to the owner and to moderators', async () => {
    const post = await ask(life, 'dream', quick, { image })
    const removed = () => life.chat.removed.map(({ message }) => message)
    const stranger = (await press(life, 'delete', post, { user: 'bob' })).reply
    assert.deepEqual([stranger.state, stranger.error?.code], ['failed', 'not-allowed'])
    assert.equal(stranger.audience, 'user')
    assert.ok(!removed().includes(post.message))
    const owner = (await press(life, 'delete', post)).reply
    assert.deepEqual(owner, { state: 'info', text: 'The picture is deleted.', audience: 'user' })
    assert.equal(removed().at(-1), post.message)
    const other = await ask(life, 'dream', quick, { image })
    await press(life, 'delete', other, { user: 'mod', moderator: true })
    assert.equal(removed().at(-1), other.message)
  })
})

test('only the owner and moderators can cancel, and only before the job has ended', async () => {
  const slow = { ...quick, size: 320, iterations: 100 }
  for (const who of [{ user: 'ann' }, { user: 'mod', moderator: true }]) {
    const seen = life.chat.posts.length
    const handled = life.bot.handle(call('dream', slow, { attachments: { image } }))
    const isRunning = ({ reply }: Post, i: number) => i >= seen && reply.progress?.at.step?.[1] === slow.iterations
    await life.chat.until(() => life.chat.posts.some(isRunning))
    const running = life.chat.posts.find(isRunning) as Post
    assert.match((await press(life, 'cancel', running, { user: 'bob' })).reply.text, /^Only the person who asked/)
    const pressed = press(life, 'cancel', running, who)
    const told = await life.chat.until(({ text }) => /being cancelled/.test(text))
    assert.equal(told.reply.audience, 'user')
    await Promise.all([handled, pressed])
    const card = life.chat.posts.findLast(({ message }) => message === running.message)
    assert.equal(card?.reply.state, 'cancelled')
    assert.match((await press(life, 'cancel', running, who)).reply.text, /already ended/)
  }
})

describe('a button carries no permission', () => {
  test('a button from another place does nothing', async () => {
    const posts = life.chat.posts.length
    const address = { ...HOME, place: 'elsewhere' }
    const actions = ['cancel', 'deeper', 'stronger', 'next-layer', 'new-seed', 'animate', 'recipe', 'delete'] as const
    for (const action of actions) {
      const { reply } = await press(life, action, dreamt, { address, moderator: true })
      assert.equal(reply.text, 'This picture is no longer on record.')
      assert.equal(reply.audience, 'user')
    }
    await life.bot.press({ action: 'deeper', job: "' OR 1=1 --", ...asked() })
    assert.equal(last(life.chat).reply.text, 'This picture is no longer on record.')
    assert.equal(life.chat.posts.length, posts + actions.length + 1)
  })

  test('a button makes no new picture in a channel where the bot may not answer', async () => {
    const moderator = { user: 'mod', moderator: true }
    await life.bot.handle(call('settings', { answers: 'here' }, { ...moderator, address: { ...HOME, channel: 'art' } }))
    const { reply } = await press(life, 'new-seed', dreamt)
    assert.deepEqual(
      [reply.error?.code, reply.text],
      ['not-allowed', 'Dreambot does not answer in this channel. Ask its moderators where it does.'],
    )
    await life.bot.handle(call('settings', { answers: 'everywhere' }, moderator))
    jobOf(await press(life, 'new-seed', dreamt))
  })
})

test('old buttons still work after a restart', async () => {
  await life.end()
  assert.deepEqual(life.logged, [])
  life = await begin()
  const deeper = await press(life, 'deeper', dreamt)
  assert.equal(jobOf(deeper).image, keyOf(dreamt))
  assert.equal(deeper.reply.from?.message, dreamt.message)
  for (const action of ['stronger', 'next-layer', 'new-seed'] as const) jobOf(await press(life, action, dreamt))
  const { reply } = await press(life, 'recipe', dreamt)
  assert.deepEqual(dataOf(await ask(life, 'recipe', { recipe: reply.code })), dataOf(dreamt))
  assert.match((await press(life, 'cancel', dreamt)).reply.text, /already ended/)
  assert.match((await press(life, 'delete', dreamt, { user: 'bob' })).reply.text, /^Only the person/)
  await press(life, 'delete', dreamt)
  assert.equal(life.chat.removed.at(-1)?.message, dreamt.message)
  const { width, height } = await decode(dataOf(deeper))
  assert.deepEqual([width, height], [32, 24])
})

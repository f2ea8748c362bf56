import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { type BotOptions, createBot, type Photos } from '../src/bot.ts'
import type { Address, Bot, Call, Command, Context, Platform, Reply } from '../src/command.ts'
import { defineCommand } from '../src/command.ts'
import { UserError } from '../src/errors.ts'
import { echoJob, echoScheduler, type LogEntry } from './scheduler/harness.ts'

const { scheduler } = echoScheduler({ limits: { perUser: 100, perUserHourly: 10_000 } })
after(() => scheduler.close())

const echo = defineCommand({
  description: 'Echoes.',
  args: z.object({
    steps: z.number().int().min(1).max(10_000).default(2),
    ms: z.number().min(0).default(1),
    crashAt: z.number().optional(),
    image: z.string().meta({ kind: 'image' }).optional(),
  }),
  run: ({ image, ...script }) => ({ ...echoJob(script), ...(image && { image }) }),
})
const help = defineCommand({
  description: 'Helps.',
  args: z.object({}),
  run: (): Reply => ({ state: 'info', text: 'There is help.' }),
})
const refuse = defineCommand({
  description: 'Refuses.',
  args: z.object({}),
  run: (): Reply => {
    throw new UserError('unknown-layer', 'There is no layer mixed99.', 'Did you mean mixed9?')
  },
})
const broken = defineCommand({
  description: 'Breaks.',
  args: z.object({}),
  run: (): Reply => {
    throw new TypeError('a bug of the command')
  },
})
const commands = new Map<string, Command>(
  Object.entries({ echo, help, refuse, broken } as Record<string, unknown>) as never,
)

/** A chat of one person: keeps what was posted, at which message. */
interface Chat extends Platform {
  readonly posts: { reply: Reply; address: Address }[]
  readonly states: () => string
  until(fits: (reply: Reply) => boolean): Promise<Reply>
}

function chat(deliver: (reply: Reply, post: number) => Promise<void> | void = () => {}): Chat {
  const posts: { reply: Reply; address: Address }[] = []
  const watchers = new Set<() => void>()
  let tries = 0
  let posting = false
  return {
    posts,
    states: () => posts.map(({ reply }) => reply.state).join(' '),
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = posts.find(({ reply }) => fits(reply))
          if (found) resolve(found.reply)
        }
        watchers.add(look)
        look()
      }),
    start: async () => async () => {},
    async post(address, reply) {
      assert.equal(posting, false, 'posts overlap')
      posting = true
      try {
        await deliver(reply, ++tries)
      } finally {
        posting = false
      }
      posts.push({ reply, address })
      for (const look of watchers) look()
      return { ...address, message: posts.length }
    },
  }
}

function memory(): Photos {
  const kept = new Map<string, Uint8Array>()
  return {
    async put(bytes) {
      const key = createHash('sha256').update(bytes).digest('hex')
      kept.set(key, bytes)
      return key
    },
    async get(key) {
      const bytes = kept.get(key)
      if (!bytes) throw new UserError('no-photo', 'The photo is gone.', 'Attach it again.')
      return bytes
    },
  }
}

function botOn(platform: Platform, options: Partial<BotOptions> = {}): { bot: Bot; logged: LogEntry[] } {
  const logged: LogEntry[] = []
  const bot = createBot({
    commands,
    scheduler,
    context: {} as Context,
    photos: memory(),
    platforms: new Map([['chat', platform]]),
    log: (entry) => logged.push(entry),
    retryMs: [1, 1, 1],
    ...options,
  })
  return { bot, logged }
}

const address: Address = { platform: 'chat', place: 'home' }

function call(command: string, input: Call['input'] = {}, more: Partial<Call> = {}): Call {
  return { command, input, attachments: {}, user: 'ann', address, ...more }
}

test('a job is posted from waiting to done, each reply at the address the last one gave', async () => {
  const platform = chat()
  const { bot, logged } = botOn(platform)
  await bot.handle(call('echo', { steps: '3', ms: 20 }))
  assert.match(platform.states(), /^waiting (running )+done$/)
  assert.deepEqual(
    platform.posts.map(({ address }) => address.message),
    [undefined, ...platform.posts.slice(1).map((_, index) => index + 1)],
  )
  const done = platform.posts.at(-1)?.reply
  assert.equal(done?.files?.length, 1)
  assert.match(done?.text ?? '', /^minivgg · block1_conv1 · 3 steps · 12 s · seed 42\npid \d+$/)
  assert.deepEqual(logged, [])
})

test('an upload goes to the photo store under the option it was given for, and on to the worker', async () => {
  const platform = chat()
  const { bot } = botOn(platform)
  const image = { name: 'cat.jpg', data: new Uint8Array(321) }
  await bot.handle(call('echo', {}, { attachments: { image } }))
  const report = platform.posts.at(-1)?.reply.report
  assert.match(report?.job.image ?? '', /^[0-9a-f]{64}$/)
  assert.equal(report?.size[0], 321)
})

test('a reply of a command is posted as it is', async () => {
  const platform = chat()
  await botOn(platform).bot.handle(call('help'))
  assert.deepEqual(platform.posts, [{ reply: { state: 'info', text: 'There is help.' }, address }])
})

test("every mistake becomes one failed reply in the mistake's own words", async () => {
  const image = { name: 'cat.jpg', data: new Uint8Array(3) }
  const cases: [Call, string][] = [
    [call('ecko'), 'There is no command ecko. Did you mean echo?'],
    [call('echo', { steps: 0 }), 'steps must be a whole number from 1 to 10000, not 0. The nearest is 1.'],
    [call('echo', { 'crash-at': 'x' }), 'crash-at must be a number, not x.'],
    [call('help', { page: 2 }), 'There is no option page. It takes no options.'],
    [call('help', {}, { attachments: { image } }), 'There is no option image. It takes no options.'],
    [call('refuse'), 'There is no layer mixed99. Did you mean mixed9?'],
    [call('echo', { image: 'abc' }), 'The photo is gone. Attach it again.'],
  ]
  for (const [wrong, text] of cases) {
    const platform = chat()
    const { bot, logged } = botOn(platform)
    await bot.handle(wrong)
    assert.equal(platform.states(), 'failed')
    assert.equal(platform.posts[0]?.reply.text, text)
    assert.ok(platform.posts[0]?.reply.error instanceof UserError)
    assert.deepEqual(logged, [])
  }
})

test('a bug is logged with its stack, and its user reads one plain sentence', async () => {
  const platform = chat()
  const { bot, logged } = botOn(platform)
  await bot.handle(call('broken'))
  assert.equal(platform.states(), 'failed')
  assert.match(platform.posts[0]?.reply.text ?? '', /^Something went wrong inside Dreambot\./)
  assert.equal(logged.length, 1)
  assert.match(logged[0]?.stack ?? '', /TypeError: a bug of the command\n\s+at/)
})

test('a refusal by the scheduler is a failed reply', async () => {
  const strict = echoScheduler({ limits: { perUserHourly: 0 } }).scheduler
  const platform = chat()
  await botOn(platform, { scheduler: strict }).bot.handle(call('echo'))
  assert.equal(platform.states(), 'failed')
  assert.match(platform.posts[0]?.reply.text ?? '', /come back in/)
  await strict.close()
})

test('a lost worker is a failed reply', async () => {
  const platform = chat()
  await botOn(platform).bot.handle(call('echo', { steps: 3, crashAt: 2 }))
  assert.match(platform.states(), /^waiting (running )*failed$/)
  assert.equal(platform.posts.at(-1)?.reply.error?.code, 'worker-lost')
})

test('a slow chat gets the newest card, few of those between, and the last one', async () => {
  const platform = chat(({ state }) => (state === 'done' ? undefined : sleep(60)))
  await botOn(platform).bot.handle(call('echo', { steps: 200, ms: 1 }))
  assert.match(platform.states(), /^waiting (running )+done$/)
  assert.ok(platform.posts.length < 50, `${platform.posts.length} posts`)
  const steps = platform.posts.flatMap(({ reply }) => reply.progress?.at.step?.[0] ?? [])
  assert.deepEqual(
    steps,
    [...new Set(steps)].sort((a, b) => a - b),
    'cards go forward only',
  )
})

test('a card that cannot be posted is passed over, the last one is tried again', async () => {
  let refusals = 0
  const platform = chat(({ state }) => {
    if (state === 'running' || (state === 'done' && ++refusals <= 3)) throw new Error('the chat is down')
  })
  const { bot, logged } = botOn(platform)
  await bot.handle(call('echo', { steps: 2, ms: 20 }))
  assert.equal(platform.states(), 'waiting done')
  assert.equal(platform.posts[1]?.address.message, 1, 'the last card still edits the first')
  assert.ok(logged.length >= 4 && logged.every(({ stack }) => stack?.includes('the chat is down')))
})

test('when the result cannot be posted at all, words are', async () => {
  const platform = chat(({ state }) => {
    if (state === 'done') throw new Error('too large')
  })
  await botOn(platform).bot.handle(call('echo'))
  assert.match(platform.states(), /^waiting (running )*failed$/)
  assert.match(platform.posts.at(-1)?.reply.text ?? '', /could not be posted/)
})

test('a mistake that shows in posting is told, and not tried again', async () => {
  let tries = 0
  const platform = chat(({ state }) => {
    if (state !== 'done') return
    tries++
    throw new UserError('output', 'Cannot write /nowhere/dream.png.', 'Give another path.')
  })
  await botOn(platform).bot.handle(call('echo'))
  assert.equal(tries, 1)
  assert.equal(platform.posts.at(-1)?.reply.text, 'Cannot write /nowhere/dream.png. Give another path.')
})

test('a chat that takes nothing, or is not there, does not break the bot', async () => {
  const dead = chat(() => {
    throw new Error('the chat is down')
  })
  const { bot, logged } = botOn(dead)
  await bot.handle(call('echo'))
  await bot.handle(call('help', {}, { address: { platform: 'nowhere', place: 'home' } }))
  assert.equal(dead.states(), '')
  assert.ok(logged.some(({ stack }) => stack?.includes('no platform nowhere')))
})

test('cancel is for the person who asked, on the platform where they asked', async () => {
  const platform = chat()
  const { bot } = botOn(platform)
  const handled = bot.handle(call('echo', { steps: 10_000, ms: 5 }))
  const { buttons } = await platform.until(({ state }) => state === 'running')
  const [button] = buttons ?? []
  assert.ok(button)
  const others = [
    await bot.press(button, 'bob', address),
    await bot.press(button, 'ann', { ...address, platform: 'elsewhere' }),
  ]
  for (const reply of others)
    assert.deepEqual(reply, { state: 'info', text: 'Only the person who asked for this picture can cancel it.' })
  assert.deepEqual(await bot.press(button, 'ann', address), { state: 'info', text: 'This picture is being cancelled.' })
  await handled
  assert.match(platform.states(), /^waiting (running )+cancelled$/)
  assert.deepEqual(await bot.press(button, 'ann', address), { state: 'info', text: 'This picture is already over.' })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createOutbox, type OutboxOptions } from '../../src/bot/outbox.ts'
import { UserError } from '../../src/core/errors.ts'
import type { Address, Reply } from '../../src/core/platform.ts'
import { inEnglish } from '../../src/i18n/phrase.ts'
import type { LogEntry } from '../scheduler/harness.ts'
import { type Chat, createChat } from '../support/chat.ts'
import { HOME } from '../support/house.ts'

const PACE = 0.2

function outboxOn(chat: Chat, options: Partial<OutboxOptions> = {}) {
  const logged: LogEntry[] = []
  const moves: Address[] = []
  const outbox = createOutbox({
    address: HOME,
    post: chat.post,
    translate: inEnglish,
    retryMs: [1, 1, 1],
    log: (entry) => logged.push(entry),
    onPosted: (address) => moves.push(address),
    paceSeconds: chat.paceSeconds,
    ...options,
  })
  return { outbox, logged, moves }
}

const waiting = (position: number): Reply => ({ state: 'waiting', text: `number ${position}` })
const running = (step: number): Reply => ({ state: 'running', text: `step ${step}` })
const done: Reply = { state: 'done', text: 'done' }
const texts = ({ posts }: Chat) => posts.map(({ reply }) => reply.text)

/** Puts a card for every step, `ms` apart. Returns the seconds it took. */
async function storm(put: (reply: Reply) => void, steps: number, ms: number): Promise<number> {
  const started = performance.now()
  for (let step = 1; step <= steps; step++) {
    put(running(step))
    await sleep(ms)
  }
  return (performance.now() - started) / 1000
}

test('a card changes no more often than the pace, and always to the newest reply', async () => {
  const chat = createChat({ paceSeconds: PACE })
  const { outbox } = outboxOn(chat)
  const seconds = await storm(outbox.put, 100, 10)
  const started = performance.now()
  outbox.put(done)
  await outbox.ended
  assert.ok(performance.now() - started < 1000 * PACE - 20, 'the last card does not wait')
  const times = chat.posts.slice(0, -1).map(({ at }) => at)
  assert.ok(times.length >= 3 && times.length <= seconds / PACE + 1, `${times.length} cards`)
  // Timers may be a millisecond early.
  for (const [i, at] of times.slice(1).entries()) assert.ok(at - (times[i] ?? 0) >= 1000 * PACE - 5)
  const steps = texts(chat)
    .slice(0, -1)
    .map((text) => Number(text.slice(5)))
  assert.deepEqual(
    steps,
    steps.toSorted((a, b) => a - b),
  )
  assert.ok((steps.at(-1) ?? 0) > 60, 'steps in between are dropped, new ones are not')
  assert.equal(texts(chat).at(-1), 'done')
})

test('a preview stays on the cards that follow, even when the card that brought it was replaced', async () => {
  const chat = createChat({ paceSeconds: PACE })
  const { outbox } = outboxOn(chat)
  const preview = { name: 'preview.jpg', format: 'jpeg', data: new Uint8Array(1), alt: 'a preview' } as const
  const step = (number: number, more: object = {}): Reply => {
    return { ...running(number), progress: { done: 0, at: {}, ...more } }
  }
  outbox.put(step(1))
  outbox.put(step(2, { preview }))
  outbox.put(step(3))
  await sleep(1500 * PACE)
  outbox.put(step(4))
  await sleep(1500 * PACE)
  outbox.put(done)
  await outbox.ended
  assert.deepEqual(
    chat.posts.map(({ reply }) => [reply.text, reply.progress?.preview]),
    [
      ['step 1', undefined],
      ['step 3', preview],
      ['step 4', preview],
      ['done', undefined],
    ],
  )
})

test('the first running card does not wait for the pace, nor does the last card', async () => {
  for (const head of [0, 60]) {
    const chat = createChat({ paceSeconds: 60, deliver: () => sleep(10) })
    const { outbox } = outboxOn(chat)
    const started = performance.now()
    outbox.put(waiting(2))
    outbox.put(waiting(1))
    await sleep(head)
    outbox.put(running(1))
    outbox.put(running(2))
    await chat.until(({ state }) => state === 'running')
    outbox.put(running(3))
    await sleep(head)
    outbox.put(done)
    await outbox.ended
    assert.match(chat.states(), /^(waiting ){1,2}running done$/)
    assert.ok(performance.now() - started < 10_000)
  }
})

test('a chat that is down is not called more often than the pace', async () => {
  let tries = 0
  const chat = createChat({
    paceSeconds: PACE,
    deliver({ state }) {
      tries++
      if (state === 'running') throw new Error('the chat is down')
    },
  })
  const { outbox } = outboxOn(chat)
  outbox.put(waiting(1))
  const seconds = await storm(outbox.put, 50, 10)
  // The first running card, which does not wait, is one more.
  assert.ok(tries >= 3 && tries <= seconds / PACE + 2, `${tries} tries`)
  outbox.put(done)
  await outbox.ended
  assert.equal(chat.states(), 'waiting done')
})

test('without a pace each card waits only for the one before it', async () => {
  const chat = createChat({ deliver: () => sleep(1) })
  const { outbox } = outboxOn(chat)
  await storm(outbox.put, 10, 10)
  outbox.put(done)
  await outbox.ended
  assert.equal(chat.posts.length, 11)
})

test('a preview is kept when the card that brought it is replaced during a slow post', async () => {
  const chat = createChat({ deliver: () => sleep(20) })
  const { outbox } = outboxOn(chat)
  const preview = { name: 'preview.jpg', format: 'jpeg', data: new Uint8Array(3), alt: 'a preview' } as const
  const step = (done: number, more: object = {}): Reply => ({ ...running(done), progress: { done, at: {}, ...more } })
  outbox.put(step(0))
  outbox.put(step(0.1, { preview }))
  outbox.put(step(0.2))
  await chat.until(({ progress }) => progress?.done === 0.2)
  outbox.put(done)
  await outbox.ended
  assert.deepEqual(
    chat.posts.map(({ reply }) => [reply.progress?.done, reply.progress?.preview]),
    [
      [0, undefined],
      [0.2, preview],
      [undefined, undefined],
    ],
  )
})

test('onPosted gets the address of each reply that was posted', async () => {
  let tries = 0
  const chat = createChat({
    deliver({ state }) {
      if (state === 'done' && ++tries === 1) throw new Error('once')
    },
  })
  const { outbox, moves } = outboxOn(chat)
  outbox.put(waiting(1))
  await sleep(5)
  outbox.put(running(1))
  await sleep(5)
  outbox.put(done)
  await outbox.ended
  assert.deepEqual(
    moves.map(({ message, edits }) => [message, edits]),
    [
      [1, 0],
      [1, 1],
      [1, 2],
    ],
  )
})

test('a reply whose address cannot be stored is not posted again', async () => {
  const chat = createChat()
  const onPosted = () => {
    throw new Error('the disk is full')
  }
  const { outbox, logged } = outboxOn(chat, { onPosted })
  outbox.put(done)
  await outbox.ended
  assert.deepEqual(texts(chat), ['done'])
  assert.match(logged[0]?.stack ?? '', /the disk is full/)
})

test('the last reply is retried after each pause, a mistake never; then an error message takes its place', async () => {
  for (const [error, tries, words] of [
    [new Error('the chat is down'), 4, /could not be posted here\. Ask again/],
    [new UserError('output', 'I may not post here.', 'Invite me.'), 1, /^I may not post here\. Invite me\.$/],
  ] as const) {
    let count = 0
    const chat = createChat({
      deliver({ state }) {
        if (state !== 'done') return
        count++
        throw error
      },
    })
    const { outbox, logged } = outboxOn(chat)
    outbox.put(done)
    await outbox.ended
    assert.equal(count, tries)
    assert.equal(logged.length, error instanceof UserError ? 0 : tries)
    assert.match(texts(chat).join(), words)
  }
})

test('a reply may have its own pauses, and the outbox tells its outcome', async () => {
  for (const [failures, outcome] of [
    [9, 'answered'],
    [Infinity, 'given-up'],
  ] as const) {
    let tries = 0
    const chat = createChat({
      deliver() {
        if (++tries <= failures) throw new Error('the chat is down')
      },
    })
    const { outbox } = outboxOn(chat)
    outbox.put(done, { retryMs: Array(9).fill(1) })
    assert.equal(await outbox.ended, outcome)
    assert.equal(chat.states(), outcome === 'answered' ? 'done' : '')
    // The try before each pause, and the error message once.
    assert.equal(tries, outcome === 'answered' ? 10 : 11)
  }
  const refusing = createChat({
    deliver() {
      throw new UserError('output', 'I may not post here.', 'Invite me.')
    },
  })
  const { outbox } = outboxOn(refusing)
  outbox.put(done)
  assert.equal(await outbox.ended, 'answered')
})

test('what the chat refuses is tried once and logged; then an error message takes its place', async () => {
  const refusal = new Error('an invalid card')
  let tries = 0
  const chat = createChat({
    deliver({ state }) {
      if (state !== 'done') return
      tries++
      throw refusal
    },
  })
  const { outbox, logged } = outboxOn(chat, { refuses: (error) => error === refusal })
  outbox.put(done, { retryMs: [3_600_000] })
  assert.equal(await outbox.ended, 'answered')
  assert.deepEqual([tries, logged.length], [1, 1])
  assert.match(texts(chat).join(), /could not be posted here/)
})

test('closed between two tries, it drops its last reply', async () => {
  const tried = Promise.withResolvers<void>()
  let tries = 0
  const chat = createChat({
    deliver() {
      tries++
      tried.resolve()
      throw new Error('the chat is down')
    },
  })
  const { outbox } = outboxOn(chat)
  outbox.put(done, { retryMs: [3_600_000, 1] })
  await tried.promise
  assert.equal(await outbox.close(), 'dropped')
  assert.equal(tries, 1)
})

test('nothing follows the last reply', async () => {
  const chat = createChat()
  const { outbox } = outboxOn(chat)
  outbox.put(done)
  outbox.put(running(1))
  await outbox.ended
  outbox.put(done)
  await sleep(5)
  assert.deepEqual(texts(chat), ['done'])
})

test('closed, it posts only a last reply and accepts no more', async () => {
  const slow = () => createChat({ paceSeconds: 60, deliver: () => sleep(20) })
  const [ended, open, idle] = [slow(), slow(), slow()]
  const first = outboxOn(ended).outbox
  first.put(waiting(1))
  first.put(done)
  await first.close()
  assert.equal(ended.states(), 'waiting done')

  const second = outboxOn(open).outbox
  second.put(waiting(1))
  second.put(running(1))
  const closing = second.close()
  second.put(done)
  await closing
  assert.equal(open.states(), 'waiting')

  await outboxOn(idle).outbox.close()
  assert.equal(idle.states(), '')
})

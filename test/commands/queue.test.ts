/** The queue as people see it, and cancelling: the whole bot, with echoes for pictures. */
import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import { loadCommands } from '../../src/command/load.ts'
import type { Reply, Requester } from '../../src/core/platform.ts'
import { createChat } from '../support/chat.ts'
import { call, closeHouses, echo, HOME, house, LONG } from '../support/house.ts'

const commands = new Map([...(await loadCommands()), ['echo', echo]])
const chat = createChat()
const { bot, scheduler } = house(chat, { commands })
after(closeHouses)

let handled: Promise<void>[] = []
afterEach(async () => {
  for (const { id } of scheduler.queue()) scheduler.cancel(id)
  await Promise.all(handled)
  handled = []
})

/** The last reply to a command. */
async function ask(command: string, input = {}, who: Partial<Requester> = {}): Promise<Reply> {
  await bot.handle(call(command, input, who))
  const { reply } = chat.posts.at(-1) ?? {}
  assert.ok(reply)
  return reply
}

/** Submits a job that does not end, waits until it is in line, and returns its id. */
async function join(user: string): Promise<string> {
  const before = scheduler.queue().map(({ id }) => id)
  handled.push(bot.handle(call('echo', LONG, { user })))
  for (;;) {
    const added = scheduler.queue().find(({ id }) => !before.includes(id))
    if (added) return added.id
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Ann's first job runs, her second waits behind bob's. */
async function joinAll(): Promise<[running: string, waiting: string, others: string]> {
  const running = await join('ann')
  await chat.until(({ state, buttons }) => state === 'running' && buttons?.[0]?.job === running)
  return [running, await join('ann'), await join('bob')]
}

test('the queue shows the number of all jobs, and one’s own jobs with their positions', async () => {
  assert.equal((await ask('queue')).text, 'The queue is empty: a picture starts as soon as you ask for it.')
  await joinAll()
  const { title, text, audience } = await ask('queue')
  assert.deepEqual([title, audience], ['Queue', 'user'])
  const [state, ...own] = text.split('\n')
  assert.equal(state, '1 picture running, 2 waiting.')
  assert.match(own[0] ?? '', /^echo block1_conv1 of minivgg: running(, done in about .*)?$/)
  assert.equal(own[1], 'echo block1_conv1 of minivgg: number 2 in line')
  assert.equal(own.length, 2)
  assert.match(
    (await ask('queue', {}, { user: 'bob' })).text,
    /waiting\.\necho block1_conv1 of minivgg: number 1 in line$/,
  )
  assert.equal((await ask('queue', {}, { user: 'cat' })).text, state)
  const namesake = { user: 'ann', address: { ...HOME, place: 'elsewhere' } }
  assert.equal((await ask('queue', {}, namesake)).text.split('\n').length, 3, 'ann is ann on all of her platform')
})

test('cancel ends all of one’s own jobs or the named one, and nobody else’s', async () => {
  const seen = chat.posts.length
  const [running, waiting, others] = await joinAll()
  const left = () => scheduler.queue().map(({ id }) => id)
  const refused = await ask('cancel', { picture: others })
  assert.deepEqual([refused.state, refused.text], ['failed', 'None of your pictures is waiting or running.'])
  assert.equal((await ask('cancel', {}, { user: 'cat' })).state, 'failed')
  assert.deepEqual(new Set(left()), new Set([running, waiting, others]))

  const one = await ask('cancel', { picture: waiting })
  assert.deepEqual(one, { state: 'info', text: '1 picture cancelled.', audience: 'user' })
  assert.deepEqual(left(), [running, others])
  await join('ann')
  assert.equal((await ask('cancel')).text, '2 pictures cancelled.')
  await handled[0]
  assert.deepEqual(left(), [others])
  const ends = chat.posts.slice(seen).filter(({ reply }) => reply.state === 'cancelled')
  assert.equal(ends.length, 3)
})

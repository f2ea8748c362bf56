import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createChannelPacing } from '../../../../src/platforms/slack/deliver/channel-pacing.ts'

test('each channel is paced by itself', async () => {
  const pace = createChannelPacing(0.1)
  const at: [string, number][] = []
  const say = (channel: string) => pace.take(channel, 'card', async () => void at.push([channel, performance.now()]))
  await Promise.all([say('a'), say('a'), say('b'), say('a')])
  const times = (channel: string) => at.flatMap(([one, time]) => (one === channel ? [time] : []))
  const [first = 0, second = 0, third = 0] = times('a')
  // Timers may be a little late or early, but not for long.
  assert.ok(second - first > 80 && third - first > 180, `${times('a')}`)
  assert.ok(Math.abs((times('b')[0] ?? 0) - first) < 50)
})

test('answers go before last cards, last cards before other cards, and nothing is dropped', async () => {
  const pace = createChannelPacing(0.02)
  const order: string[] = []
  const say = (urgency: 'answer' | 'last' | 'card', name: string) =>
    pace.take('a', urgency, async () => {
      order.push(name)
      await sleep(20)
    })
  const all = [
    say('card', 'now'),
    say('card', 'later'),
    say('last', 'end'),
    say('answer', 'psst'),
    say('last', 'end 2'),
  ]
  await Promise.all(all)
  assert.deepEqual(order, ['now', 'psst', 'end', 'end 2', 'later'])
})

test('an error rejects only its own work, and delays nothing else', async () => {
  const pace = createChannelPacing(0.01)
  const broken = pace.take('a', 'card', async () => {
    throw new Error('no')
  })
  await assert.rejects(broken, /no/)
  assert.equal(await pace.take('a', 'card', async () => 'yes'), 'yes')
})

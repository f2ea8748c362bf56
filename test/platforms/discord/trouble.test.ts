/** What goes wrong between the bot and Discord, and that people get their pictures all the same. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { TOKEN_MS } from './bare.ts'
import type { BotRequest } from './faults.ts'
import { PHOTO } from './photos.ts'
import { isResult, isRunning, textOf } from './reading.ts'
import { invalidForm, rateLimited, refusals } from './refusals.ts'
import { createStage } from './stage.ts'

const stage = await createStage({
  trouble: /could not be posted/,
  jobRetryMs: Array(10_000).fill(20),
  world: { acknowledgeMs: 2500 },
})
after(() => stage[Symbol.asyncDispose]())
const { world, logged } = stage
const PATCH = /^PATCH \/webhooks/
const attachments = { image: PHOTO }
const rejected: unknown[] = []
process.on('unhandledRejection', (reason) => rejected.push(reason))

test('the bot waits as long as a rate limit says', async () => {
  world.fail(PATCH, rateLimited(0.7))
  const before = world.requests.length
  const asked = world.command('echo', {}, { attachments })
  await asked.until(isResult)
  const edits = world.requests.slice(before).filter(({ method }) => method === 'PATCH')
  const [refused, next] = edits
  assert.equal(refused?.status, 429)
  assert.ok((next?.time ?? 0) - (refused?.time ?? 0) >= 700)
})

test('a short outage of Discord does not cost the last card', async () => {
  for (const [fault, times] of [
    [refusals.serverError, 6],
    [refusals.badGateway, 6],
    [{ cut: true }, 3],
  ] as const) {
    world.fail(PATCH, fault, times)
    await world.command('echo', {}, { attachments }).until(isResult)
  }
  // A card that did arrive, with the answer lost, is not there twice.
  world.fail(PATCH, { ...refusals.badGateway, applied: true }, 6)
  const asked = world.command('echo', {}, { attachments })
  const done = await asked.until(isResult)
  assert.deepEqual([done.files.length, asked.followUps.length], [1, 0])
  // The bot goes on until it is told so.
  while (world.requests.at(-1)?.status !== 200) await sleep(5)
})

test('a last card that Discord will never accept is not retried, but replaced by a text', async () => {
  const isDone = ({ method, body }: BotRequest) =>
    method === 'PATCH' && !/starting|step \d+ of|in line/.test(JSON.stringify(body))
  for (const refusal of [invalidForm({ components: 'Must be 40 or fewer in length.' }), refusals.emptyMessage]) {
    world.fail(isDone, refusal)
    const asked = world.command('echo', {}, { attachments })
    await asked.untilFollowUp((shown) => /could not be posted here/.test(textOf(shown)))
  }
})

test('a failed acknowledgement is retried, and may have arrived before', async () => {
  world.fail('/callback', refusals.badGateway, 2)
  await world.command('echo', {}, { attachments }).until(isResult)
  for (const applied of [false, true]) {
    world.fail('/callback', { cut: true, applied })
    await world.command('echo', {}, { attachments }).until(isResult)
    world.fail('/callback', { ...refusals.badGateway, applied })
    await world.command('echo', {}, { attachments }).until(isResult)
  }
})

test('an interaction that has expired, or was answered elsewhere, is ignored', async () => {
  for (const refusal of [refusals.unknownInteraction, refusals.acknowledged]) {
    const before = world.requests.length
    const { length } = logged
    world.fail('/callback', refusal)
    world.command('echo', {}, { attachments })
    while (logged.length === length) await sleep(5)
    await sleep(50)
    assert.equal(world.requests.length, before + 1, 'nothing is posted')
    assert.deepEqual(logged.at(-1), {
      level: 'info',
      message: 'an interaction came too late, or was answered elsewhere',
    })
  }
  world.fail('/callback', refusals.unknownInteraction)
  await assert.rejects(world.complete('echo', 'layer', 'b', {}, {}))
  assert.equal(logged.at(-1)?.level, 'info')
})

test('a job longer than 15 minutes ends on its own card', async () => {
  const { held, open } = stage.gate()
  const asked = world.command('echo', held, { attachments })
  const { id } = await asked.until(isRunning)
  world.advance(TOKEN_MS)
  open()
  assert.equal((await asked.until(isResult)).id, id)
  assert.match(world.requests.at(-1)?.path ?? '', new RegExp(`^/channels/\\d+/messages/${id}$`))
})

test('after a long outage the result is posted, also when the bot has restarted meanwhile', async () => {
  const unposted = () => logged.filter(({ message }) => message === 'a done reply could not be posted').length
  const down = async (times: number) => {
    const before = unposted()
    while (unposted() < before + times) await sleep(5)
  }
  for (const restarts of [false, true]) {
    const { held, open } = stage.gate()
    const asked = world.command('echo', held, { attachments })
    const { id } = await asked.until(isRunning)
    const recover = world.fail(/^(PATCH|POST) \/(webhooks|channels)/, refusals.badGateway, Number.POSITIVE_INFINITY)
    open()
    await down(5)
    if (restarts) {
      world.advance(TOKEN_MS)
      await stage.restart()
      await down(1)
    }
    recover()
    const done = await asked.until(isResult)
    assert.deepEqual([done.id, done.files.length, asked.followUps.length], [id, 1, 0])
  }
})

test('no promise rejection of these tests was unhandled', async () => {
  await sleep(20)
  assert.deepEqual(rejected, [])
})

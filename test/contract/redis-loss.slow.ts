/** Workers, bots and Redis that go away in the middle of a job. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { kill, sized, startFleet, within } from '../scheduler/fleet.ts'
import { echoJob, gone } from '../scheduler/harness.ts'
import { withoutRedis } from '../scheduler/redis.ts'
import { follow, LONG, stepOf } from './pool.ts'

/** Long enough for a busy machine, short enough to wait for. */
const lossSeconds = 3
/** More than it takes to notice a loss, in milliseconds. */
const SOON = (lossSeconds + 3) * 1000

describe('workers that end', { skip: withoutRedis, concurrency: 4 }, () => {
  test('one finishes its job, and takes no other', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.remote({ grace: 10 })
    await sized(bot, 1)
    const job = follow(bot, { steps: 100, ms: 10 })
    await job.pid()
    const exit = once(worker, 'exit')
    worker.kill('SIGTERM')
    await sized(bot, 0)
    assert.equal((await job.ending).state, 'done')
    assert.deepEqual(await exit, [0, null])
  })

  test('one at once gives its job back, and another renders it', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.remote({ grace: 0.1 })
    await sized(bot, 1)
    const job = follow(bot, { steps: 100, ms: 10 })
    const pid = await job.pid()
    fleet.worker()
    await sized(bot, 2)
    const exit = once(worker, 'exit')
    worker.kill('SIGTERM')
    const ending = await job.ending
    assert.ok(ending.state === 'done' && ending.result.notes[0] !== `pid ${pid}`)
    assert.deepEqual(await exit, [0, null])
  })

  test('a job whose network no worker has is refused', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const job = follow(bot, {}, { job: { ...echoJob(), network: 'own' } })
    const { code, message } = await within(SOON, job.error())
    assert.equal(code, 'missing-weights')
    assert.equal(message, 'No render worker has the network own.')
  })
})

describe('what is killed', { skip: withoutRedis, concurrency: true }, () => {
  test('a worker: its job is lost within seconds, and its render process ends', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.remote({})
    await sized(bot, 1)
    const job = follow(bot, LONG)
    const pid = await job.pid()
    await kill(worker)
    assert.equal((await within(SOON, job.error())).code, 'worker-lost')
    await gone(pid)
  })

  test('a worker that has not begun its job: another renders it', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.remote({})
    await sized(bot, 1)
    worker.kill('SIGSTOP')
    const job = follow(bot)
    await sleep(100)
    fleet.worker()
    assert.equal((await within(SOON, job.ending)).state, 'done')
  })

  test('a worker that was only frozen stops what it has lost, and is of use again', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.remote({})
    await sized(bot, 1)
    const job = follow(bot, LONG)
    const pid = await job.pid()
    worker.kill('SIGSTOP')
    assert.equal((await within(SOON, job.error())).code, 'worker-lost')
    await sized(bot, 0)
    worker.kill('SIGCONT')
    await sized(bot, 1)
    const next = follow(bot)
    assert.equal((await within(SOON, next.ending)).state, 'done')
    assert.equal(await next.pid(), pid)
  })

  test('a bot: its job stops within seconds, and the worker is free for others', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const other = fleet.remote({ script: { ...LONG } })
    const [pid] = await once(other, 'message')
    await sized(bot, 0)
    await kill(other)
    await sized(bot, 1)
    const job = follow(bot)
    assert.equal((await within(SOON, job.ending)).state, 'done')
    assert.equal(await job.pid(), pid)
  })

  test('nothing: a job that is silent for longer than a loss takes goes on', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    assert.equal((await follow(bot, { steps: 1, ms: lossSeconds * 1500 }).ending).state, 'done')
    assert.deepEqual(fleet.logged, [])
  })
})

describe('a Redis', { skip: withoutRedis, concurrency: 4 }, () => {
  test('that restarts in the middle of a job costs nothing', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const job = follow(bot, { steps: 200, ms: 5 }, { previewSeconds: 0, photo: new Uint8Array(1000) })
    const pid = await job.pid()
    await fleet.redis.stop()
    await sized(bot, 0)
    await sleep(200)
    await fleet.redis.start()
    const ending = await within(SOON, job.ending)
    assert.ok(ending.state === 'done' && ending.result.notes[0] === `pid ${pid}`)
    assert.equal(job.heard.map(stepOf).at(-1), 200)
    await sized(bot, 1)
    assert.deepEqual(fleet.logged.map(({ message }) => message.replace(/ \(.*\)/, '')).toSorted(), [
      'Redis is away; pictures wait for it',
      'Redis is away; pictures wait for it',
      'Redis is back',
      'Redis is back',
    ])
  })

  test('that forgets a job loses it', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const job = follow(bot, LONG)
    const pid = await job.pid()
    await fleet.redis.stop('SIGKILL')
    await fleet.redis.start()
    assert.equal((await within(SOON, job.error())).code, 'worker-lost')
    await sized(bot, 1)
    const next = follow(bot)
    assert.equal((await within(SOON, next.ending)).state, 'done')
    assert.equal(await next.pid(), pid)
  })

  test('that is away for long loses what was begun and what waits, and all goes on when it is back', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const jobs = [follow(bot, LONG), follow(bot)]
    await jobs[0]?.pid()
    await fleet.redis.stop()
    for (const job of jobs) assert.equal((await within(SOON, job.error())).code, 'worker-lost')
    await fleet.redis.start()
    await sized(bot, 1)
    assert.equal((await within(SOON, follow(bot).ending)).state, 'done')
  })

  test('that hangs is as one that is away', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const job = follow(bot, LONG)
    await job.pid()
    fleet.redis.signal('SIGSTOP')
    assert.equal((await within(SOON, job.error())).code, 'worker-lost')
    assert.equal(bot.size, 0)
    fleet.redis.signal('SIGCONT')
    await sized(bot, 1)
    assert.equal((await within(SOON, follow(bot).ending)).state, 'done')
  })

  test('that is full loses a job and says so', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    const { client } = fleet.redis
    await client.config('SET', 'maxmemory', '1')
    const job = follow(bot, {}, { photo: new Uint8Array(1000) })
    assert.equal((await within(2 * SOON, job.error())).code, 'worker-lost')
    assert.ok(fleet.logged.some(({ message }) => /OOM/.test(message)))
    assert.ok(fleet.logged.length < 10)
    await client.config('SET', 'maxmemory', '0')
    await sized(bot, 1)
    assert.equal((await within(SOON, follow(bot).ending)).state, 'done')
  })

  test('that is away keeps neither bots nor workers from ending', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    const worker = fleet.worker()
    await sized(bot, 1)
    const job = follow(bot, LONG)
    const pid = await job.pid()
    await fleet.redis.stop()
    await sized(bot, 0)
    await sleep(200)
    await within(
      SOON,
      Promise.all([bot.close(), worker.close(30)]).then(() => {}),
    )
    assert.deepEqual(await job.ending, { state: 'cancelled' })
    await gone(pid)
  })

  test('that is not there yet is waited for', async () => {
    await using fleet = await startFleet({ lossSeconds })
    await fleet.redis.stop()
    const bot = fleet.bot()
    fleet.worker()
    await sleep(200)
    assert.equal(bot.size, 0)
    await fleet.redis.start()
    await sized(bot, 1)
    assert.equal((await follow(bot).ending).state, 'done')
  })
})

/** The loss of workers, bots and Redis in the middle of a job. */
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
/** More time than it takes to notice a loss, in milliseconds. */
const SOON = (lossSeconds + 3) * 1000

describe('workers that end', { skip: withoutRedis, concurrency: 4 }, () => {
  test('finish their job, and take no other', async () => {
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

  test('give their job back when the grace is over, and another worker renders it', async () => {
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

  test('a job whose network no worker has fails', async () => {
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

describe('a loss', { skip: withoutRedis, concurrency: true }, () => {
  test('of a worker ends its job within seconds, and its render process', async () => {
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

  test('of a worker that has not begun its job moves the job to another', async () => {
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

  test('of a worker that was only suspended stops its job, and the worker takes the next one', async () => {
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

  test('of a bot stops its job within seconds, and frees the worker', async () => {
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

  test('is not assumed for a job that makes no progress for longer', async () => {
    await using fleet = await startFleet({ lossSeconds })
    const bot = fleet.bot()
    fleet.worker()
    await sized(bot, 1)
    assert.equal((await follow(bot, { steps: 1, ms: lossSeconds * 1500 }).ending).state, 'done')
    assert.deepEqual(fleet.logged, [])
  })
})

describe('a Redis', { skip: withoutRedis, concurrency: 4 }, () => {
  test('that restarts in the middle of a job costs no job', async () => {
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

  test('that forgets a job ends it', async () => {
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

  test('that is away for long ends running and waiting jobs, and renders again when it is back', async () => {
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

  test('that hangs counts as away', async () => {
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

  test('that is full ends a job, and the log has the reason', async () => {
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

  test('that is away lets bots and workers close', async () => {
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

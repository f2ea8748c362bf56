/** What only shows in races, part by part on a real Redis. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Job as BullJob } from 'bullmq'
import type { Progress } from '../../../src/core/result.ts'
import { createWorkerProcess } from '../../../src/scheduler/process/worker-process.ts'
import { readAnnouncements } from '../../../src/scheduler/redis/announce.ts'
import { openChannel } from '../../../src/scheduler/redis/channel.ts'
import { coalesce } from '../../../src/scheduler/redis/coalesce.ts'
import { connectRedis } from '../../../src/scheduler/redis/connection.ts'
import { cancelKey, leaseKey, QUEUE_PREFIX, WORKERS_CHANNEL, WORKERS_KEY } from '../../../src/scheduler/redis/keys.ts'
import { endLease, leasesOf, takeLease } from '../../../src/scheduler/redis/leases.ts'
import {
  type Parcel,
  receiveEnding,
  type SentEnding,
  type SentProgress,
  sendEnding,
} from '../../../src/scheduler/redis/messages.ts'
import { createReporter } from '../../../src/scheduler/redis/reporter.ts'
import { createRunner } from '../../../src/scheduler/redis/runner.ts'
import { timing } from '../../../src/scheduler/redis/timing.ts'
import type { Script } from '../echo-worker.ts'
import { until } from '../fleet.ts'
import { ECHO, echoJob } from '../harness.ts'
import { startRedis, withoutRedis } from '../redis.ts'

describe('a lease', { skip: withoutRedis }, () => {
  test('is one attempt’s, until it is ended or runs out', async () => {
    await using server = await startRedis()
    const redis = server.client
    assert.equal(await takeLease(redis, 'worker', 'mine', 5000), true)
    assert.equal(await takeLease(redis, 'worker', 'theirs', 5000), false)
    assert.deepEqual(await leasesOf(redis, ['worker', 'other']), new Map([['worker', 'mine']]))
    await endLease(redis, 'worker', 'theirs')
    assert.deepEqual(await leasesOf(redis, ['worker']), new Map([['worker', 'mine']]))
    assert.equal(await takeLease(redis, 'worker', 'mine', 50), true, 'renewed')
    await sleep(100)
    assert.equal(await takeLease(redis, 'worker', 'theirs', 5000), true)
    await endLease(redis, 'worker', 'theirs')
    assert.deepEqual(await leasesOf(redis, ['worker']), new Map())
  })
})

describe('a worker that is gone', { skip: withoutRedis }, () => {
  test('is remembered while a bot may still look for the job that it had begun', async () => {
    await using server = await startRedis()
    const redis = server.client
    await redis.sadd(WORKERS_KEY, 'gone')
    await redis.lpush(`${QUEUE_PREFIX}:gone:active`, 'its job')
    await readAnnouncements(redis)
    // As BullMQ does at every look.
    await redis.sadd(`${QUEUE_PREFIX}:gone:stalled`, 'its job')
    await readAnnouncements(redis)
    for (const key of ['active', 'stalled']) assert.ok((await redis.pttl(`${QUEUE_PREFIX}:gone:${key}`)) > 0, key)
    const before = await redis.pttl(`${QUEUE_PREFIX}:gone:active`)
    await sleep(20)
    await readAnnouncements(redis)
    assert.ok((await redis.pttl(`${QUEUE_PREFIX}:gone:active`)) < before, 'but not for ever')
    assert.deepEqual(await redis.smembers(WORKERS_KEY), ['gone'])
    await redis.del(`${QUEUE_PREFIX}:gone:active`, `${QUEUE_PREFIX}:gone:stalled`)
    await readAnnouncements(redis)
    assert.deepEqual(await redis.smembers(WORKERS_KEY), [])
  })
})

describe('news', { skip: withoutRedis }, () => {
  test('is what a bot takes or lets go, not what it keeps', async () => {
    await using server = await startRedis()
    const redis = server.client
    const subscriber = redis.duplicate()
    const news: string[] = []
    subscriber.on('message', (_, worker: string) => news.push(worker))
    await subscriber.subscribe(WORKERS_CHANNEL)
    await takeLease(redis, 'taken', 'mine', 5000)
    await takeLease(redis, 'taken', 'mine', 5000)
    await takeLease(redis, 'taken', 'theirs', 5000)
    await endLease(redis, 'taken', 'theirs')
    await endLease(redis, 'taken', 'mine')
    await redis.publish(WORKERS_CHANNEL, 'the end')
    await until(() => news.at(-1) === 'the end')
    subscriber.disconnect()
    assert.deepEqual(news, ['taken', 'taken', 'the end'])
  })
})

describe('a runner', { skip: withoutRedis }, () => {
  async function begin() {
    const server = await startRedis()
    const options = { weights: '/nowhere', engine: 'echo' }
    const limits = { hangSeconds: 10, cancelSeconds: 10 }
    const renderer = createWorkerProcess({ path: ECHO, options, log: () => {}, ...limits })
    const runner = createRunner(server.client, 'worker', renderer, () => {})
    const lease = (attempt: string) => server.client.set(leaseKey('worker'), attempt)
    return {
      ...{ redis: server.client, runner, lease },
      async [Symbol.asyncDispose]() {
        await runner.close()
        await server[Symbol.asyncDispose]()
      },
    }
  }

  function bullJob(script: Script = {}, hasPhoto = false) {
    const heard: SentProgress[] = []
    const job = {
      id: randomUUID(),
      data: { id: randomUUID(), job: echoJob(script), hasPhoto },
      updateProgress: async (progress: SentProgress) => void heard.push(progress),
    }
    return { id: job.id, heard, job: job as unknown as BullJob<Parcel, SentEnding> }
  }

  test('begins nothing that was cancelled before', async () => {
    await using setup = await begin()
    const { id, job, heard } = bullJob()
    await setup.lease(id)
    await setup.redis.set(cancelKey(id), '')
    assert.deepEqual(await setup.runner.run(job), { state: 'cancelled' })
    assert.deepEqual(heard, [])
  })

  test('begins nothing that it is not taken for', async () => {
    await using setup = await begin()
    const { job, heard } = bullJob()
    await setup.lease('another')
    assert.deepEqual(await setup.runner.run(job), { state: 'returned' })
    assert.deepEqual(heard, [])
  })

  test('begins nothing whose photo is gone', async () => {
    await using setup = await begin()
    const { id, job } = bullJob({}, true)
    await setup.lease(id)
    await assert.rejects(setup.runner.run(job), /the photo is no longer in Redis/)
  })

  test('stops what it sees cancelled, though it has not heard of it', async () => {
    await using setup = await begin()
    const { id, job } = bullJob({ steps: 10_000, ms: 5 })
    await setup.lease(id)
    const ending = setup.runner.run(job)
    await setup.redis.set(cancelKey(id), '')
    await setup.runner.checkDemand()
    assert.deepEqual(await ending, { state: 'cancelled' })
  })

  test('gives back what nobody waits for at its second look', async () => {
    await using setup = await begin()
    const { id, job, heard } = bullJob({ steps: 10_000, ms: 5 })
    await setup.lease(id)
    const ending = setup.runner.run(job)
    await until(() => heard.length > 0)
    await setup.runner.checkDemand()
    await setup.redis.del(leaseKey('worker'))
    await setup.runner.checkDemand()
    await setup.lease(id)
    await setup.runner.checkDemand()
    await sleep(100)
    assert.equal(setup.runner.current(), id, 'a lease that comes back in time counts')
    await setup.redis.del(leaseKey('worker'))
    await setup.runner.checkDemand()
    await setup.runner.checkDemand()
    assert.deepEqual(await ending, { state: 'returned' })
    assert.equal(setup.runner.current(), undefined)
  })
})

test('a channel hears what happened before its first read', { skip: withoutRedis }, async () => {
  await using server = await startRedis()
  const end = ['event', 'completed', 'jobId', 'attempt', 'returnvalue', '{"state":"returned"}']
  await server.client.xadd(`${QUEUE_PREFIX}:worker:events`, '*', ...end)
  const link = connectRedis(server.url, () => {})
  const channel = openChannel('worker', link, timing())
  const ended = Promise.withResolvers<SentEnding>()
  channel.listen('attempt', { begin() {}, progress() {}, end: ended.resolve, lose() {} })
  assert.deepEqual(await ended.promise, { state: 'returned' })
  await channel.close()
  await link.close()
})

test('a result’s files and tiles arrive, each with its own bytes, and leave nothing behind', {
  skip: withoutRedis,
}, async () => {
  await using server = await startRedis()
  const redis = server.client
  const job = { command: 'filter', network: 'minivgg', layer: 'block1_conv1', parameters: {}, seed: 0 }
  const file = (byte: number) =>
    ({ name: `${byte}.png`, format: 'png', alt: '', data: new Uint8Array([byte]) }) as const
  const tile = (byte: number) => ({ job: { ...job, seed: byte }, data: new Uint8Array([byte]) })
  const report = { job, kind: 'grid', network: 'minivgg', engine: 'echo', layers: [], size: [1, 1] } as const
  const told = { report: { ...report, score: [], stepSeconds: [], seconds: 1, files: [] }, notes: [] }
  for (const tiles of [[tile(3), tile(4), tile(5)], undefined]) {
    const ending = { state: 'done', result: { ...told, files: [file(1), file(2)], ...(tiles && { tiles }) } } as const
    const sent = JSON.parse(JSON.stringify(await sendEnding(redis, 'attempt', ending)))
    assert.deepEqual(await receiveEnding(redis, 'attempt', sent), ending)
    assert.deepEqual(await redis.keys('*'), [])
  }
})

test('progress that comes faster than it is sent is drawn together, and no preview is lost', async () => {
  const sent: Progress[] = []
  const reporter = createReporter(async (progress) => {
    await sleep(5)
    sent.push(progress)
  })
  const preview = { name: 'preview.jpg', format: 'jpeg', alt: '', data: new Uint8Array([1]) } as const
  for (let step = 1; step <= 5; step++) {
    reporter.report({ done: step / 5, at: { step: [step, 5] }, ...(step === 3 && { preview }) })
  }
  await reporter.sent()
  assert.deepEqual(
    sent.map(({ at }) => at.step?.[0]),
    [1, 5],
  )
  assert.equal(sent[1]?.preview, preview)
})

test('work in turn runs once more for all who ask while it runs', async () => {
  let running = 0
  let runs = 0
  const work = coalesce(async () => {
    assert.equal(++running, 1)
    await sleep(5)
    running--
    runs++
  })
  await Promise.all([work(), work(), work()])
  assert.equal(runs, 2)
  await work()
  assert.equal(runs, 3)
})

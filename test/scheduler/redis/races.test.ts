/** Races between bots, workers and Redis, one part at a time, on a real Redis. */
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
  attemptMessages,
  type Parcel,
  type SentEnding,
  type SentProgress,
} from '../../../src/scheduler/redis/messages.ts'
import { createReporter } from '../../../src/scheduler/redis/reporter.ts'
import { createRunner } from '../../../src/scheduler/redis/runner.ts'
import { timing } from '../../../src/scheduler/redis/timing.ts'
import type { Script } from '../echo-worker.ts'
import { until } from '../fleet.ts'
import { ECHO, echoJob } from '../harness.ts'
import { startRedis, withoutRedis } from '../redis.ts'

describe('a lease', { skip: withoutRedis }, () => {
  test('belongs to one attempt until it ends or expires', async () => {
    await using server = await startRedis()
    const redis = server.client
    assert.equal(await takeLease(redis, { worker: 'worker', attempt: 'mine' }, 5000), true)
    assert.equal(await takeLease(redis, { worker: 'worker', attempt: 'theirs' }, 5000), false)
    assert.deepEqual(await leasesOf(redis, ['worker', 'other']), new Map([['worker', 'mine']]))
    await endLease(redis, { worker: 'worker', attempt: 'theirs' })
    assert.deepEqual(await leasesOf(redis, ['worker']), new Map([['worker', 'mine']]))
    assert.equal(await takeLease(redis, { worker: 'worker', attempt: 'mine' }, 50), true, 'renewed')
    await sleep(100)
    assert.equal(await takeLease(redis, { worker: 'worker', attempt: 'theirs' }, 5000), true)
    await endLease(redis, { worker: 'worker', attempt: 'theirs' })
    assert.deepEqual(await leasesOf(redis, ['worker']), new Map())
  })
})

describe('a worker that has ended', { skip: withoutRedis }, () => {
  test('is remembered while a bot may still check on the job that it had begun', async () => {
    await using server = await startRedis()
    const redis = server.client
    await redis.sadd(WORKERS_KEY, 'gone')
    await redis.lpush(`${QUEUE_PREFIX}:gone:active`, 'its job')
    await readAnnouncements(redis)
    // BullMQ does this at every check.
    await redis.sadd(`${QUEUE_PREFIX}:gone:stalled`, 'its job')
    await readAnnouncements(redis)
    for (const key of ['active', 'stalled']) assert.ok((await redis.pttl(`${QUEUE_PREFIX}:gone:${key}`)) > 0, key)
    const before = await redis.pttl(`${QUEUE_PREFIX}:gone:active`)
    await sleep(20)
    await readAnnouncements(redis)
    assert.ok((await redis.pttl(`${QUEUE_PREFIX}:gone:active`)) < before, 'the expiry is not extended')
    assert.deepEqual(await redis.smembers(WORKERS_KEY), ['gone'])
    await redis.del(`${QUEUE_PREFIX}:gone:active`, `${QUEUE_PREFIX}:gone:stalled`)
    await readAnnouncements(redis)
    assert.deepEqual(await redis.smembers(WORKERS_KEY), [])
  })
})

describe('the workers channel', { skip: withoutRedis }, () => {
  test('carries new and ended leases, and no renewed ones', async () => {
    await using server = await startRedis()
    const redis = server.client
    const subscriber = redis.duplicate()
    const news: string[] = []
    subscriber.on('message', (_, worker: string) => news.push(worker))
    await subscriber.subscribe(WORKERS_CHANNEL)
    await takeLease(redis, { worker: 'taken', attempt: 'mine' }, 5000)
    await takeLease(redis, { worker: 'taken', attempt: 'mine' }, 5000)
    await takeLease(redis, { worker: 'taken', attempt: 'theirs' }, 5000)
    await endLease(redis, { worker: 'taken', attempt: 'theirs' })
    await endLease(redis, { worker: 'taken', attempt: 'mine' })
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
    const runner = createRunner({ redis: server.client, name: 'worker', renderer, onEngine() {} })
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
    const sent: SentProgress[] = []
    const job = {
      id: randomUUID(),
      data: { id: randomUUID(), job: echoJob(script), hasPhoto },
      updateProgress: async (progress: SentProgress) => void sent.push(progress),
    }
    return { id: job.id, sent, job: job as unknown as BullJob<Parcel, SentEnding> }
  }

  test('does not begin a job that was cancelled before', async () => {
    await using setup = await begin()
    const { id, job, sent } = bullJob()
    await setup.lease(id)
    await setup.redis.set(cancelKey(id), '')
    assert.deepEqual(await setup.runner.run(job), { state: 'cancelled' })
    assert.deepEqual(sent, [])
  })

  test('does not begin a job that its worker is not leased for', async () => {
    await using setup = await begin()
    const { job, sent } = bullJob()
    await setup.lease('another')
    assert.deepEqual(await setup.runner.run(job), { state: 'returned' })
    assert.deepEqual(sent, [])
  })

  test('throws for a job whose photo has expired', async () => {
    await using setup = await begin()
    const { id, job } = bullJob({}, true)
    await setup.lease(id)
    await assert.rejects(setup.runner.run(job), /the photo is no longer in Redis/)
  })

  test('stops a cancelled job at its next check when the message was lost', async () => {
    await using setup = await begin()
    const { id, job } = bullJob({ steps: 10_000, ms: 5 })
    await setup.lease(id)
    const ending = setup.runner.run(job)
    await setup.redis.set(cancelKey(id), '')
    await setup.runner.checkDemand()
    assert.deepEqual(await ending, { state: 'cancelled' })
  })

  test('gives a job back when two checks in a row find no lease', async () => {
    await using setup = await begin()
    const { id, job, sent } = bullJob({ steps: 10_000, ms: 5 })
    await setup.lease(id)
    const ending = setup.runner.run(job)
    await until(() => sent.length > 0)
    await setup.runner.checkDemand()
    await setup.redis.del(leaseKey('worker'))
    await setup.runner.checkDemand()
    await setup.lease(id)
    await setup.runner.checkDemand()
    await sleep(100)
    assert.equal(setup.runner.current(), id, 'a lease that is renewed before the second check counts')
    await setup.redis.del(leaseKey('worker'))
    await setup.runner.checkDemand()
    await setup.runner.checkDemand()
    assert.deepEqual(await ending, { state: 'returned' })
    assert.equal(setup.runner.current(), undefined)
  })
})

test('a channel receives the events from before its first read', { skip: withoutRedis }, async () => {
  await using server = await startRedis()
  const end = ['event', 'completed', 'jobId', 'attempt', 'returnvalue', '{"state":"returned"}']
  await server.client.xadd(`${QUEUE_PREFIX}:worker:events`, '*', ...end)
  const link = connectRedis(server.url, () => {})
  const channel = openChannel('worker', link, timing())
  const ended = Promise.withResolvers<SentEnding>()
  channel.listen('attempt', { onBegin() {}, onProgress() {}, onEnd: ended.resolve, onLoss() {} })
  assert.deepEqual(await ended.promise, { state: 'returned' })
  await channel.close()
  await link.close()
})

test('files and tiles of a result arrive with their own bytes, and leave no keys behind', {
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
    const messages = attemptMessages(redis, 'attempt')
    const sent = JSON.parse(JSON.stringify(await messages.sendEnding(ending)))
    assert.deepEqual(await messages.receiveEnding(sent), ending)
    assert.deepEqual(await redis.keys('*'), [])
  }
})

test('progress that comes faster than it is sent is merged, and no preview is lost', async () => {
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

test('coalesced work runs once more for all calls during a run', async () => {
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

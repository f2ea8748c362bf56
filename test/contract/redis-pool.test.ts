import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerPool } from '../../src/scheduler/pool.ts'
import { leaseKey, QUEUE_PREFIX } from '../../src/scheduler/redis/keys.ts'
import { timing } from '../../src/scheduler/redis/timing.ts'
import { type Fleet, sized, startFleet } from '../scheduler/fleet.ts'
import { echoJob } from '../scheduler/harness.ts'
import { withoutRedis } from '../scheduler/redis.ts'
import { type Followed, follow, LONG, poolContract } from './pool.ts'

const SIGN_MS = timing().heartbeatMs

poolContract(
  'workers on a Redis',
  async ({ devices, cancelSeconds }) => {
    const fleet = await startFleet()
    const pool = fleet.bot()
    for (let i = 0; i < devices; i++) fleet.worker({ cancelSeconds })
    await sized(pool, devices)
    return { pool, logged: fleet.logged, [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose]() }
  },
  withoutRedis,
)

describe('workers that come and go', { skip: withoutRedis, concurrency: 4 }, () => {
  test('change the size of the pool, and its listener is called', async () => {
    await using fleet = await startFleet()
    const bot = fleet.bot()
    const sizes: number[] = []
    bot.onSizeChange(() => sizes.push(bot.size))
    assert.equal(bot.size, 0)
    const first = fleet.worker()
    await sized(bot, 1)
    const second = fleet.worker()
    await sized(bot, 2)
    // Sooner than their announcements would expire.
    await first.close(0)
    await sized(bot, 1, SIGN_MS)
    await second.close(0)
    await sized(bot, 0, SIGN_MS)
    assert.deepEqual(sizes, [1, 2, 1, 0])
  })

  test('get no jobs if their version differs, and are logged once', async () => {
    await using fleet = await startFleet()
    const bot = fleet.bot()
    const other = fleet.worker({ version: '0.0.1' })
    fleet.worker()
    await sized(bot, 1)
    await sleep(500)
    assert.equal(bot.size, 1)
    const named = fleet.logged.filter(({ message }) => message.includes(other.name))
    assert.deepEqual(
      named.map(({ message }) => message),
      [`the worker ${other.name} gets no jobs: its Dreambot is 0.0.1, this one 1.2.3`],
    )
  })

  test('are shared by two bots: no worker has two jobs, and no job waits while a worker is free', async () => {
    await using fleet = await startFleet()
    const bots = [fleet.bot(), fleet.bot()] as const
    fleet.worker()
    fleet.worker()
    await Promise.all(bots.map((bot) => sized(bot, 2)))
    // By a message, and not only by the next heartbeat.
    const promptly = (bot: WorkerPool, size: number) => sized(bot, size, SIGN_MS * 0.9)
    const first = follow(bots[0], LONG)
    await first.pid()
    await promptly(bots[1], 1)
    assert.equal(bots[0].size, 2, 'a worker that the bot itself has leased counts')
    const second = follow(bots[1], LONG)
    await promptly(bots[0], 1)
    await second.pid()
    bots[1].cancel(second.rendered.id)
    await promptly(bots[0], 2)
    bots[0].cancel(first.rendered.id)

    let running = 0
    let most = 0
    const pids = Array.from({ length: 12 }, async (_, i) => {
      const job = follow(bots[i % 2] as WorkerPool, { steps: 4, ms: 10 })
      await job.pid()
      most = Math.max(most, ++running)
      assert.equal((await job.ending).state, 'done')
      running--
      return job.pid()
    })
    assert.equal(new Set(await Promise.all(pids)).size, 2)
    assert.equal(most, 2)
  })

  test('get jobs whose network they have, else would download; other jobs wait for such workers', async () => {
    await using fleet = await startFleet()
    const bot = fleet.bot()
    const plain = fleet.worker()
    const fetching = fleet.worker({ networks: { fetchable: ['own'] } })
    const having = fleet.worker({ networks: { installed: ['minivgg', 'own'] } })
    await sized(bot, 3)
    const render = () => follow(bot, LONG, { job: { ...echoJob(LONG), network: 'own' } })
    const first = render()
    assert.equal(await workerOf(fleet, first), having.name)
    const second = render()
    assert.equal(await workerOf(fleet, second), fetching.name)
    const third = render()
    await sleep(200)
    assert.deepEqual(third.heard, [])
    bot.cancel(first.rendered.id)
    assert.equal(await workerOf(fleet, third), having.name)
    assert.equal(await fleet.redis.client.get(leaseKey(plain.name)), null)
  })
})

/** Resolves with the name of the worker that renders a job, once it has taken a step. */
async function workerOf({ workers, redis: { client } }: Fleet, job: Followed): Promise<string | undefined> {
  await job.pid()
  for (const { name } of workers) {
    const data = await client.hget(`${QUEUE_PREFIX}:${name}:${await client.get(leaseKey(name))}`, 'data')
    if (data?.includes(job.rendered.id)) return name
  }
  return undefined
}

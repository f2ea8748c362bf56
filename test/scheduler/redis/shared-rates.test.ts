import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../../src/core/log.ts'
import { createHourlyRate } from '../../../src/scheduler/hourly-rate.ts'
import { shareRates } from '../../../src/scheduler/redis/shared-rates.ts'
import { startRedis, withoutRedis } from '../redis.ts'

const quiet: Log = () => {}
const now = () => 1_800_000_000_000
const isLimit = { code: 'limit' }

test('the hourly limit holds over all bots on one Redis', { skip: withoutRedis }, async () => {
  await using redis = await startRedis()
  const bots = [shareRates(redis.url, quiet), shareRates(redis.url, quiet)]
  const [one, two] = bots.map(({ connection }) => createHourlyRate({ connection, now }))
  await one?.take('ann', 2)
  await two?.take('ann', 2)
  await assert.rejects(async () => one?.take('ann', 2), isLimit)
  await assert.rejects(async () => two?.take('ann', 2), isLimit)
  await two?.take('bob', 2)
  for (const bot of bots) await bot.close()
})

test('a Redis that has lost its keys counts again; one that is away refuses nobody', {
  skip: withoutRedis,
}, async () => {
  await using redis = await startRedis()
  const bot = shareRates(redis.url, quiet)
  const rate = createHourlyRate({ connection: bot.connection, now })
  await rate.take('ann', 1)
  await assert.rejects(rate.take('ann', 1), isLimit)
  await redis.client.flushall()
  await rate.take('ann', 1)
  await assert.rejects(rate.take('ann', 1), isLimit)
  await redis.stop('SIGKILL')
  await rate.take('ann', 1)
  await redis.start()
  await bot.close()
})

test('keys that a killed bot has left without an expiry get one; other expiries are kept', {
  skip: withoutRedis,
}, async () => {
  await using redis = await startRedis()
  await redis.client.zadd('b_dreambot-rate-30-ann@1_client_running', 0, 'its bot')
  await redis.client.set('b_dreambot-rate-30-ann@1_settings', '', 'PX', 60_000)
  const bot = shareRates(redis.url, quiet)
  const times = () =>
    Promise.all(['client_running', 'settings'].map((key) => redis.client.pttl(`b_dreambot-rate-30-ann@1_${key}`)))
  while ((await times())[0] === -1) await sleep(10)
  assert.ok(Number((await times())[1]) <= 60_000)
  await bot.close()
})

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import settings from '../../package.json' with { type: 'json' }
import type { Job } from '../../src/core/job.ts'
import { readAnnouncements } from '../../src/scheduler/redis/announce.ts'
import { createRedisPool } from '../../src/scheduler/redis/redis-pool.ts'
import { sized, until } from '../scheduler/fleet.ts'
import { startRedis, withoutRedis } from '../scheduler/redis.ts'

const filter: Job = {
  command: 'filter',
  network: 'minivgg',
  layer: 'block1_conv1',
  parameters: { method: 'classic', filters: '3', size: 32, step: 1, iterations: 2, format: 'png' },
  seed: 1,
}

test('npm run worker renders for a bot, logs its name, and ends at a signal', {
  skip: withoutRedis,
}, async (t) => {
  await using redis = await startRedis()
  const { version } = settings
  const logged: unknown[] = []
  const bot = createRedisPool({ url: redis.url, version, log: (entry) => logged.push(entry) })
  t.after(() => bot.close())
  const settingsOf = { REDIS_URL: redis.url, DREAMBOT_WEIGHTS: '/nowhere', DREAMBOT_ENGINE: 'onnx-cpu' }
  const worker = main({ ...settingsOf, DREAMBOT_DEVICES: '0,1' })
  t.after(() => worker.kill('SIGKILL'))
  // There is one worker for each device.
  await sized(bot, 2)
  const ending = await bot.render({ id: randomUUID(), job: filter }, () => {})
  assert.ok(ending.state === 'done', JSON.stringify(ending))
  assert.match(Buffer.from(ending.result.files[0]?.data ?? []).toString('latin1'), /^.PNG/)
  const all = await readAnnouncements(redis.client)
  assert.equal(new Set(all.map(({ name }) => name)).size, 2)
  for (const said of all) {
    assert.deepEqual([said.version, said.pid], [version, worker.pid])
    assert.deepEqual(said.networks.installed, ['minivgg'])
    assert.ok(said.networks.fetchable.includes('googlenet'))
  }
  // The worker that rendered reports its memory after the job.
  await until(() => (bot.workers?.() ?? []).some(({ bytes }) => bytes > 5e7))
  const exit = once(worker, 'exit')
  worker.kill('SIGTERM')
  assert.deepEqual(await exit, [0, null])
  await sized(bot, 0)
  await bot.close()
  assert.deepEqual(await redis.lasting(), [])
  assert.deepEqual(logged, [])
})

test('npm run worker without a Redis fails with the missing setting', async () => {
  const worker = main({ REDIS_URL: '' })
  let said = ''
  worker.stderr?.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  assert.deepEqual(await once(worker, 'close'), [1, null])
  assert.equal(said.trim(), 'A worker gets its jobs from Redis, and no Redis is set. Set REDIS_URL, see .env.example.')
})

function main(environment: Record<string, string>): ChildProcess {
  const path = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  return spawn(process.execPath, [path, 'worker'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

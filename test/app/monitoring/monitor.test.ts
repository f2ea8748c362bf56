import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHealth } from '../../../src/app/monitoring/health.ts'
import { createMonitor } from '../../../src/app/monitoring/monitor.ts'
import { IN_MEMORY, openDatabase } from '../../../src/storage/database.ts'
import { createChat } from '../../support/chat.ts'
import { HOME } from '../../support/house.ts'

test('a bot is ready when it has started, has a worker, and its platforms have no trouble', async () => {
  const watch = createMonitor({ networks: [], database: openDatabase(IN_MEMORY) })
  const checks = async () => {
    // A new server each time: it reuses an answer for a second.
    const response = await createHealth(watch.health).request('/readyz')
    return [response.status, ((await response.json()) as { checks: Record<string, string> }).checks] as const
  }
  let trouble: string | undefined = 'it is away'
  watch.watchPlatform('chat', { ...createChat(), trouble: () => trouble })
  assert.deepEqual(await checks(), [
    503,
    {
      start: 'it is still starting',
      workers: 'there is no worker to render with',
      database: 'ok',
      chat: 'it is away',
    },
  ])
  trouble = undefined
  watch.attach({ scheduler: { queue: () => [] }, pool: { size: 2 } })
  watch.setStarted()
  assert.deepEqual(await checks(), [200, { start: 'ok', workers: 'ok', database: 'ok', chat: 'ok' }])
})

test('the metrics show the queue, the processes and the posts', async () => {
  const watch = createMonitor({ networks: [], database: openDatabase(IN_MEMORY) })
  const figures = async () => (await createHealth(watch.health).request('/metrics')).text()
  assert.match(await figures(), /^dreambot_devices 0$/m)
  const queue = () => [{ id: 'one', user: 'ann', position: 0 }]
  watch.attach({ scheduler: { queue }, pool: { size: 3, workers: () => [{ host: 'here', bytes: 5e8 }] } })
  await watch.watchPlatform('chat', createChat()).post(HOME, { state: 'info', text: 'hello' })
  const text = await figures()
  assert.match(text, /^dreambot_devices 3$/m)
  assert.match(text, /^dreambot_jobs{state="running"} 1$/m)
  assert.match(text, /^dreambot_worker_memory_bytes{host="here"} 500000000$/m)
  assert.match(text, /^dreambot_posts_total{.*platform="chat".*} 1$/m)
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createMetrics, type Metrics } from '../../../src/app/monitoring/metrics.ts'
import { UserError } from '../../../src/core/errors.ts'
import type { Job } from '../../../src/core/job.ts'
import type { Address, Reply } from '../../../src/core/platform.ts'
import type { Ending } from '../../../src/scheduler/types.ts'
import { closeSchedulers, echoScheduler, submit } from '../../scheduler/harness.ts'

after(closeSchedulers)

const job: Job = { command: 'dream', network: 'googlenet', layer: 'conv', parameters: {}, seed: 1 }
const address: Address = { platform: 'chat', place: 'home' }
const reply: Reply = { state: 'info', text: 'hello' }

/** The values of all series of a metric, by their labels as text. */
async function values(metrics: Metrics, name: string): Promise<Record<string, number>> {
  const lines = (await metrics.text()).split('\n')
  const found = lines
    .map((line) => /^([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/.exec(line))
    .filter((match) => match?.[1] === name)
  return Object.fromEntries(found.map((match) => [match?.[2] ?? '', Number(match?.[3])]))
}

function observe(metrics: Metrics, network: string, ending?: Partial<Record<'seconds' | 'step', number>>): void {
  const submission = { id: randomUUID(), job: { ...job, network }, user: 'anna', place: 'home' }
  const { seconds = 3, step = 0.2 } = ending ?? {}
  const report = {
    ...{ job, kind: 'picture' as const, network, engine: 'onnx-cpu', layers: [], size: [1, 1] as const, score: [] },
    ...{ stepSeconds: [step, step], seconds, files: [] },
  }
  metrics.observe({ type: 'ended', submission, ending: { state: 'done', result: { files: [], report, notes: [] } } })
}

test('a job is counted and measured, and the figures do not name its user', async () => {
  const metrics = createMetrics({ networks: ['minivgg'], queue: () => scheduler.queue(), devices: () => 1 })
  const { scheduler } = echoScheduler({ onObservation: metrics.observe })
  const long = await submit(scheduler, 'anna', { steps: 1000, ms: 20 })
  await long.until(({ state }) => state === 'running')
  const next = await submit(scheduler, 'bob', { steps: 1 })
  assert.deepEqual(await values(metrics, 'dreambot_jobs'), { 'state="waiting"': 1, 'state="running"': 1 })
  assert.deepEqual(await values(metrics, 'dreambot_devices'), { '': 1 })
  scheduler.cancel(long.id)
  await Promise.all([long.end(), next.end()])
  assert.deepEqual(await values(metrics, 'dreambot_jobs'), { 'state="waiting"': 0, 'state="running"': 0 })
  assert.deepEqual(await values(metrics, 'dreambot_jobs_accepted_total'), { 'command="echo"': 2 })
  assert.deepEqual(await values(metrics, 'dreambot_jobs_cancelled_total'), { '': 1 })
  assert.deepEqual(await values(metrics, 'dreambot_wait_seconds_count'), { '': 2 })
  assert.deepEqual(Object.values(await values(metrics, 'dreambot_render_seconds_count')), [1])
  assert.doesNotMatch(await metrics.text(), /anna|bob|home/)
})

test('a lost worker and a failure are counted, the failure by its code', async () => {
  const metrics = createMetrics()
  const submission = { id: 'one', job, user: 'anna', place: 'home' }
  const ending: Ending = { state: 'failed', error: new UserError('worker-lost', 'It is gone.') }
  metrics.observe({ type: 'started', submission, waitedSeconds: 700 })
  metrics.observe({ type: 'retried', submission })
  metrics.observe({ type: 'ended', submission, ending })
  assert.deepEqual(await values(metrics, 'dreambot_jobs_retried_total'), { '': 1 })
  assert.deepEqual(await values(metrics, 'dreambot_jobs_failed_total'), { 'code="worker-lost"': 1 })
  const { 'le="600"': early, 'le="1200"': late } = await values(metrics, 'dreambot_wait_seconds_bucket')
  assert.deepEqual([early, late], [0, 1])
})

test("steps are measured by engine and network; people's own networks, however many, share one series", async () => {
  const metrics = createMetrics({ networks: ['minivgg', 'googlenet'] })
  for (const network of ['googlenet', 'mine', 'yours', ...Array.from({ length: 100 }, (_, i) => `net${i}`)]) {
    observe(metrics, network)
  }
  assert.deepEqual(await values(metrics, 'dreambot_step_seconds_count'), {
    'engine="onnx-cpu",network="googlenet"': 2,
    'engine="onnx-cpu",network="own"': 204,
  })
  const renders = Object.keys(await values(metrics, 'dreambot_render_seconds_sum'))
  assert.deepEqual(renders, ['command="dream",network="googlenet"', 'command="dream",network="own"'])
})

test('a value that was not measured is left out, and nothing throws', async () => {
  const metrics = createMetrics({ networks: ['googlenet'] })
  observe(metrics, 'googlenet', { seconds: Number.NaN, step: null as unknown as number })
  assert.deepEqual(await values(metrics, 'dreambot_render_seconds_count'), {})
})

test('replies are counted by how posting them ends', async () => {
  const metrics = createMetrics()
  let error: Error | undefined
  const post = metrics.countPosts('chat', async (to) => {
    if (error) throw error
    return { ...to, message: '7' }
  })
  assert.deepEqual(await values(metrics, 'dreambot_posts_total'), { 'platform="chat",outcome="failed"': 0 })
  assert.deepEqual(await post(address, reply), { ...address, message: '7' })
  for (error of [new Error('500'), new UserError('not-allowed', 'No.')]) {
    await assert.rejects(post(address, reply), error)
  }
  assert.deepEqual(await values(metrics, 'dreambot_posts_total'), {
    'platform="chat",outcome="failed"': 1,
    'platform="chat",outcome="posted"': 1,
    'platform="chat",outcome="refused"': 1,
  })
})

test("the memory of a machine's workers is summed, and machines that are gone disappear", async () => {
  let hosts = ['gpu', 'gpu', 'attic']
  const metrics = createMetrics({ workers: () => hosts.map((host) => ({ host, bytes: 1000 })) })
  assert.deepEqual(await values(metrics, 'dreambot_worker_memory_bytes'), { 'host="gpu"': 2000, 'host="attic"': 1000 })
  hosts = ['attic']
  assert.deepEqual(await values(metrics, 'dreambot_worker_memory_bytes'), { 'host="attic"': 1000 })
})

test('every metric that the dashboard and docs/operations.md name exists, and both name all of them', async () => {
  const text = await createMetrics().text()
  const existing = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
  const series = existing.flatMap(({ name, type }) =>
    type === 'histogram' ? ['', '_bucket', '_sum', '_count'].map((end) => name + end) : [name],
  )
  const docs = ['grafana.json', 'operations.md'].map((file) =>
    readFileSync(fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url)), 'utf8'),
  )
  for (const [name] of docs.join().matchAll(/\b(?:dreambot|process|nodejs)_[a-z0-9_]+/g)) {
    assert.ok(series.includes(name), name)
  }
  const own = existing.map(({ name }) => name).filter((name) => name.startsWith('dreambot_'))
  assert.ok(own.length >= 9)
  for (const name of own) for (const doc of docs) assert.ok(doc.includes(name), name)
})

test('Grafana can import the dashboard: panels have queries and do not overlap', () => {
  const file = fileURLToPath(new URL('../../../docs/grafana.json', import.meta.url))
  const { panels, templating, schemaVersion, title } = JSON.parse(readFileSync(file, 'utf8'))
  assert.equal(title, 'Dreambot')
  assert.ok(Number.isInteger(schemaVersion))
  const variables = templating.list.map(({ name }: { name: string }) => name)
  const cells = new Set<string>()
  const ids = new Set<number>()
  for (const { id, targets, gridPos, datasource } of panels) {
    ids.add(id)
    assert.ok(targets.length > 0)
    for (const { expr } of targets) {
      for (const [, name] of expr.matchAll(/\$(\w+)/g))
        assert.ok([...variables, '__rate_interval'].includes(name), name)
    }
    assert.equal(datasource.uid, `\${datasource}`)
    assert.ok(gridPos.x + gridPos.w <= 24)
    for (let y = 0; y < gridPos.h; y++) {
      for (let x = 0; x < gridPos.w; x++) {
        const cell = `${gridPos.x + x} ${gridPos.y + y}`
        assert.ok(!cells.has(cell), `panel ${id} lies over another`)
        cells.add(cell)
      }
    }
  }
  assert.equal(ids.size, panels.length)
})

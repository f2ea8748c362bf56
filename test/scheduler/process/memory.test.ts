/** Worker processes within their memory: replaced between two jobs, ended in one, with real memory. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeSchedulers, echoScheduler, gone, isEnd, type LogEntry, pidOf, submit } from '../harness.ts'

after(closeSchedulers)

const skip = process.platform !== 'linux' && 'memory is known on Linux alone'
const BOUND = { memoryBytes: 300e6 }
const messages = (logged: readonly LogEntry[]) => logged.map(({ message }) => message)

test('a process that holds too much after a job is replaced before the next one', { skip }, async () => {
  const { scheduler, logged } = echoScheduler(BOUND)
  const [small, alike, large, next] = [{}, {}, { takes: 280 }, {}]
  const pids: number[] = []
  for (const script of [small, alike, large, next]) {
    const job = await submit(scheduler, 'ann', script)
    assert.equal((await job.end()).state, 'done')
    pids.push(await pidOf(job))
  }
  const [first, second, third, fourth] = pids
  assert.deepEqual([second, third], [first, first])
  assert.notEqual(fourth, first)
  await gone(first ?? 0)
  assert.equal(logged.length, 1)
  assert.match(String(logged[0]?.message), new RegExp(`^worker ${first} is replaced: it holds 3\\d\\d MB$`))
})

test('a job that makes its process grow past all bounds costs two of them; its user is told, and the queue goes on', {
  skip,
}, async () => {
  const { scheduler, logged } = echoScheduler(BOUND)
  const job = await submit(scheduler, 'ann', { takes: 600, steps: 10_000, ms: 5, size: 1024 })
  const after = await submit(scheduler, 'bob')
  const end = await job.end()
  assert.ok(end.state === 'failed', end.state)
  assert.equal(end.error.code, 'out-of-memory')
  assert.equal(
    `${end.error.message} ${end.error.hint}`,
    'This picture needs more than the 450 MB of memory that a render process may hold. Try a size of 720.',
  )
  assert.equal((await after.end()).state, 'done')
  const killed = messages(logged).flatMap(
    (message) => /^worker (\d+) is killed: it has grown to/.exec(message)?.[1] ?? [],
  )
  assert.equal(new Set(killed).size, 2)
  assert.ok(messages(logged).includes('a job is tried again'))
})

test('one without a size is told what else would help, one that is cancelled nothing', { skip }, async () => {
  const { scheduler } = echoScheduler(BOUND)
  const job = await submit(scheduler, 'ann', { takes: 600, steps: 10_000, ms: 5 })
  const end = await job.end()
  assert.equal(end.state === 'failed' && end.error.hint, 'Ask for fewer frames or filters.')
  const cancelled = await submit(scheduler, 'ann', { takes: 600, steps: 10_000, ms: 5, deaf: true })
  await cancelled.until((event) => event.state === 'running')
  scheduler.cancel(cancelled.id)
  assert.equal((await cancelled.until(isEnd)).state, 'cancelled')
})

test('the pool tells what its processes hold', { skip }, async () => {
  const { scheduler, pool } = echoScheduler({ devices: 2 })
  assert.deepEqual(
    pool.workers?.().map(({ bytes }) => bytes),
    [0, 0],
  )
  await (await submit(scheduler, 'ann')).end()
  const [unused, used] = pool.workers?.() ?? []
  assert.deepEqual([unused?.bytes, (used?.bytes ?? 0) > 2e7], [0, true])
})

/** The memory limit of worker processes, with real memory: replaced between two jobs, or ended in a job. */
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import {
  closeSchedulers,
  type EchoOptions,
  echoScheduler,
  gone,
  isEnd,
  type LogEntry,
  pidOf,
  submit,
} from '../harness.ts'

after(closeSchedulers)

const messages = (logged: readonly LogEntry[]) => logged.map(({ message }) => message)

/** The ways to know the memory of a process; the second one is that of systems other than Linux. */
const SOURCES: Readonly<Record<string, Pick<EchoOptions, 'measureMemory'>>> = {
  'measured from outside, or reported where that is impossible': {},
  'reported by the process alone': { measureMemory: () => undefined },
}

for (const [source, options] of Object.entries(SOURCES)) {
  const limited = { memoryBytes: 300e6, ...options }

  describe(`memory ${source}`, () => {
    test('a process that holds too much after a job is replaced before the next one', async () => {
      const { scheduler, logged } = echoScheduler(limited)
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

    test('a job that exceeds the limit twice fails with a hint, and the queue goes on', async () => {
      const { scheduler, logged } = echoScheduler(limited)
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

    test('the pool lists the memory of its processes', async () => {
      const { scheduler, pool } = echoScheduler({ devices: 2, ...options })
      assert.deepEqual(
        pool.workers?.().map(({ bytes }) => bytes),
        [0, 0],
      )
      await (await submit(scheduler, 'ann')).end()
      const [unused, used] = pool.workers?.() ?? []
      assert.deepEqual([unused?.bytes, (used?.bytes ?? 0) > 2e7], [0, true])
    })
  })
}

test('a job without a size is refused with another hint, and a cancelled job with none', async () => {
  const { scheduler } = echoScheduler({ memoryBytes: 300e6 })
  const job = await submit(scheduler, 'ann', { takes: 600, steps: 10_000, ms: 5 })
  const end = await job.end()
  assert.equal(end.state === 'failed' && end.error.hint, 'Ask for fewer frames or filters.')
  const cancelled = await submit(scheduler, 'ann', { takes: 600, steps: 10_000, ms: 5, deaf: true })
  await cancelled.until((event) => event.state === 'running')
  scheduler.cancel(cancelled.id)
  assert.equal((await cancelled.until(isEnd)).state, 'cancelled')
})

test('a process that is blocked, and so cannot report, is measured from outside', {
  skip: process.platform !== 'linux' && 'memory is measured from outside on Linux alone',
}, async () => {
  const { scheduler, logged } = echoScheduler({ memoryBytes: 300e6 })
  const started = performance.now()
  const job = await submit(scheduler, 'ann', { takes: 600, blocks: 20_000 })
  const end = await job.end()
  assert.equal(end.state === 'failed' && end.error.code, 'out-of-memory')
  assert.ok(performance.now() - started < 20_000, 'it is ended while it is blocked')
  assert.ok(messages(logged).some((message) => /is killed: it has grown to/.test(message)))
})

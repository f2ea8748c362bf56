import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../src/core/errors.ts'
import type { JobEvent } from '../../src/scheduler/types.ts'
import {
  closeSchedulers,
  echoJob,
  echoScheduler,
  gone,
  isEnd,
  pidOf,
  positions,
  stepOf,
  submit,
  type Watched,
} from './harness.ts'

after(closeSchedulers)

const LONG = { steps: 10_000, ms: 5 }

/** Asserts the order of the job's events: `waiting` at least once, `running`, then one ending. */
function assertLife(job: Watched): void {
  const states = job.events.map(({ state }) => state).join(' ')
  assert.match(states, /^(waiting )+(running )*(done|failed|cancelled)$/)
  assert.equal(job.events.filter(isEnd).length, 1)
}

async function rejection(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(
    () => assert.fail('was not refused'),
    (error: unknown) => error,
  )
  assert.ok(error instanceof UserError, String(error))
  return error
}

/** Positions that change together are reported together, in the next turn of the event loop. */
const tick = () => new Promise((resolve) => setImmediate(resolve))

function failureOf(event: JobEvent): UserError {
  assert.equal(event.state, 'failed')
  return event.error
}

test('a job waits, runs and is done, and its worker renders the next one', async () => {
  const { scheduler, logged } = echoScheduler()
  const job = await submit(scheduler, 'ann', { steps: 3 })
  assert.deepEqual(job.events, [{ state: 'waiting', position: 1 }], 'the first event comes before submit settles')
  assert.deepEqual(scheduler.queue(), [{ id: job.id, user: 'ann', position: 1 }])
  const end = await job.end()
  assert.equal(end.state, 'done')
  assert.deepEqual(job.events[1], { state: 'running' })
  assert.deepEqual(job.events.map(stepOf), [0, 0, 1, 2, 3, 0])
  assert.ok(end.state === 'done' && end.result.files[0]?.data instanceof Uint8Array)
  assertLife(job)
  assert.deepEqual(scheduler.queue(), [])
  assert.equal(scheduler.cancel(job.id), false)

  const next = await submit(scheduler, 'ann')
  assert.equal(await pidOf(next), await pidOf(job))
  await next.end()
  await scheduler.close()
  assert.deepEqual(logged, [])
})

test('the photo reaches the worker', async () => {
  const { scheduler } = echoScheduler()
  const photo = new Uint8Array(777)
  const end = await (await submit(scheduler, 'ann', {}, { photo })).end()
  assert.ok(end.state === 'done' && end.result.report.size[0] === 777)
  await scheduler.close()
})

test('positions are exact, are reported at every change, and tell the order', async () => {
  const { scheduler } = echoScheduler()
  const blocker = await submit(scheduler, 'eve', LONG)
  await pidOf(blocker)
  const started: string[] = []
  const line = new Map<string, Watched>()
  for (const [name, user] of [
    ['a1', 'ann'],
    ['a2', 'ann'],
    ['b1', 'bob'],
    ['c1', 'cat'],
  ] as const) {
    const job = await submit(scheduler, user)
    line.set(name, job)
    void job.until(({ state }) => state === 'running').then(() => started.push(name))
  }
  const of = (name: string) => line.get(name) as Watched
  const told = () => Object.fromEntries([...line].map(([name, job]) => [name, positions(job)]))
  assert.deepEqual(told(), { a1: [1, 2, 3], a2: [2, 3, 4], b1: [1], c1: [2] })
  assert.ok(scheduler.cancel(of('b1').id))
  await tick()
  assert.deepEqual(told(), { a1: [1, 2, 3, 2], a2: [2, 3, 4, 3], b1: [1], c1: [2, 1] })
  assert.ok(scheduler.cancel(blocker.id))
  await Promise.all(['a1', 'a2', 'c1'].map((name) => of(name).end()))
  assert.deepEqual(started, ['c1', 'a1', 'a2'])
  assert.deepEqual(told(), { a1: [1, 2, 3, 2, 1], a2: [2, 3, 4, 3, 2, 1], b1: [1], c1: [2, 1] })
  for (const job of [blocker, ...line.values()]) assertLife(job)
  await scheduler.close()
})

test('a listener that cancels a job while positions are reported leaves the other positions correct', async () => {
  const { scheduler } = echoScheduler()
  const blocker = await submit(scheduler, 'eve', LONG)
  await pidOf(blocker)
  const line: Watched[] = []
  for (const user of ['ann', 'bob', 'cat', 'dan']) line.push(await submit(scheduler, user))
  const [first, second, third, fourth] = line as [Watched, Watched, Watched, Watched]
  void second.until((event) => event.state === 'waiting' && event.position === 1 && scheduler.cancel(third.id))
  scheduler.cancel(first.id)
  await tick()
  await tick()
  assert.deepEqual([second, third, fourth].map(positions), [[2, 1], [3], [4, 2]])
  await scheduler.close()
})

test('as many jobs run at a time as there are devices', async () => {
  const { scheduler } = echoScheduler({ devices: 2 })
  let running = 0
  let most = 0
  const jobs = ['ann', 'bob', 'cat', 'dan', 'eve'].map(async (user) => {
    const job = await submit(scheduler, user, { steps: 5, ms: 5 })
    void job
      .until(({ state }) => state === 'running')
      .then(() => {
        most = Math.max(most, ++running)
      })
    await job.end()
    running--
    return pidOf(job)
  })
  const pids = await Promise.all(jobs)
  assert.equal(most, 2)
  assert.equal(new Set(pids).size, 2)
  await scheduler.close()
})

test('a job that another limit refuses costs no token of the hour', async () => {
  const { scheduler } = echoScheduler({ limits: { perUser: 1, perUserHourly: 2 }, now: () => 1_800_000 })
  const first = await submit(scheduler, 'ann', { steps: 20, ms: 5 })
  const refusals = Array.from({ length: 5 }, () => rejection(submit(scheduler, 'ann')))
  for (const error of await Promise.all(refusals)) assert.match(error.message, /^You already have 1 picture waiting/)
  await first.end()
  await (await submit(scheduler, 'ann')).end()
  const refused = await rejection(submit(scheduler, 'ann'))
  assert.equal(refused.code, 'limit')
  assert.match(refused.message, /^You have reached the limit of 2 pictures per hour; come back in 30 min\.$/)
  await (await submit(scheduler, 'bob')).end()
  const again = await rejection(submit(scheduler, 'ann'))
  assert.match(again.message, /per hour/, 'a refused job does not count')
  await scheduler.close()
})

test('a place may lower the bot’s limits for itself, and never raise them', async () => {
  const { scheduler } = echoScheduler({ limits: { perUser: 2, perUserHourly: 4 }, now: () => 1_800_000 })
  const strict = { limits: { perUser: 1, perUserHourly: 2, perPlaceWaiting: 99 } }
  const one = await submit(scheduler, 'ann', { steps: 20, ms: 5 }, strict)
  assert.match((await rejection(submit(scheduler, 'ann', {}, strict))).message, /^You already have 1 picture waiting/)
  await submit(scheduler, 'ann', {}, { place: 'elsewhere' })
  await one.end()
  while (scheduler.queue().length > 0) await sleep(5)
  await (await submit(scheduler, 'ann', {}, strict)).end()
  assert.match(
    (await rejection(submit(scheduler, 'ann', {}, strict))).message,
    /^You have reached the limit of 2 pictures per hour/,
  )
  const generous = { place: 'elsewhere', limits: { perUser: 99, perUserHourly: 99 } }
  await (await submit(scheduler, 'ann', {}, generous)).end()
  assert.match(
    (await rejection(submit(scheduler, 'ann', {}, generous))).message,
    /^You have reached the limit of 4 pictures per hour/,
  )
  await scheduler.close()
})

test('a resumed job is accepted during shutdown, and cancelled with the others', async () => {
  const { scheduler } = echoScheduler()
  await scheduler.drain(0)
  await assert.rejects(submit(scheduler, 'ann'), /shutting down/)
  const job = await submit(scheduler, 'ann', {}, { isResumed: true })
  assert.equal(scheduler.queue().length, 1)
  await scheduler.close()
  assert.deepEqual(
    job.events.map(({ state }) => state),
    ['waiting', 'cancelled'],
  )
})

test('no limit refuses a resumed job', async () => {
  const { scheduler } = echoScheduler({ limits: { perUser: 1, perUserHourly: 1, perPlaceWaiting: 1 } })
  const accepted = { isResumed: true, limits: { perUser: 1, perUserHourly: 1, perPlaceWaiting: 1 } }
  const jobs = await Promise.all([1, 2, 3].map(() => submit(scheduler, 'ann', { ms: 20 }, accepted)))
  for (const job of jobs) assert.equal((await job.end()).state, 'done')
  await (await submit(scheduler, 'ann')).end()
  await scheduler.close()
})

test('once a job of a kind is done, the next ones have estimates', async () => {
  const { scheduler } = echoScheduler()
  const etas = ({ events }: Watched) => events.flatMap((event) => (event.state === 'waiting' ? [event.etaSeconds] : []))
  // The echo worker reports a quarter of a second for each step: 1 s for the 4 steps of a work of 100.
  const first = await submit(scheduler, 'ann', { steps: 4 }, { work: 100 })
  assert.deepEqual(etas(first), [undefined])
  await first.end()

  const long = await submit(scheduler, 'ann', LONG, { work: 1000 })
  assert.deepEqual(etas(long), [10])
  await long.until((event) => stepOf(event) === 3)
  // The running job reports its own remaining time: 10,000 steps of 5 ms.
  const next = await submit(scheduler, 'bob', {}, { work: 200 })
  const last = await submit(scheduler, 'cat', {}, { work: 300 })
  const [running, second, third] = scheduler.queue()
  assert.deepEqual([running?.position, second?.position, third?.position], [0, 1, 2])
  const left = running?.etaSeconds ?? 0
  assert.ok(left > 40 && left <= 50, String(left))
  for (const [job, more] of [
    [next, 2],
    [last, 5],
  ] as const) {
    const [eta = 0] = etas(job)
    assert.ok(Math.abs(eta - left - more) < 1, `${eta}`)
  }
  const unknown = await submit(scheduler, 'dan')
  const behind = await submit(scheduler, 'eve', {}, { work: 100 })
  assert.deepEqual([etas(unknown), etas(behind)], [[undefined], [undefined]])
  scheduler.cancel(unknown.id)
  await tick()
  assert.ok(Math.abs((etas(behind)[1] ?? 0) - left - 6) < 1, 'known again')
  await scheduler.close()
})

test('progress contains previews when they are asked for', async () => {
  const { scheduler } = echoScheduler()
  const previews = async (more: object) => {
    const job = await submit(scheduler, 'ann', {}, more)
    await job.end()
    return job.events.flatMap((event) => (event.state === 'running' && event.progress?.preview) || [])
  }
  const [preview] = await previews({ previewSeconds: 0 })
  assert.ok(preview?.data instanceof Uint8Array)
  assert.deepEqual(await previews({}), [])
  await scheduler.close()
})

test('a waiting job is cancelled at once', async () => {
  const { scheduler } = echoScheduler()
  const blocker = await submit(scheduler, 'eve', LONG)
  const job = await submit(scheduler, 'ann')
  assert.equal(scheduler.cancel(job.id), true)
  assert.deepEqual(job.events.at(-1), { state: 'cancelled' })
  assert.equal(scheduler.cancel(job.id), false)
  assert.equal(scheduler.cancel('nonsense'), false)
  assert.equal(scheduler.cancel(blocker.id), true)
  await blocker.end()
  assertLife(job)
  await scheduler.close()
})

test('a running job is cancelled at its next step, and its worker renders the next one', async () => {
  const { scheduler } = echoScheduler()
  const job = await submit(scheduler, 'ann', LONG)
  await job.until((event) => stepOf(event) === 3)
  const before = Math.max(...job.events.map(stepOf))
  assert.equal(scheduler.cancel(job.id), true)
  assert.equal((await job.end()).state, 'cancelled')
  assert.ok(Math.max(...job.events.map(stepOf)) <= before + 1)
  assertLife(job)
  const next = await submit(scheduler, 'ann')
  assert.equal(await pidOf(next), await pidOf(job))
  await next.end()
  await scheduler.close()
})

test('a listener may cancel its own job when that starts', async () => {
  const { scheduler } = echoScheduler()
  const job = await submit(scheduler, 'ann', LONG)
  void job.until(({ state }) => state === 'running' && scheduler.cancel(job.id))
  assert.equal((await job.end()).state, 'cancelled')
  await scheduler.close()
})

test('a worker that ignores a cancellation is ended', async () => {
  const { scheduler } = echoScheduler({ cancelSeconds: 0.1 })
  const job = await submit(scheduler, 'ann', { ...LONG, deaf: true })
  const pid = await pidOf(job)
  assert.equal(scheduler.cancel(job.id), true)
  assert.equal((await job.end()).state, 'cancelled')
  await gone(pid)
  const next = await submit(scheduler, 'ann')
  assert.equal((await next.end()).state, 'done')
  assert.notEqual(await pidOf(next), pid)
  await scheduler.close()
})

test('a job whose worker is killed is tried again in a new process, before all others', async () => {
  const { scheduler, logged } = echoScheduler()
  const job = await submit(scheduler, 'ann', { steps: 40, ms: 5 })
  const next = await submit(scheduler, 'bob')
  const pid = await pidOf(job)
  process.kill(pid, 'SIGKILL')
  assert.equal((await job.end()).state, 'done')
  assert.equal((await next.end()).state, 'done')
  const pids = new Set(job.events.flatMap((event) => (event.state === 'running' && event.progress?.at.pid?.[0]) || []))
  assert.equal(pids.size, 2)
  assert.equal(await pidOf(next), [...pids].at(-1))
  assert.deepEqual(
    logged.map(({ level }) => level),
    ['error', 'warn'],
  )
  await scheduler.close()
})

test('a job that costs two workers fails, and the queue goes on', async () => {
  const { scheduler, logged } = echoScheduler()
  const job = await submit(scheduler, 'ann', { crashAt: 2 })
  const next = await submit(scheduler, 'bob')
  const error = failureOf(await job.end())
  assert.equal(error.code, 'worker-lost')
  assert.equal(error.message, 'The render process ended before this picture was finished.')
  assert.notEqual(error.hint, '')
  assert.equal((await next.end()).state, 'done')
  assert.deepEqual(
    logged.map(({ job }) => job),
    [job.id, job.id, job.id],
  )
  assertLife(job)
  await scheduler.close()
})

test('the last output of a crashed worker is logged with its job', async () => {
  const { scheduler, logged } = echoScheduler()
  const job = await submit(scheduler, 'ann', { crashAt: 2 })
  assert.equal(failureOf(await job.end()).code, 'worker-lost')
  assert.equal(logged[0]?.job, job.id)
  assert.equal(logged[0]?.stack, 'the last words of a worker')
  assert.match(logged[0]?.message ?? '', /SIGKILL/)
  await scheduler.close()
})

test('a worker that crashes while idle is replaced, and no user is told', async () => {
  const { scheduler, logged } = echoScheduler()
  const job = await submit(scheduler, 'ann', { crashAfter: true })
  assert.equal((await job.end()).state, 'done', 'a result sent before the crash counts')
  while (logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(logged[0]?.level, 'warn')
  const next = await submit(scheduler, 'ann')
  assert.equal((await next.end()).state, 'done')
  await scheduler.close()
})

test('a worker that retires finishes its job, and the next job gets a new process', async () => {
  const { scheduler, logged } = echoScheduler()
  const pids: number[] = []
  for (const script of [{}, { retires: 'its graphics card failed' }, {}, {}]) {
    const job = await submit(scheduler, 'ann', script)
    assert.equal((await job.end()).state, 'done')
    pids.push(await pidOf(job))
  }
  const [first, second, third, fourth] = pids
  assert.deepEqual([second, fourth], [first, third])
  assert.notEqual(third, second)
  await gone(first ?? 0)
  assert.deepEqual(
    logged.map(({ level, message }) => [level, message]),
    [['warn', `worker ${first} is replaced: its graphics card failed`]],
  )
  // A worker that was to be replaced, and crashes before that, is logged once.
  const job = await submit(scheduler, 'ann', { retires: 'its graphics card failed', crashAt: 2 })
  assert.equal((await job.end()).state, 'failed')
  assert.ok(logged.every(({ message }) => !/undefined/.test(message)))
  await scheduler.close()
})

test('a worker without progress is killed, a slow one is not', async () => {
  const { scheduler, logged } = echoScheduler({ hangSeconds: 1.5, devices: 2 })
  const slow = await submit(scheduler, 'ann', { steps: 4, ms: 500 })
  const silent = await submit(scheduler, 'bob', { hangAt: 2 })
  const pid = await pidOf(silent)
  const error = failureOf(await silent.end())
  assert.equal(error.code, 'worker-lost')
  assert.equal(error.message, 'This picture was stopped because it made no progress for 1.5 s.')
  await gone(pid)
  assert.equal((await slow.end()).state, 'done')
  assert.equal(logged[0]?.job, silent.id)
  await scheduler.close()
})

test('a user error arrives complete, a bug is logged and becomes one sentence, and the worker goes on', async () => {
  const { scheduler, logged } = echoScheduler()
  const mistaken = await submit(scheduler, 'ann', { userErrorAt: 1 })
  const error = failureOf(await mistaken.end())
  assert.ok(error instanceof UserError)
  assert.deepEqual(
    [error.code, error.message, error.hint],
    ['too-small', 'The photo is 8x8, and needs 32x32.', 'Enlarge it.'],
  )
  assert.equal(logged.length, 0)

  const broken = await submit(scheduler, 'ann', { bugAt: 1 })
  const bug = failureOf(await broken.end())
  assert.equal(bug.code, 'engine')
  assert.doesNotMatch(bug.message + bug.hint, /echo worker|TypeError/)
  assert.equal(logged.length, 1)
  assert.equal(logged[0]?.job, broken.id)
  assert.match(logged[0]?.stack ?? '', /TypeError: a bug of the echo worker\n\s+at .*echo-worker\.ts/)
  assert.equal(await pidOf(broken), await pidOf(mistaken))
  await scheduler.close()
})

test('a worker that cannot start fails its job, and the log has the reason', async () => {
  const { scheduler, logged } = echoScheduler({ workerPath: '/nowhere/worker.ts' })
  assert.equal(failureOf(await (await submit(scheduler, 'ann')).end()).code, 'worker-lost')
  assert.match(logged[0]?.stack ?? '', /Cannot find module '\/nowhere\/worker\.ts'/)
  await scheduler.close()
})

test('an error of a listener is logged, and affects no other job', async () => {
  const { scheduler, logged } = echoScheduler()
  await scheduler.submit({ id: 'broken', job: echoJob(), user: 'ann', place: 'home' }, () => {
    throw new Error('a bug of the listener')
  })
  assert.equal((await (await submit(scheduler, 'bob')).end()).state, 'done')
  assert.match(logged[0]?.stack ?? '', /a bug of the listener/)
  await scheduler.close()
})

test('close cancels every job, leaves no process, and accepts no more jobs', async () => {
  const { scheduler, logged } = echoScheduler({ devices: 2 })
  const running = [await submit(scheduler, 'ann', LONG), await submit(scheduler, 'bob', { ...LONG, deaf: true })]
  const waiting = await submit(scheduler, 'cat')
  const pids = await Promise.all(running.map(pidOf))
  const late = rejection(submit(scheduler, 'dan'))
  const start = performance.now()
  await scheduler.close()
  assert.ok(performance.now() - start < 1900, 'workers that obey SIGTERM end at once')
  for (const job of [...running, waiting]) {
    assert.deepEqual(job.events.at(-1), { state: 'cancelled' })
    assertLife(job)
  }
  assert.deepEqual(waiting.events, [{ state: 'waiting', position: 1 }, { state: 'cancelled' }])
  await Promise.all(pids.map(gone))
  assert.match((await late).message, /shutting down/)
  assert.match((await rejection(submit(scheduler, 'eve'))).message, /shutting down/)
  await scheduler.close()
  assert.deepEqual(logged, [])
})

test('close kills a worker that ignores SIGTERM', async () => {
  const { scheduler } = echoScheduler()
  const job = await submit(scheduler, 'ann', { ...LONG, stubborn: true })
  const pid = await pidOf(job)
  await scheduler.close()
  assert.deepEqual(job.events.at(-1), { state: 'cancelled' })
  await gone(pid)
})

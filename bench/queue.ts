/**
 * What the queue itself costs: admissions, recovery at a start, a job's way to its worker and back, what a second worker
 * gains, and how long a thousand people wait who come at once.
 *
 *     npm run bench:queue
 *
 * Workers are processes that render nothing; those of the thousand sleep in this process. The ways through Redis are
 * measured where redis-server is installed.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_LIMITS } from '../src/core/limits.ts'
import type { WorkerPool } from '../src/scheduler/pool.ts'
import { createLocalPool } from '../src/scheduler/process/local-pool.ts'
import { createScheduler } from '../src/scheduler/scheduler.ts'
import type { JobEvent, Scheduler } from '../src/scheduler/types.ts'
import { createRandom } from '../src/vis/random.ts'
import { type Fleet, sized, startFleet } from '../test/scheduler/fleet.ts'
import { ECHO, echoJob, isEnd } from '../test/scheduler/harness.ts'
import { withoutRedis } from '../test/scheduler/redis.ts'
import { createChat } from '../test/support/chat.ts'
import { asked, house } from '../test/support/house.ts'
import { idealWaits, sleepers } from './sleepers.ts'
import { machine, median, milliseconds, table } from './table.ts'

const NO_LIMITS = { perUser: 1e6, perUserHourly: 1e6, perPlaceWaiting: 1e6 }
const ROUNDS = 5

/** A job, from its submission to its end; also when it started. */
async function run(scheduler: Scheduler, script: object, user = 'ann') {
  const submitted = performance.now()
  let started = submitted
  const { promise, resolve } = Promise.withResolvers<JobEvent>()
  const job = { id: randomUUID(), job: echoJob(script), user, place: user }
  await scheduler.submit(job, (event) => {
    if (event.state === 'running' && started === submitted) started = performance.now()
    if (isEnd(event)) resolve(event)
  })
  const { state } = await promise
  if (state !== 'done') throw new Error(`a job ended ${state}`)
  return { waited: started - submitted, seconds: (performance.now() - submitted) / 1000 }
}

function scheduler(pool: WorkerPool, limits: object = NO_LIMITS): Scheduler {
  return createScheduler({ pool, limits, log: ({ message }) => console.error(message) })
}

const localPool = (devices: number): WorkerPool =>
  createLocalPool({
    workerPath: ECHO,
    workers: Array(devices).fill({ weights: '/nowhere', engine: 'echo' }),
    log: () => {},
  })

/** 10,000 submissions of 2,000 people, of which their limits let 6,000 in: a second. */
async function admissions(): Promise<number> {
  const line = scheduler(sleepers(0), { perPlaceWaiting: 1e6 })
  const [people, each] = [2000, 5]
  const started = performance.now()
  const submissions = Array.from({ length: people * each }, (_, i) => {
    const job = { id: String(i), job: echoJob({ ms: 1e6 }), user: `user ${i % people}`, place: 'home' }
    return line.submit(job, () => {})
  })
  const settled = await Promise.allSettled(submissions)
  const accepted = settled.filter(({ status }) => status === 'fulfilled').length
  if (accepted !== people * DEFAULT_LIMITS.perUser) throw new Error(`${accepted} were accepted`)
  return settled.length / ((performance.now() - started) / 1000)
}

/** Seconds until 1,000 jobs that another bot has left stand in line again, their cards posted. */
async function recovery(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'dreambot-bench-'))
  const jobs = 1000
  const before = house(createChat(), { folder, scheduler: scheduler(sleepers(0)) })
  for (let i = 0; i < jobs; i++) {
    const { user, address } = asked({ user: `chat:user ${i}` })
    before.journal.add({ id: randomUUID(), job: echoJob({ ms: 1e6 }), user, address })
  }
  await before.close()
  const line = scheduler(sleepers(0))
  const chat = createChat()
  const started = performance.now()
  const { bot, close } = house(chat, { folder, scheduler: line })
  void bot.resume()
  while (line.queue().length < jobs || new Set(chat.posts.map(({ message }) => message)).size < jobs) await sleep(5)
  const seconds = (performance.now() - started) / 1000
  await close()
  await line.close()
  rmSync(folder, { recursive: true })
  return seconds
}

/** Seconds a job takes whose render takes no time, one after the other. */
async function overhead(pool: WorkerPool): Promise<number> {
  const line = scheduler(pool)
  const script = { steps: 1, ms: 0 }
  for (let i = 0; i < 20; i++) await run(line, script)
  const times: number[] = []
  for (let i = 0; i < 200; i++) times.push((await run(line, script)).seconds)
  await line.close()
  return median(times)
}

/** How much faster two workers get through jobs of 200 ms than one. */
async function second(pool: (workers: number) => Promise<WorkerPool>): Promise<number> {
  const seconds: number[] = []
  for (const workers of [1, 2]) {
    const line = scheduler(await pool(workers))
    const script = { steps: 1, ms: 200 }
    await Promise.all(Array.from({ length: workers }, () => run(line, script)))
    const started = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => run(line, script)))
    seconds.push((performance.now() - started) / 1000)
    await line.close()
  }
  return (seconds[0] ?? 0) / (seconds[1] ?? 1)
}

/** The 95th percentile of what 1,000 people wait who ask for 3 pictures each at once, of 64 workers: here, and ideally. */
async function crowd(): Promise<readonly [here: number, ideal: number]> {
  const random = createRandom(1)
  const lengths = Array.from({ length: 3000 }, () => random.integer(100, 500))
  const line = scheduler(sleepers(64))
  const jobs = await Promise.all(lengths.map((ms, i) => run(line, { ms }, `user ${i % 1000}`)))
  await line.close()
  const ideal = idealWaits(
    lengths.map((ms) => ({ at: 0, ms })),
    64,
  )
  return [percentile95(jobs.map(({ waited }) => waited)), percentile95(ideal)]
}

function percentile95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(0.95 * values.length)] ?? Number.NaN
}

async function medianOf(measure: () => Promise<number>): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < ROUNDS; i++) values.push(await measure())
  return median(values)
}

async function redisPool(fleet: Fleet, workers: number): Promise<WorkerPool> {
  while (fleet.workers.length < workers) fleet.worker()
  const pool = fleet.bot()
  await sized(pool, workers)
  return pool
}

const rows = [
  ['', 'measured', 'wanted'],
  ['admissions or refusals a second', (await medianOf(admissions)).toFixed(0), '10000'],
  ['1,000 jobs recovered at a start', milliseconds(await medianOf(recovery)), '< 2 s'],
  ['a job’s overhead in process', milliseconds(await overhead(localPool(1))), '< 5 ms'],
  ['2 workers against 1, in process', (await second(async (workers) => localPool(workers))).toFixed(2), '>= 1.8'],
]
if (withoutRedis) console.log(withoutRedis)
else {
  await using fleet = await startFleet()
  rows.push(
    ['a job’s overhead through Redis', milliseconds(await overhead(await redisPool(fleet, 1))), '< 20 ms'],
    ['2 workers against 1, through Redis', (await second((workers) => redisPool(fleet, workers))).toFixed(2), '>= 1.8'],
  )
}
const [here, ideal] = await crowd()
rows.push(
  ['64 workers, 1,000 people at once: p95 wait', milliseconds(here / 1000), `<= ${milliseconds(ideal / 900)}`],
  ['the same without a queue’s cost', milliseconds(ideal / 1000), ''],
)
console.log(`${machine()}\n\n${table(rows)}`)

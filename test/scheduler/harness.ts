/** A scheduler over real worker processes, and jobs whose events can be waited for. */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Job } from '../../src/core/job.ts'
import type { Log } from '../../src/core/log.ts'
import type { WorkerPool } from '../../src/scheduler/pool.ts'
import { createLocalPool, type LocalPoolOptions } from '../../src/scheduler/process/local-pool.ts'
import { createScheduler, type SchedulerOptions } from '../../src/scheduler/scheduler.ts'
import type { JobEvent, Scheduler, Submission } from '../../src/scheduler/types.ts'
import type { Script } from './echo-worker.ts'

export const ECHO = fileURLToPath(new URL('./echo-worker.ts', import.meta.url))

export type LogEntry = Parameters<Log>[0]

export interface EchoOptions extends Partial<SchedulerOptions>, Partial<Omit<LocalPoolOptions, 'log'>> {
  /** The number of workers. Default 1. */
  readonly devices?: number
}

export function echoScheduler({ devices = 1, ...options }: EchoOptions = {}): {
  scheduler: Scheduler
  pool: WorkerPool
  logged: LogEntry[]
} {
  const logged: LogEntry[] = []
  const log: Log = (entry) => logged.push(entry)
  const workers = Array(devices).fill({ weights: '/nowhere', engine: 'echo' })
  const pool = createLocalPool({ workerPath: ECHO, workers, log, ...options })
  const scheduler = createScheduler({ pool, log, ...options })
  schedulers.push(scheduler)
  return { scheduler, pool, logged }
}

const schedulers: Scheduler[] = []

/** For `after`: ends all workers, also when a test has failed. */
export async function closeSchedulers(): Promise<void> {
  await Promise.all(schedulers.map((scheduler) => scheduler.close()))
}

export function echoJob(script: Script = {}): Job {
  const parameters = script as Job['parameters']
  return { command: 'echo', network: 'minivgg', layer: 'block1_conv1', parameters, seed: 42 }
}

export interface Watched {
  readonly id: string
  readonly events: JobEvent[]
  /** Resolves with the first event, past or future, that fits. */
  until(fits: (event: JobEvent) => boolean): Promise<JobEvent>
  /** Resolves with the job's ending. */
  end(): Promise<JobEvent>
}

export async function submit(
  scheduler: Scheduler,
  user: string,
  script: Script = {},
  more: Partial<Submission> = {},
): Promise<Watched> {
  const id = randomUUID()
  const events: JobEvent[] = []
  const waiting = new Set<() => void>()
  await scheduler.submit({ id, job: echoJob(script), user, place: 'home', ...more }, (event) => {
    events.push(event)
    for (const look of waiting) look()
  })
  const until = (fits: (event: JobEvent) => boolean) =>
    new Promise<JobEvent>((resolve) => {
      const look = () => {
        const found = events.find(fits)
        if (found) resolve(found)
      }
      waiting.add(look)
      look()
    })
  return { id, events, until, end: () => until(isEnd) }
}

export function isEnd({ state }: JobEvent): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled'
}

export function stepOf(event: JobEvent): number {
  return (event.state === 'running' && event.progress?.at.step?.[0]) || 0
}

/** Resolves with the id of the process that renders the job, once it has taken a step. */
export async function pidOf(job: Watched): Promise<number> {
  const event = await job.until((event) => stepOf(event) > 0)
  return (event.state === 'running' && event.progress?.at.pid?.[0]) || 0
}

export function positions({ events }: Watched): number[] {
  return events.flatMap((event) => (event.state === 'waiting' ? [event.position] : []))
}

/** Resolves when the process has ended; a zombie counts as ended. */
export async function gone(pid: number): Promise<void> {
  while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 10))
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch (error) {
    // Without /proc, a process that can be signalled counts as alive.
    return (error as NodeJS.ErrnoException).syscall === 'open' && process.platform !== 'linux'
  }
}

/**
 * One worker process and its supervisor: a job goes in, its progress and one ending come out, whatever becomes of the
 * process. It is started for the first job, kept warm for the next, and replaced when it is gone.
 */
import type { UserError } from '../../core/errors.ts'
import type { Job } from '../../core/job.ts'
import type { Log } from '../../core/log.ts'
import type { Progress } from '../../core/result.ts'
import { byteSize, duration } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { residentBytes } from '../../system/memory.ts'
import { fromWire, outOfMemory, workerLost, workerSilent } from '../job-errors.ts'
import type { FromWorker, RenderRequest, ToWorker, WorkerOptions } from '../protocol.ts'
import type { Ending } from '../types.ts'
import { type Child, startChild } from './child.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'

export interface WorkerProcess {
  /** Renders one job; the next may start when this settles. */
  render(rendered: RenderRequest, hear: (progress: Progress) => void): Promise<Ending>
  /** Ends a job at its next step, or with the process when that does not come; false if it is not running here. */
  cancel(id: string): boolean
  /** What the process holds, in bytes; 0 where that is unknown or there is none. */
  memory(): number
  /** Cancels the job, ends the process, and settles when it is gone. */
  close(): Promise<void>
}

export interface WorkerProcessOptions {
  /** The module to fork. */
  readonly path: string
  readonly options: WorkerOptions
  readonly log: Log
  /** How long a job may be silent before its process is killed; opening a large network counts. */
  readonly hangSeconds: number
  /** How long a cancelled job may take to its next step before its process is killed. */
  readonly cancelSeconds: number
  /**
   * What the process may hold between two jobs, or it is replaced. A job that makes it grow to `GROWTH` times as much is
   * ended with it. Default no bound; nor is there one where memory is unknown.
   */
  readonly memoryBytes?: number | undefined
}

/** A render may need more for a while than is good to keep. */
const GROWTH = 1.5

/** How long a process that is told to end may take before it is killed. */
const CLOSE_SECONDS = 2

interface Task {
  readonly id: string
  readonly job: Job
  readonly hear: (progress: Progress) => void
  readonly end: (ending: Ending) => void
  readonly guard: Watchdog
  /** What the job ends in if the process goes first. */
  loss: Ending
  cancelled: boolean
}

export function createWorkerProcess(setup: WorkerProcessOptions): WorkerProcess {
  const { path, options, log, hangSeconds, cancelSeconds, memoryBytes = Number.POSITIVE_INFINITY } = setup
  let child: Child | undefined
  let task: Task | undefined
  /** Why the process is to be replaced after its job. */
  let unfit: string | undefined
  let closed = false
  /** Settles when the last process started is gone. */
  let over: Promise<unknown> = Promise.resolve()

  function start(): Child {
    unfit = undefined
    const started = startChild(path, JSON.stringify(options), (message) => {
      if (started === child) receive(message as FromWorker, started)
    })
    over = started.gone
    void started.gone.then((reason) => {
      if (started === child) lose(started, reason)
    })
    return started
  }

  function lose({ process: { pid }, output }: Child, reason: string): void {
    child = undefined
    if (!closed) {
      log({
        level: task ? 'error' : 'warn',
        message: `worker ${pid} ended (${reason}) ${task ? 'in a job' : 'while idle'}`,
        ...(task && { job: task.id }),
        ...(output() && { stack: output() }),
      })
    }
    if (task) finish(task.loss)
  }

  function receive(message: FromWorker, { output }: Child): void {
    if (message.type === 'log') {
      log({ level: 'info', message: `worker ${child?.process.pid}: ${message.message}` })
      return
    }
    if (message.type === 'retire') {
      unfit = message.reason
      return
    }
    if (message.id !== task?.id) return
    if (message.type === 'progress') {
      if (task.cancelled) return
      task.guard.refresh()
      task.hear(message.progress)
    } else if (task.cancelled || message.type === 'cancelled') {
      finish({ state: 'cancelled' })
    } else if (message.type === 'done') {
      finish({ state: 'done', result: message.result })
    } else {
      const { error } = message
      if (error.kind === 'bug') {
        const stack = [error.stack, output()].filter(Boolean).join('\n')
        log({ level: 'error', message: 'a bug ended the job', job: message.id, stack })
      }
      finish({ state: 'failed', error: fromWire(error) })
    }
  }

  function finish(ending: Ending): void {
    const ended = task
    task = undefined
    ended?.guard.stop()
    if (memory() > memoryBytes) unfit ??= `it holds ${inEnglish(byteSize(memory()))}`
    if (unfit && child) replace(unfit)
    ended?.end(ending)
  }

  function memory(): number {
    const pid = child?.process.pid
    return (pid !== undefined && residentBytes(pid)) || 0
  }

  /** The next job starts another one. */
  function replace(reason: string): void {
    log({ level: 'warn', message: `worker ${child?.process.pid} is replaced: ${reason}` })
    child?.process.kill('SIGKILL')
    child = undefined
  }

  /** Kills the process of a job that is silent for too long, or takes too much memory. */
  function watch(job: Job): Watchdog {
    const mostBytes = GROWTH * memoryBytes
    return createWatchdog({
      ...{ hangSeconds, memory, mostBytes },
      silent: (seconds) => kill(` after ${inEnglish(duration(seconds))} of silence`, workerSilent(seconds)),
      grown: (bytes) => kill(`: it has grown to ${inEnglish(byteSize(bytes))}`, outOfMemory(job, mostBytes)),
    })
  }

  function kill(why: string, error: UserError): void {
    if (task && !task.cancelled) task.loss = failed(error)
    const message = `worker ${child?.process.pid} is killed${why}`
    log({ level: 'warn', message, ...(task && { job: task.id }) })
    child?.process.kill('SIGKILL')
  }

  function post(message: ToWorker): void {
    // A message to a process that is going away is lost, and so is the job: 'close' tells.
    child?.process.send(message, () => {})
  }

  return {
    async render({ id, job, photo, guide, previewSeconds }, hear) {
      if (closed) return { state: 'cancelled' }
      if (!child || unfit || !isAlive(child)) {
        child?.process.kill('SIGKILL')
        child = start()
      }
      const ending = new Promise<Ending>((end) => {
        task = {
          ...{ id, job, hear, end },
          guard: watch(job),
          loss: failed(workerLost()),
          cancelled: false,
        }
      })
      try {
        const preview = previewSeconds !== undefined && { previewSeconds }
        post({ type: 'render', id, job, ...(photo && { photo }), ...(guide && { guide }), ...preview })
      } catch (error) {
        task?.guard.stop()
        task = undefined
        throw error
      }
      return ending
    },

    cancel(id) {
      if (task?.id !== id) return false
      if (task.cancelled) return true
      giveUp(task)
      task.guard.hurry(cancelSeconds)
      post({ type: 'cancel', id })
      return true
    },

    memory,

    async close() {
      closed = true
      if (task) giveUp(task)
      child?.process.kill('SIGTERM')
      const timer = setTimeout(() => child?.process.kill('SIGKILL'), CLOSE_SECONDS * 1000)
      await over
      clearTimeout(timer)
    },
  }
}

function isAlive({ process: { connected, exitCode, signalCode } }: Child): boolean {
  return connected && exitCode === null && signalCode === null
}

function failed(error: UserError): Ending {
  return { state: 'failed', error }
}

function giveUp(task: Task): void {
  task.cancelled = true
  task.loss = { state: 'cancelled' }
}

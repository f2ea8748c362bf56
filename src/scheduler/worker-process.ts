/**
 * One worker process and its supervisor: a job goes in, its progress and one ending come out, whatever becomes of the
 * process. It is started for the first job, kept warm for the next, and replaced when it is gone.
 */
import { type ChildProcess, fork } from 'node:child_process'
import type { Log, Progress } from '../command.ts'
import type { UserError } from '../errors.ts'
import { duration } from '../format.ts'
import type { FromWorker, JobEvent, Rendered, ToWorker, WorkerOptions } from './types.ts'
import { fromWire, workerLost, workerSilent } from './wire.ts'

/** How a job's life ends. */
export type Ending = Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>

export interface WorkerProcess {
  /** Renders one job; the next may start when this settles. */
  render(rendered: Rendered, hear: (progress: Progress) => void): Promise<Ending>
  /** Ends a job at its next step, or with the process when that does not come; false if it is not running here. */
  cancel(id: string): boolean
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
}

/** How long a process that is told to end may take before it is killed. */
const CLOSE_SECONDS = 2
/** How long the last output of a process that has ended is waited for. */
const LINGER_SECONDS = 1
/** How much of a process's output is kept for the log of its end. */
const TAIL = 2000

interface Task {
  readonly id: string
  readonly hear: (progress: Progress) => void
  readonly end: (ending: Ending) => void
  /** Kills the process when it fires. */
  timer: NodeJS.Timeout
  /** What the job ends in if the process goes first. */
  loss: Ending
  cancelled: boolean
}

export function createWorkerProcess(setup: WorkerProcessOptions): WorkerProcess {
  const { path, options, log, hangSeconds, cancelSeconds } = setup
  let child: ChildProcess | undefined
  let task: Task | undefined
  let closed = false
  /** Settles when the last process started is gone. */
  let over: Promise<void> = Promise.resolve()

  function spawn(): ChildProcess {
    const spawned = fork(path, [JSON.stringify(options)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    })
    const output = tail(spawned)
    const { promise, resolve } = Promise.withResolvers<void>()
    over = promise
    let failure = ''
    spawned.on('message', (message) => {
      if (spawned === child) receive(message as FromWorker, output)
    })
    spawned.on('error', (error) => {
      failure = error.message
      if (spawned.pid === undefined) gone(null, null)
    })
    // 'close' comes after 'exit' with the last of the output, but not while a process of the worker's holds on to it.
    spawned.once('exit', (code, signal) => {
      const timer = setTimeout(gone, LINGER_SECONDS * 1000, code, signal)
      spawned.once('close', () => clearTimeout(timer))
    })
    spawned.once('close', gone)

    function gone(code: number | null, signal: string | null): void {
      resolve()
      if (spawned !== child) return
      child = undefined
      if (!closed) {
        log({
          level: task ? 'error' : 'warn',
          message: `worker ${spawned.pid} ended (${failure || signal || `exit code ${code}`}) ${task ? 'in a job' : 'while idle'}`,
          ...(task && { job: task.id }),
          ...(output() && { stack: output() }),
        })
      }
      if (task) finish(task.loss)
    }
    return spawned
  }

  function receive(message: FromWorker, output: () => string): void {
    if (message.id !== task?.id) return
    if (message.type === 'progress') {
      if (task.cancelled) return
      task.timer.refresh()
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
    clearTimeout(ended?.timer)
    ended?.end(ending)
  }

  function post(message: ToWorker): void {
    // A message to a process that is going away is lost, and so is the job: 'close' tells.
    child?.send(message, () => {})
  }

  function killAfter(seconds: number, loss: Ending): NodeJS.Timeout {
    return setTimeout(() => {
      if (task) task.loss = loss
      log({
        level: 'warn',
        message: `worker ${child?.pid} is killed after ${duration(seconds)} of silence`,
        ...(task && { job: task.id }),
      })
      child?.kill('SIGKILL')
    }, seconds * 1000)
  }

  return {
    async render({ id, job, photo, previewSeconds }, hear) {
      if (closed) return { state: 'cancelled' }
      if (!child?.connected || child.exitCode !== null || child.signalCode !== null) {
        child?.kill('SIGKILL')
        child = spawn()
      }
      const ending = new Promise<Ending>((end) => {
        task = {
          id,
          hear,
          end,
          timer: killAfter(hangSeconds, failed(workerSilent(hangSeconds))),
          loss: failed(workerLost()),
          cancelled: false,
        }
      })
      try {
        const preview = previewSeconds !== undefined && { previewSeconds }
        post({ type: 'render', id, job, ...(photo && { photo }), ...preview })
      } catch (error) {
        clearTimeout(task?.timer)
        task = undefined
        throw error
      }
      return ending
    },

    cancel(id) {
      if (task?.id !== id) return false
      if (task.cancelled) return true
      giveUp(task)
      clearTimeout(task.timer)
      task.timer = killAfter(cancelSeconds, task.loss)
      post({ type: 'cancel', id })
      return true
    },

    async close() {
      closed = true
      if (task) giveUp(task)
      child?.kill('SIGTERM')
      const timer = setTimeout(() => child?.kill('SIGKILL'), CLOSE_SECONDS * 1000)
      await over
      clearTimeout(timer)
    },
  }
}

function failed(error: UserError): Ending {
  return { state: 'failed', error }
}

function giveUp(task: Task): void {
  task.cancelled = true
  task.loss = { state: 'cancelled' }
}

function tail({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-TAIL)
    })
  }
  return () => text.trim()
}

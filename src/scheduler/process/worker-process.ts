/**
 * Renders jobs in a worker process, one at a time: a job goes in, its progress and exactly one ending come out,
 * whatever happens to the process.
 */
import { defined } from '../../core/defined.ts'
import type { UserError } from '../../core/errors.ts'
import type { Job } from '../../core/job.ts'
import type { Progress } from '../../core/result.ts'
import { byteSize, duration } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { fromWire, outOfMemory, workerLost, workerSilent } from '../job-errors.ts'
import type { JobMessage, RenderRequest } from '../protocol.ts'
import type { Ending } from '../types.ts'
import { createWarmProcess, type WarmProcessOptions } from './warm-process.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'

export interface WorkerProcess {
  /** Renders one job. The next call must wait until this promise resolves. */
  render(request: RenderRequest, onProgress: (progress: Progress) => void): Promise<Ending>
  /** Ends a job at its next step, or with the process if no step comes in time; false if the job does not run here. */
  cancel(id: string): boolean
  /** The resident memory of the process, in bytes; 0 if none runs. */
  memory(): number
  /** Cancels the job, ends the process, and resolves when it has ended. */
  close(): Promise<void>
}

/** A job that grows the process past `MEMORY_GROWTH` times `memoryBytes` is ended with the process. */
export interface WorkerProcessOptions extends WarmProcessOptions {
  /** The time without progress after which a job's process is killed, in seconds. Opening a large network counts. */
  readonly hangSeconds: number
  /** The time after which the process of a cancelled job that still runs is killed, in seconds. */
  readonly cancelSeconds: number
}

/** A render may need more memory for a while than its process may keep. */
const MEMORY_GROWTH = 1.5

const CANCELLED: Ending = { state: 'cancelled' }

/** The job that the process renders. */
interface Task {
  readonly id: string
  readonly onProgress: (progress: Progress) => void
  /** Called with the stack of a bug that has ended the job. */
  readonly onBug: (stack: string) => void
  readonly settle: (ending: Ending) => void
  readonly watchdog: Watchdog
  phase: Phase
  /** The ending of the job if the process ends first. */
  loss: Ending
}

type Phase = 'rendering' | 'cancelling'

/** Applies a message to a task; returns the task's ending if it ends with the message. */
type Rule<Message> = (task: Task, message: Message) => Ending | undefined

/**
 * The rule for each message about a job, by the job's phase. A job that is being cancelled can only end as cancelled.
 */
const RULES: {
  readonly [Type in JobMessage['type']]: Readonly<Record<Phase, Rule<Extract<JobMessage, { type: Type }>>>>
} = {
  progress: {
    rendering(task, { progress }) {
      task.watchdog.reset()
      task.onProgress(progress)
      return undefined
    },
    cancelling: () => undefined,
  },
  done: {
    rendering: (_, { result }) => ({ state: 'done', result }),
    cancelling: () => CANCELLED,
  },
  failed: {
    rendering(task, { error }) {
      if (error.kind === 'bug') task.onBug(error.stack)
      return { state: 'failed', error: fromWire(error) }
    },
    cancelling: () => CANCELLED,
  },
  cancelled: {
    rendering: () => CANCELLED,
    cancelling: () => CANCELLED,
  },
}

export function createWorkerProcess(options: WorkerProcessOptions): WorkerProcess {
  const { log, hangSeconds, cancelSeconds, memoryBytes = Number.POSITIVE_INFINITY } = options
  const worker = createWarmProcess({ ...options, onMessage, onExit })
  let task: Task | undefined
  let isClosed = false

  function onMessage(message: JobMessage): void {
    if (!task || task.id !== message.id) return
    const ending = (RULES[message.type][task.phase] as Rule<JobMessage>)(task, message)
    if (ending) finish(ending)
  }

  function onExit({ name, reason, output }: { name: string; reason: string; output: string }): void {
    if (!isClosed) {
      log({
        level: task ? 'error' : 'warn',
        message: `${name} ended (${reason}) ${task ? 'in a job' : 'while idle'}`,
        ...defined({ job: task?.id, stack: output || undefined }),
      })
    }
    if (task) finish(task.loss)
  }

  function finish(ending: Ending): void {
    const ended = task
    task = undefined
    ended?.watchdog.stop()
    worker.replaceIfUnfit()
    ended?.settle(ending)
  }

  /** @param why Completes the log's sentence `worker 1234 is killed`. */
  function kill(why: string, error: UserError): void {
    if (task?.phase === 'rendering') task.loss = { state: 'failed', error }
    log({ level: 'warn', message: `${worker.name()} is killed${why}`, ...defined({ job: task?.id }) })
    worker.kill()
  }

  function watch(job: Job): Watchdog {
    const maxMemoryBytes = MEMORY_GROWTH * memoryBytes
    return createWatchdog({
      maxSilenceSeconds: hangSeconds,
      memory: worker.memory,
      maxMemoryBytes,
      onSilence: (seconds) => kill(` after ${inEnglish(duration(seconds))} of silence`, workerSilent(seconds)),
      onMemoryExceeded: (bytes) =>
        kill(`: it has grown to ${inEnglish(byteSize(bytes))}`, outOfMemory(job, maxMemoryBytes)),
    })
  }

  function logBug(job: string, stack: string): void {
    const lines = [stack, worker.output()].filter(Boolean).join('\n')
    log({ level: 'error', message: 'a bug ended the job', job, stack: lines })
  }

  return {
    async render({ id, job, photo, guide, previewSeconds }, onProgress) {
      if (isClosed) return CANCELLED
      worker.ensureStarted()
      const { promise, resolve } = Promise.withResolvers<Ending>()
      task = {
        id,
        onProgress,
        onBug: (stack) => logBug(id, stack),
        settle: resolve,
        watchdog: watch(job),
        phase: 'rendering',
        loss: { state: 'failed', error: workerLost() },
      }
      try {
        worker.post({ type: 'render', id, job, ...defined({ photo, guide, previewSeconds }) })
      } catch (error) {
        task.watchdog.stop()
        task = undefined
        throw error
      }
      return promise
    },

    cancel(id) {
      if (task?.id !== id) return false
      if (task.phase === 'cancelling') return true
      giveUp(task)
      task.watchdog.setLimit(cancelSeconds)
      worker.post({ type: 'cancel', id })
      return true
    },

    memory: worker.memory,

    async close() {
      isClosed = true
      if (task) giveUp(task)
      await worker.close()
    },
  }
}

function giveUp(task: Task): void {
  task.phase = 'cancelling'
  task.loss = CANCELLED
}

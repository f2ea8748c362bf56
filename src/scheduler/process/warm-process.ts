/**
 * A process that is kept for many jobs: started for the first one, replaced between two jobs when it is unfit, and
 * started again after it has ended. It knows nothing of the jobs: it passes on the messages about them.
 */
import type { Log } from '../../core/log.ts'
import { byteSize } from '../../i18n/format.ts'
import { inEnglish } from '../../i18n/phrase.ts'
import { residentBytes } from '../../system/memory.ts'
import type { FromWorker, JobMessage, ProcessMessage, ToWorker, WorkerOptions } from '../protocol.ts'
import { type Child, isAlive, startChild } from './child.ts'

export interface WarmProcess {
  /** Starts a process unless one runs that may take a job. */
  ensureStarted(): void
  /** Sends a message; throws if it cannot be serialized. A message to a process that is ending is lost. */
  post(message: ToWorker): void
  /** The name of the process for the log, such as `worker 1234`. */
  name(): string
  /** The last part of the output of the process. */
  output(): string
  /** The resident memory of the process, in bytes; 0 if none runs. */
  memory(): number
  /** Ends the process at once if it has asked for that or holds too much memory. To be called between two jobs. */
  replaceIfUnfit(): void
  /** Ends the process at once; `onExit` follows. */
  kill(): void
  /** Asks the process to end, kills it after two seconds, and resolves when it has ended. */
  close(): Promise<void>
}

export interface WarmProcessOptions {
  /** The module that the process runs. */
  readonly path: string
  readonly options: WorkerOptions
  /** The memory above which the process is replaced between two jobs, in bytes. Default unlimited. */
  readonly memoryBytes?: number | undefined
  /**
   * Measures the memory of a process from outside, in bytes. The default, `residentBytes`, works on Linux, and there
   * even while a native call blocks the process. Where it returns undefined, the last report of the process counts.
   */
  readonly measureMemory?: ((pid: number) => number | undefined) | undefined
  readonly log: Log
}

interface WarmProcessListeners {
  readonly onMessage: (message: JobMessage) => void
  /** Called when the process has ended by itself or was killed, and not when it was replaced. */
  readonly onExit: (exit: { name: string; reason: string; output: string }) => void
}

/** The process that runs now. */
interface Current {
  readonly child: Child
  reportedBytes: number
  /** Why the process may take no further job. */
  unfit?: string
}

/** The time after which a process that was asked to end is killed, in milliseconds. */
const CLOSE_MS = 2000

type ProcessHandlers = {
  readonly [Type in ProcessMessage['type']]: (message: Extract<ProcessMessage, { type: Type }>, from: Current) => void
}

export function createWarmProcess(setup: WarmProcessOptions & WarmProcessListeners): WarmProcess {
  const { path, options, memoryBytes = Number.POSITIVE_INFINITY, measureMemory = residentBytes } = setup
  const { log, onMessage, onExit } = setup
  let current: Current | undefined
  /** Resolves when the process that was started last has ended. */
  let exited: Promise<unknown> = Promise.resolve()

  const handlers: ProcessHandlers = {
    log: ({ message }, { child }) => log({ level: 'info', message: `${nameOf(child)}: ${message}` }),
    retire: ({ reason }, from) => {
      from.unfit = reason
    },
    memory: ({ bytes }, from) => {
      from.reportedBytes = bytes
    },
  }

  function start(): void {
    const child = startChild({
      path,
      argument: JSON.stringify(options),
      onMessage: (message) => {
        if (current === started) receive(message as FromWorker, started)
      },
    })
    const started: Current = { child, reportedBytes: 0 }
    current = started
    exited = child.exited
    void child.exited.then((reason) => {
      if (current !== started) return
      current = undefined
      onExit({ name: nameOf(child), reason, output: child.output() })
    })
  }

  function receive(message: FromWorker, from: Current): void {
    if ('id' in message) onMessage(message)
    else (handlers[message.type] as (message: ProcessMessage, from: Current) => void)(message, from)
  }

  function memory(): number {
    const pid = current?.child.process.pid
    return (pid !== undefined && measureMemory(pid)) || current?.reportedBytes || 0
  }

  function kill(): void {
    current?.child.process.kill('SIGKILL')
  }

  return {
    ensureStarted() {
      if (current && current.unfit === undefined && isAlive(current.child)) return
      kill()
      start()
    },

    post: (message) => void current?.child.process.send(message, () => {}),
    name: () => nameOf(current?.child),
    output: () => current?.child.output() ?? '',
    memory,

    replaceIfUnfit() {
      if (!current) return
      const bytes = memory()
      const reason = current.unfit ?? (bytes > memoryBytes ? `it holds ${inEnglish(byteSize(bytes))}` : undefined)
      if (reason === undefined) return
      log({ level: 'warn', message: `${nameOf(current.child)} is replaced: ${reason}` })
      kill()
      current = undefined
    },

    kill,

    async close() {
      current?.child.process.kill('SIGTERM')
      const timer = setTimeout(kill, CLOSE_MS)
      await exited
      clearTimeout(timer)
    },
  }
}

function nameOf(child: Child | undefined): string {
  return `worker ${child?.process.pid}`
}

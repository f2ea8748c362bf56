/** A forked process: its messages, the last part of its output, and its end. */
import { type ChildProcess, fork } from 'node:child_process'

export interface Child {
  readonly process: ChildProcess
  /** The last part of what the process has written to stdout and stderr so far. */
  output(): string
  /** Resolves when the process has ended, with the reason: a signal, an exit code, or why it could not start. */
  readonly exited: Promise<string>
}

interface ChildOptions {
  /** The module that the process runs. */
  readonly path: string
  /** The module's only command-line argument. */
  readonly argument: string
  readonly onMessage: (message: unknown) => void
}

/** The longest wait for the last output of a process that has ended, in milliseconds. */
const LAST_OUTPUT_MS = 1000
/** The most characters of output that are kept, for the log. */
const MAX_OUTPUT = 2000

export function startChild({ path, argument, onMessage }: ChildOptions): Child {
  const { promise: exited, resolve } = Promise.withResolvers<string>()
  const process = fork(path, [argument], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  })
  const output = keepOutput(process)
  const end = (code: number | null, signal: string | null) => resolve(signal ?? `exit code ${code}`)
  process.on('message', onMessage)
  process.on('error', ({ message }) => {
    if (process.pid === undefined) resolve(message)
  })
  // 'close' follows 'exit' once all output has been read. It does not come while a child of this process keeps the
  // pipes open, so it is waited for only for a moment.
  process.once('exit', (code, signal) => {
    const timer = setTimeout(end, LAST_OUTPUT_MS, code, signal)
    process.once('close', () => clearTimeout(timer))
  })
  process.once('close', end)
  return { process, output, exited }
}

/** Whether messages can be sent to the process. */
export function isAlive({ process: { connected, exitCode, signalCode } }: Child): boolean {
  return connected && exitCode === null && signalCode === null
}

function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  let text = ''
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-MAX_OUTPUT)
    })
  }
  return () => text.trim()
}

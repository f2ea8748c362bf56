/** A forked process: its messages, the last it wrote, and its end. */
import { type ChildProcess, fork } from 'node:child_process'

export interface Child {
  readonly process: ChildProcess
  /** The last it wrote, so far. */
  output(): string
  /** Settles when it is gone, with the reason in a word or two. */
  readonly gone: Promise<string>
}

/** How long the last output of a process that has ended is waited for. */
const LINGER_SECONDS = 1
/** How much of a process's output is kept for the log of its end. */
const TAIL = 2000

/** @param path The module that it runs, with `argument` for its only one. */
export function startChild(path: string, argument: string, hear: (message: unknown) => void): Child {
  const { promise: gone, resolve } = Promise.withResolvers<string>()
  const process = fork(path, [argument], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  })
  const output = tail(process)
  const end = (code: number | null, signal: string | null) => resolve(signal ?? `exit code ${code}`)
  process.on('message', hear)
  process.on('error', ({ message }) => {
    if (process.pid === undefined) resolve(message)
  })
  // 'close' comes after 'exit' with the last of the output, but not while a process of the child's holds on to it.
  process.once('exit', (code, signal) => {
    const timer = setTimeout(end, LINGER_SECONDS * 1000, code, signal)
    process.once('close', () => clearTimeout(timer))
  })
  process.once('close', end)
  return { process, output, gone }
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

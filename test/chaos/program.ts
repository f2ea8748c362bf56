/** The bot or a worker as `npm start` runs it, in a process that can be killed, and that comes back as a service does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { until } from '../scheduler/fleet.ts'

export interface Program {
  /** How often it has been started. */
  readonly starts: number
  /** Whether it is up: it has said so since its last start. */
  readonly up: boolean
  /** How it has ended by itself: its last words. */
  readonly falls: readonly string[]
  /** Of all of them, one JSON line an entry. */
  readonly log: readonly string[]
  start(): Promise<void>
  /** With kill -9; it is started again after `ms`. */
  kill(ms: number): Promise<void>
  /** Kills the processes that it has started. */
  killChildren(): void
  /** As a machine that shuts down asks it to. */
  stop(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
/** Before it is started again when it has ended by itself, in milliseconds. */
const PAUSE_MS = 500
/** How long a start, or an orderly end, may take on a machine that does much else. */
const PATIENCE_MS = 90_000

/** @param ready What it says when it is up. */
export function createProgram(argv: readonly string[], env: NodeJS.ProcessEnv, ready: string): Program {
  const log: string[] = []
  const falls: string[] = []
  let child: ChildProcess | undefined
  let up = false
  let starts = 0
  /** It is meant to be there. */
  let wanted = false

  function run(): void {
    const spawned = spawn(process.execPath, [MAIN, ...argv], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    child = spawned
    starts++
    let rest = ''
    spawned.stderr.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      log.push(...lines)
      up ||= spawned === child && lines.some((line) => line.includes(ready))
    })
    spawned.once('exit', () => {
      if (child !== spawned) return
      child = undefined
      up = false
      if (!wanted) return
      falls.push([...log.slice(-3), rest].join('\n'))
      setTimeout(() => {
        if (wanted && !child) run()
      }, PAUSE_MS)
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    wanted = false
    const ending = child
    if (!ending) return
    const exit = once(ending, 'exit')
    ending.kill(signal)
    const late = setTimeout(() => ending.kill('SIGKILL'), PATIENCE_MS)
    await exit
    clearTimeout(late)
    if (signal !== 'SIGKILL' && ending.signalCode === 'SIGKILL') throw new Error(`${argv} does not end on ${signal}`)
  }

  async function start(): Promise<void> {
    wanted = true
    if (!child) run()
    await until(() => up, PATIENCE_MS)
  }

  return {
    log,
    falls,
    start,
    get starts() {
      return starts
    },
    get up() {
      return up
    },
    async kill(ms) {
      await end('SIGKILL')
      await sleep(ms)
      await start()
    },
    killChildren() {
      for (const pid of childrenOf(child?.pid)) process.kill(pid, 'SIGKILL')
    },
    stop: () => end('SIGTERM'),
  }
}

/** The processes of this machine whose environment has this text. */
export function processesWith(text: string): number[] {
  return pids().filter((pid) => read(pid, 'environ').includes(text))
}

function childrenOf(parent: number | undefined): number[] {
  return pids().filter((pid) => new RegExp(`^PPid:\\s+${parent}$`, 'm').test(read(pid, 'status')))
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** Nothing of a process that has just gone. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

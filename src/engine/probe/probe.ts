/** Trying an engine in a process of its own: a driver that crashes or never answers costs that process, and nothing else. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ProviderName } from '../onnx/provider.ts'

export interface Trial {
  readonly provider: ProviderName
  readonly device: number | undefined
  /** Whether it is to be faster than the processor. */
  readonly mustWin: boolean
}

export interface Verdict {
  /** Why it is not to be taken; undefined if nothing speaks against it. */
  readonly objection?: string | undefined
}

interface TrialOptions {
  /** The module to run; default `prove.ts`. */
  readonly path?: string
  /**
   * How long it may take. Default 40: a driver compiles its shaders when it sees them first, and two of them that never
   * answer must be over before their worker is thought to hang.
   */
  readonly seconds?: number
}

const PROVE = fileURLToPath(new URL('./probe-process.ts', import.meta.url))

/** Never throws: whatever happens is an objection. */
export function probe(trial: Trial, { path = PROVE, seconds = 40 }: TrialOptions = {}): Promise<Verdict> {
  return new Promise((resolve) => {
    const child = fork(path, [JSON.stringify(trial)], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const timer = setTimeout(() => {
      resolve({ objection: `it does not answer within ${seconds} s` })
      child.kill('SIGKILL')
    }, seconds * 1000)
    child.once('message', (verdict) => resolve(verdict as Verdict))
    child.once('error', ({ message }) => {
      // One that did not start will not end either.
      if (child.pid === undefined) clearTimeout(timer)
      resolve({ objection: message })
    })
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      resolve({ objection: `trying it ends its process (${signal ?? `exit code ${code}`})` })
    })
  })
}

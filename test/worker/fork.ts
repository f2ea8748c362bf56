/** A real worker process, driven by the scheduler's messages. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { defined } from '../../src/core/defined.ts'
import type { Job } from '../../src/core/job.ts'
import type { Progress, Result } from '../../src/core/result.ts'
import type { FromWorker, JobMessage, ToWorker, WireError } from '../../src/scheduler/protocol.ts'
import { nowhere } from '../vis/networks.ts'

const MAIN = fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url))

export interface Worker {
  readonly process: ChildProcess
  /** Renders a job; `onProgress` is called at every step. */
  render(
    job: Job,
    photo?: Uint8Array,
    onProgress?: (progress: Progress, id: string) => void,
    previewSeconds?: number,
  ): Promise<Ending>
  cancel(id: string): void
  /** Resolves with the exit code when the process has ended. */
  readonly gone: Promise<number | null>
}

export type Ending = Exclude<JobMessage, { type: 'progress' }>

export function forkWorker(weights = nowhere, engine = 'onnx-cpu'): Worker {
  const child = fork(MAIN, [JSON.stringify({ weights, engine })], { serialization: 'advanced', execArgv: [] })
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
  forked.push(child)
  let jobs = 0
  const send = (message: ToWorker) => child.send(message)
  return {
    process: child,
    gone,
    cancel: (id) => send({ type: 'cancel', id }),
    render(job, photo, onProgress = () => {}, previewSeconds?: number) {
      const id = `job ${++jobs}`
      return new Promise((resolve, reject) => {
        const receive = (message: FromWorker) => {
          if (!('id' in message) || message.id !== id) return
          if (message.type === 'progress') return onProgress(message.progress, id)
          child.off('message', receive)
          resolve(message)
        }
        child.on('message', receive)
        gone.then((code) => reject(new Error(`the worker exited with ${code}`)))
        send({ type: 'render', id, job, ...defined({ photo, previewSeconds }) })
      })
    },
  }
}

const forked: ChildProcess[] = []

/** For `after`: ends all workers, also when a test has failed. */
export function endWorkers(): void {
  for (const child of forked) child.kill('SIGKILL')
}

export function resultOf(ending: Ending): Result {
  if (ending.type === 'done') return ending.result
  throw new Error(`${ending.type} instead of done: ${JSON.stringify(ending)}`)
}

export function errorOf(ending: Ending): WireError {
  if (ending.type === 'failed') return ending.error
  throw new Error(`${ending.type} instead of failed`)
}

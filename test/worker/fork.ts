/** A real worker process, spoken to as the scheduler does. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Job } from '../../src/core/job.ts'
import type { Progress, Result } from '../../src/core/result.ts'
import type { FromWorker, ToWorker, WireError } from '../../src/scheduler/protocol.ts'
import { nowhere } from '../vis/networks.ts'

const MAIN = fileURLToPath(new URL('../../src/worker/main.ts', import.meta.url))

export interface Worker {
  readonly process: ChildProcess
  /** Sends a job; `hear` hears every step. */
  render(
    job: Job,
    photo?: Uint8Array,
    hear?: (progress: Progress, id: string) => void,
    previewSeconds?: number,
  ): Promise<Ending>
  cancel(id: string): void
  /** Settles with the exit code when the process is gone. */
  readonly gone: Promise<number | null>
}

export type Ending = Exclude<FromWorker, { type: 'progress' | 'log' | 'retire' }>

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
    render(job, photo, hear = () => {}, previewSeconds?: number) {
      const id = `job ${++jobs}`
      return new Promise((resolve, reject) => {
        const listen = (message: FromWorker) => {
          if (message.type === 'log' || message.type === 'retire' || message.id !== id) return
          if (message.type === 'progress') return hear(message.progress, id)
          child.off('message', listen)
          resolve(message)
        }
        child.on('message', listen)
        gone.then((code) => reject(new Error(`the worker exited with ${code}`)))
        const preview = previewSeconds !== undefined && { previewSeconds }
        send({ type: 'render', id, job, ...(photo && { photo }), ...preview })
      })
    },
  }
}

const forked: ChildProcess[] = []

/** For `after`: no worker outlives its tests, whatever failed in them. */
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

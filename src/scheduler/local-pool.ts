/** Worker processes of this machine, one for each device. */
import type { Log } from '../command.ts'
import type { Pool } from './pool.ts'
import type { WorkerOptions } from './types.ts'
import { createWorkerProcess, type WorkerProcess } from './worker-process.ts'

export interface LocalPoolOptions {
  /** The module that each worker process runs, absolute. */
  readonly workerPath: string
  readonly worker: WorkerOptions
  /** How many jobs run at the same time, each in a process of its own. Default 1. */
  readonly devices?: number
  /** A running job that is silent for so long is ended with its process. Default 120. */
  readonly hangSeconds?: number
  /** A cancelled job that has not ended after so long is ended with its process. Default 10. */
  readonly cancelSeconds?: number
  readonly log: Log
}

export function createLocalPool(options: LocalPoolOptions): Pool {
  const { workerPath, worker, devices = 1, hangSeconds = 120, cancelSeconds = 10, log } = options
  const workers = Array.from({ length: devices }, () =>
    createWorkerProcess({ path: workerPath, options: worker, log, hangSeconds, cancelSeconds }),
  )
  const idle = [...workers]
  const busy = new Map<string, WorkerProcess>()

  return {
    size: devices,
    // Devices neither come nor go: a process that ends is replaced by the next job.
    watch() {},

    async render(rendered, hear) {
      const free = idle.pop()
      if (!free) throw new Error(`a render beyond the ${devices} that run at the same time`)
      busy.set(rendered.id, free)
      try {
        return await free.render(rendered, hear)
      } finally {
        busy.delete(rendered.id)
        idle.push(free)
      }
    },

    cancel: (id) => busy.get(id)?.cancel(id) ?? false,

    async close() {
      await Promise.all(workers.map((each) => each.close()))
    },
  }
}

/** Worker processes of this machine, one for each device. */
import { hostname } from 'node:os'
import type { Log } from '../../core/log.ts'
import type { WorkerPool } from '../pool.ts'
import type { WorkerOptions } from '../protocol.ts'
import { createWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.ts'

export interface LocalPoolOptions extends Pick<WorkerProcessOptions, 'memoryBytes'> {
  /** The module that each worker process runs, absolute. */
  readonly workerPath: string
  /** One for each job that runs at the same time, in a process of its own. */
  readonly workers: readonly WorkerOptions[]
  /** A running job that is silent for so long is ended with its process. Default 120. */
  readonly hangSeconds?: number
  /** A cancelled job that has not ended after so long is ended with its process. Default 10. */
  readonly cancelSeconds?: number
  readonly log: Log
}

export function createLocalPool(options: LocalPoolOptions): WorkerPool {
  const { workerPath, memoryBytes, hangSeconds = 120, cancelSeconds = 10, log } = options
  const workers = options.workers.map((worker) =>
    createWorkerProcess({ path: workerPath, options: worker, memoryBytes, hangSeconds, cancelSeconds, log }),
  )
  const idle = [...workers]
  const busy = new Map<string, WorkerProcess>()

  return {
    size: workers.length,
    // Devices neither come nor go: a process that ends is replaced by the next job.
    onSizeChange() {},

    async render(rendered, hear) {
      const free = idle.pop()
      if (!free) throw new Error(`a render beyond the ${workers.length} that run at the same time`)
      busy.set(rendered.id, free)
      try {
        return await free.render(rendered, hear)
      } finally {
        busy.delete(rendered.id)
        idle.push(free)
      }
    },

    cancel: (id) => busy.get(id)?.cancel(id) ?? false,

    workers: () => workers.map((worker) => ({ host: hostname(), bytes: worker.memory() })),

    async close() {
      await Promise.all(workers.map((each) => each.close()))
    },
  }
}

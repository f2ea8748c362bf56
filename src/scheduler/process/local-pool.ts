/** A pool of worker processes on this machine, one for each device. */
import { hostname } from 'node:os'
import type { Log } from '../../core/log.ts'
import type { WorkerPool } from '../pool.ts'
import type { WorkerOptions } from '../protocol.ts'
import { createWorkerProcess, type WorkerProcess, type WorkerProcessOptions } from './worker-process.ts'

export interface LocalPoolOptions extends Pick<WorkerProcessOptions, 'memoryBytes' | 'measureMemory'> {
  /** The module that each worker process runs, absolute. */
  readonly workerPath: string
  /** The setup of each worker process; as many jobs run at the same time. */
  readonly workers: readonly WorkerOptions[]
  /** The time without progress after which a job is ended with its process, in seconds. Default 120. */
  readonly hangSeconds?: number
  /** The time after which a cancelled job that still runs is ended with its process, in seconds. Default 10. */
  readonly cancelSeconds?: number
  readonly log: Log
}

export function createLocalPool(options: LocalPoolOptions): WorkerPool {
  const { workerPath: path, memoryBytes, measureMemory, hangSeconds = 120, cancelSeconds = 10, log } = options
  const shared = { path, memoryBytes, measureMemory, hangSeconds, cancelSeconds, log }
  const workers = options.workers.map((worker) => createWorkerProcess({ ...shared, options: worker }))
  const idle = [...workers]
  const busy = new Map<string, WorkerProcess>()

  return {
    size: workers.length,
    // The size never changes: a process that has ended is replaced for the next job.
    onSizeChange() {},

    async render(request, onProgress) {
      const worker = idle.pop()
      if (!worker) throw new Error(`at most ${workers.length} jobs can run at the same time`)
      busy.set(request.id, worker)
      try {
        return await worker.render(request, onProgress)
      } finally {
        busy.delete(request.id)
        idle.push(worker)
      }
    },

    cancel: (id) => busy.get(id)?.cancel(id) ?? false,

    workers: () => workers.map((worker) => ({ host: hostname(), bytes: worker.memory() })),

    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
    },
  }
}

/** Workers that sleep instead of rendering, and what the best of queues would make of the same jobs. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from '../src/core/result.ts'
import type { WorkerPool } from '../src/scheduler/pool.ts'
import { echoJob } from '../test/scheduler/harness.ts'

/** `size` devices of this process; a job takes `script.ms`. */
export function sleepers(size: number): WorkerPool {
  return {
    size,
    onSizeChange() {},
    async render({ job }) {
      await sleep(Number(job.parameters.ms))
      return { state: 'done', result: { ...RESULT, report: { ...RESULT.report, job } } }
    },
    cancel: () => false,
    async close() {},
  }
}

const RESULT: Result = {
  files: [],
  notes: [],
  report: {
    ...{ job: echoJob(), kind: 'picture', network: 'minivgg', engine: 'sleep', layers: [], size: [1, 1] },
    ...{ score: [], stepSeconds: [], seconds: 0, files: [] },
  },
}

export interface Arrival {
  /** When it comes, and how long it takes, in milliseconds. */
  readonly at: number
  readonly ms: number
}

/** How long each waits, in milliseconds, where `size` workers take whoever came first without losing a moment. */
export function idealWaits(arrivals: readonly Arrival[], size: number): number[] {
  const free = Array.from({ length: size }, () => 0)
  return arrivals.map(({ at, ms }) => {
    const next = free.indexOf(Math.min(...free))
    const start = Math.max(at, free[next] ?? 0)
    free[next] = start + ms
    return start - at
  })
}

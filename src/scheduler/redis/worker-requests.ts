/** Requests of a bot for a worker, answered in the order in which they came, as workers become free. */
import type { UserError } from '../../core/errors.ts'

export interface WorkerRequest {
  readonly attempt: string
  readonly network: string
}

interface WorkerRequests {
  /** Resolves with the name of a leased worker, or undefined if the signal aborts first. Throws the `refusal`. */
  add(request: WorkerRequest, signal: AbortSignal): Promise<string | undefined>
  /** Tries to answer all requests. To be called when the workers have changed, one call at a time. */
  grant(): Promise<void>
}

interface WorkerRequestsOptions {
  /** Leases the best free worker for the request; undefined if there is none. */
  readonly lease: (request: WorkerRequest) => Promise<string | undefined>
  /** Releases a worker whose request is gone by the time it is leased. */
  readonly release: (worker: string) => Promise<void>
  /** The error for a network that no worker, busy or free, can render with; undefined if there is one. */
  readonly refusal: (network: string) => UserError | undefined
  /** The time that a request is kept while `refusal` returns an error, in milliseconds. */
  readonly patienceMs: number
}

interface Waiting extends WorkerRequest {
  readonly resolve: (worker: string | undefined) => void
  readonly reject: (error: UserError) => void
  /** Since when no worker can render with the network, on the clock of `performance.now`. */
  refusedSince?: number
}

export function createWorkerRequests(options: WorkerRequestsOptions): WorkerRequests {
  const { lease, release, refusal, patienceMs } = options
  const waiting = new Set<Waiting>()

  function refuseIfHopeless(request: Waiting): void {
    const error = refusal(request.network)
    if (!error) {
      delete request.refusedSince
      return
    }
    request.refusedSince ??= performance.now()
    if (performance.now() - request.refusedSince > patienceMs && waiting.delete(request)) request.reject(error)
  }

  return {
    async add(request, signal) {
      if (signal.aborted) return undefined
      const { promise, resolve, reject } = Promise.withResolvers<string | undefined>()
      const entry: Waiting = { ...request, resolve, reject }
      waiting.add(entry)
      const abort = () => {
        if (waiting.delete(entry)) resolve(undefined)
      }
      signal.addEventListener('abort', abort, { once: true })
      return promise.finally(() => signal.removeEventListener('abort', abort))
    },

    async grant() {
      for (const request of waiting) {
        const worker = await lease(request)
        if (worker === undefined) refuseIfHopeless(request)
        else if (waiting.delete(request)) request.resolve(worker)
        else await release(worker)
      }
    },
  }
}

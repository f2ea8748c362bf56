/** Sends the events of jobs to the listeners of those who submitted them. */
import { defined } from '../core/defined.ts'
import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Forecast } from './forecast.ts'
import type { JobQueue } from './job-queue.ts'
import type { JobEvent } from './types.ts'

interface Notifier {
  /** Sets the listener of a job. */
  subscribe(id: string, onEvent: (event: JobEvent) => void): void
  unsubscribe(id: string): void
  /** Calls the job's listener, if it has one. An error that the listener throws is logged. */
  notify(id: string, event: JobEvent): void
  /**
   * Notifies the waiting jobs whose position has changed; resolves when that is done. It waits for the next turn of the
   * event loop, so that many changes at once are sent as one.
   */
  notifyMoved(): Promise<void>
}

interface NotifierOptions {
  readonly queue: JobQueue
  readonly forecast: Forecast
  readonly log: Log
}

export function createNotifier({ queue, forecast, log }: NotifierOptions): Notifier {
  const listeners = new Map<string, (event: JobEvent) => void>()
  let notifying: Promise<void> | undefined

  function notify(id: string, event: JobEvent): void {
    try {
      listeners.get(id)?.(event)
    } catch (error) {
      log({ level: 'error', message: 'a listener threw', job: id, stack: stackOf(error) })
    }
  }

  function notifyMovedNow(): void {
    const moves = queue.takeMoves()
    if (moves.length === 0) return
    const etas = new Map(forecast.queue().map(({ id, etaSeconds }) => [id, etaSeconds]))
    for (const { id, position } of moves) {
      // The listener of a job before this one may have cancelled a job, and so moved this one again.
      if (queue.waiting()[position - 1]?.id !== id) continue
      notify(id, { state: 'waiting', position, ...defined({ etaSeconds: etas.get(id) }) })
    }
  }

  return {
    subscribe: (id, onEvent) => void listeners.set(id, onEvent),
    unsubscribe: (id) => void listeners.delete(id),
    notify,

    notifyMoved() {
      notifying ??= new Promise((resolve) => {
        setImmediate(() => {
          notifying = undefined
          notifyMovedNow()
          resolve()
        })
      })
      return notifying
    },
  }
}

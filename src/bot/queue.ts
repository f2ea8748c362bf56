/** The scheduler's queue as a person sees it, with their own jobs shown and cancellable. */
import type { QueuedJob } from '../command/command.ts'
import { defined } from '../core/defined.ts'
import { type Owner, ownerOf } from '../core/platform.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { JobJournal } from '../storage/job-journal.ts'

export interface Queue {
  /** See `Context.queue`. */
  of(owner: Owner): QueuedJob[]
  /** See `Context.cancel`. */
  cancel(owner: Owner, id?: string): number
}

export function createQueue(scheduler: Scheduler, journal: JobJournal): Queue {
  /** All jobs that have not ended; only the owner's own with what they are. */
  function of(owner: Owner): QueuedJob[] {
    const me = ownerOf(owner)
    return scheduler.queue().map(({ user, ...queued }) => {
      const job = user === me ? journal.get(queued.id)?.job : undefined
      return { ...queued, ...defined({ job }) }
    })
  }

  return {
    of,
    cancel(owner, id) {
      const own = of(owner).filter((queued) => queued.job && (id === undefined || queued.id === id))
      return own.filter((queued) => scheduler.cancel(queued.id)).length
    },
  }
}

/** The scheduler's line as people may see it, and their hand on it. */
import type { QueuedJob } from '../command/command.ts'
import { type Owner, ownerOf } from '../core/platform.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { JobJournal } from '../storage/job-journal.ts'

export interface Queue {
  /** See `Context.queue`. */
  of(asked: Owner): QueuedJob[]
  /** See `Context.cancel`. */
  cancel(asked: Owner, id?: string): number
}

export function createQueue(scheduler: Scheduler, journal: JobJournal): Queue {
  const line = (asked: Owner) => {
    const me = ownerOf(asked)
    return scheduler.queue().map(({ user, ...place }) => {
      const job = user === me ? journal.get(place.id)?.job : undefined
      return { ...place, ...(job && { job }) }
    })
  }
  return {
    of: line,
    cancel(asked, id) {
      const own = line(asked).filter((queued) => queued.job && (id === undefined || queued.id === id))
      return own.filter((queued) => scheduler.cancel(queued.id)).length
    },
  }
}

/** The scheduler's line as people may see it, and their hand on it. */
import type { Queued } from '../command/command.ts'
import { ownerOf, type Who } from '../core/platform.ts'
import type { Scheduler } from '../scheduler/types.ts'
import type { Journal } from '../storage/job-journal.ts'

export interface Queue {
  /** See `Context.queue`. */
  of(asked: Who): Queued[]
  /** See `Context.cancel`. */
  cancel(asked: Who, id?: string): number
}

export function createQueue(scheduler: Scheduler, journal: Journal): Queue {
  const line = (asked: Who) => {
    const me = ownerOf(asked)
    return scheduler.line().map(({ user, ...place }) => {
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

/** How long it will take: of each job in line, and of one that asks to join. */

import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Report } from '../core/result.ts'
import { estimate } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { JobQueue } from './job-queue.ts'
import type { RenderPace } from './pace.ts'
import { smallerSize } from './smaller-size.ts'
import type { QueuedJob, Submission } from './types.ts'

interface Forecast {
  /** In seconds, where renders of its kind are known. */
  of(submission: Submission): number | undefined
  /** Throws `UserError` limit for a job that would take longer than `seconds`. */
  check(submission: Submission, seconds: number): void
  learn(submission: Submission, report: Report): void
  /** See `Scheduler.line`. */
  line(): QueuedJob[]
}

/** @param devices How many jobs run at the same time now. */
export function createForecast(store: JobQueue, pace: RenderPace, devices: () => number): Forecast {
  function of({ job, work }: Submission): number | undefined {
    return work === undefined ? undefined : pace.estimate(kindOf(job), work)
  }

  return {
    of,

    check(submission, seconds) {
      const { work = 0 } = submission
      const expected = of(submission) ?? work * UNKNOWN_PACE
      if (expected <= seconds) return
      throw tooLong(submission, expected, seconds)
    },

    learn({ job, work }, { stepSeconds }) {
      // What was there already says nothing of how long it takes.
      if (work === undefined || stepSeconds.length === 0) return
      // Its steps alone: weights are fetched, and networks opened, once.
      const seconds = stepSeconds.reduce((sum, step) => sum + step, 0)
      pace.learn(kindOf(job), work, seconds)
    },

    line() {
      const running = store.running().map(({ id, submission }) => ({
        ...{ id, user: submission.user, position: 0 },
        time: store.remainingSeconds(id) ?? of(submission),
      }))
      // As if all devices shared one line: exact for one of them, near enough for several.
      let before: number | undefined = 0
      for (const { time } of running) before = sum(before, time)
      const share = Math.max(1, devices())
      const waiting = store.waiting().map(({ id, submission }, i) => {
        before = sum(before, of(submission))
        return { id, user: submission.user, position: i + 1, time: before === undefined ? undefined : before / share }
      })
      return [...running, ...waiting].map(({ time, ...job }) => ({
        ...job,
        ...(time !== undefined && { etaSeconds: time }),
      }))
    },
  }
}

/** What renders of one pace have in common, from the widest to the narrowest. */
function kindOf({ command, network, layer }: Job): string[] {
  return [command, network, layer]
}

/**
 * Seconds for a multiply-add before anything is known: two ordinary cores compute gradients, three passes for each, at
 * some 60 billion a second. Only what would take far too long is refused by it.
 */
const UNKNOWN_PACE = 3 / 60e9

function tooLong({ job, suggestion }: Submission, expected: number, allowed: number): UserError {
  const fitting = smallerSize(job, allowed / expected)
  return new UserError(
    'limit',
    phrase`This picture would take ${estimate(expected)}, and no picture may take longer than ${estimate(allowed)}.`,
    suggestion ??
      (fitting === undefined
        ? phrase`Ask for fewer frames, filters or iterations.`
        : phrase`A size of ${fitting} would fit.`),
  )
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}

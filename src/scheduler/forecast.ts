/** Estimated times: of each job in the queue, and of a job that asks to join it. */

import { defined } from '../core/defined.ts'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Report } from '../core/result.ts'
import { estimate } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { JobQueue } from './job-queue.ts'
import type { RenderPace } from './pace.ts'
import { smallerSize } from './smaller-size.ts'
import type { ScheduledJob, Submission } from './types.ts'

export interface Forecast {
  /** The time that the job will take on a device, in seconds; undefined if no similar job has been rendered yet. */
  renderSeconds(submission: Submission): number | undefined
  /** Throws `UserError` limit for a job that would take longer than `maxSeconds`. */
  check(submission: Submission, maxSeconds: number): void
  /** Learns from the report of a job that is done. */
  learn(submission: Submission, report: Report): void
  /** See `Scheduler.queue`. */
  queue(): ScheduledJob[]
}

/** @param devices The number of jobs that can run at the same time now. */
export function createForecast(queue: JobQueue, pace: RenderPace, devices: () => number): Forecast {
  function renderSeconds({ job, work }: Submission): number | undefined {
    return work === undefined ? undefined : pace.estimate(kindOf(job), work)
  }

  return {
    renderSeconds,

    check(submission, maxSeconds) {
      const { work = 0 } = submission
      const expected = renderSeconds(submission) ?? work * OPTIMISTIC_PACE
      if (expected > maxSeconds) throw tooLong(submission, expected, maxSeconds)
    },

    learn({ job, work }, { stepSeconds }) {
      // A render without steps took its picture from the cache, and says nothing about the pace.
      if (work === undefined || stepSeconds.length === 0) return
      // Only the steps count: weights are downloaded, and networks opened, once.
      const seconds = stepSeconds.reduce((sum, step) => sum + step, 0)
      pace.learn(kindOf(job), work, seconds)
    },

    queue() {
      const running = queue.running().map(({ id, submission }) => {
        const etaSeconds = queue.remainingSeconds(id) ?? renderSeconds(submission)
        return { id, user: submission.user, position: 0, ...defined({ etaSeconds }) }
      })
      const waiting = queue.waiting()
      const etas = queueSeconds(
        running.map(({ etaSeconds }) => etaSeconds),
        waiting.map(({ submission }) => renderSeconds(submission)),
        devices(),
      )
      return [
        ...running,
        ...waiting.map(({ id, submission: { user } }, i) => ({
          id,
          user,
          position: i + 1,
          ...defined({ etaSeconds: etas[i] }),
        })),
      ]
    },
  }
}

/**
 * The time until each waiting job is done, in seconds: the sum of the times of all running jobs, the waiting jobs
 * before it, and its own, divided by the number of devices. That is exact for one device, and close enough for several.
 * Undefined from the first job on whose time is unknown.
 */
function queueSeconds(
  running: readonly (number | undefined)[],
  waiting: readonly (number | undefined)[],
  devices: number,
): (number | undefined)[] {
  let total = running.reduce<number | undefined>(sum, 0)
  return waiting.map((seconds) => {
    total = sum(total, seconds)
    return total === undefined ? undefined : total / Math.max(1, devices)
  })
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b
}

/** The kind of a job's render, see `RenderPace`. */
function kindOf({ command, network, layer }: Job): string[] {
  return [command, network, layer]
}

/**
 * The pace before the first render, in seconds per multiply-add: a step passes three times through the network
 * (forward, and backward for the gradient at twice the cost), and two ordinary cores make some 60 billion multiply-adds
 * a second. It is optimistic, so that it refuses only jobs that would take far too long.
 */
const OPTIMISTIC_PACE = 3 / 60e9

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

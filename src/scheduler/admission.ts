/** The limits on jobs that have not ended: counts by user and by place, and the errors that a refused user reads. */
import { UserError } from '../core/errors.ts'
import { type Limits, stricterLimits } from '../core/limits.ts'
import { count, estimate } from '../i18n/format.ts'
import { phrase } from '../i18n/phrase.ts'
import type { Submission } from './types.ts'

/** A job that counts against the limits. */
interface CountedJob {
  readonly submission: Submission
  /** When the job will end, in milliseconds since 1970; absent if unknown. */
  readonly endsAt?: number
}

export interface Admission {
  /** Throws `UserError` limit when the user has too many jobs, or the place too many that wait. */
  check(submission: Submission): void
  /** Counts a job of its user that waits in its place. */
  add(job: CountedJob): void
  /** The job no longer counts for its user. */
  remove(job: CountedJob): void
  /** Changes the number of jobs that wait in the job's place. */
  addWaiting(job: CountedJob, difference: 1 | -1): void
}

/** @param now The clock, in milliseconds since 1970. */
export function createAdmission(limits: Limits, now: () => number): Admission {
  const byUser = new Map<string, Set<CountedJob>>()
  const waitingByPlace = new Map<string, number>()

  function addWaiting({ submission: { place } }: CountedJob, difference: 1 | -1): void {
    const waiting = (waitingByPlace.get(place) ?? 0) + difference
    if (waiting === 0) waitingByPlace.delete(place)
    else waitingByPlace.set(place, waiting)
  }

  return {
    check({ user, place, limits: ofPlace }) {
      const { perUser, perPlaceWaiting } = stricterLimits(limits, ofPlace)
      const jobs = [...(byUser.get(user) ?? [])]
      if (jobs.length >= perUser) throw tooManyOfUser(perUser, secondsToNext(jobs, now()))
      if ((waitingByPlace.get(place) ?? 0) >= perPlaceWaiting) throw tooManyOfPlace(perPlaceWaiting)
    },

    add(job) {
      const { user } = job.submission
      byUser.set(user, (byUser.get(user) ?? new Set()).add(job))
      addWaiting(job, 1)
    },

    remove(job) {
      const { user } = job.submission
      const jobs = byUser.get(user)
      jobs?.delete(job)
      if (jobs?.size === 0) byUser.delete(user)
    },

    addWaiting,
  }
}

/** Seconds until the first of the jobs ends; infinite if that is known of none. */
function secondsToNext(jobs: readonly CountedJob[], now: number): number {
  return (Math.min(...jobs.map(({ endsAt = Number.POSITIVE_INFINITY }) => endsAt)) - now) / 1000
}

/** @param seconds Until one of them is done; infinite if unknown. */
function tooManyOfUser(limit: number, seconds: number): UserError {
  const pictures = count(limit, 'picture')
  const end = limit === 1 ? phrase`when it is done` : phrase`when one of them is done`
  const when = Number.isFinite(seconds) ? phrase`${end}, in ${estimate(seconds)}` : end
  return new UserError('limit', phrase`You already have ${pictures} waiting or running; send the next ${when}.`)
}

function tooManyOfPlace(limit: number): UserError {
  const pictures = count(limit, 'picture')
  return new UserError(
    'limit',
    phrase`This place already has ${pictures} waiting; come back when one of them has started.`,
  )
}

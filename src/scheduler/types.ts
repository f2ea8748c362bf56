/** The scheduler's interface for the bot: submissions in, events out. Types only: both processes may import them. */
import type { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Limits } from '../core/limits.ts'
import type { Progress, Result } from '../core/result.ts'
import type { Text } from '../i18n/phrase.ts'

/** A job with everything that scheduling and rendering it take. */
export interface Submission {
  /** Unique over all jobs, past ones included. */
  readonly id: string
  readonly job: Job
  /** Unique over all platforms. */
  readonly user: string
  /** Unique over all platforms. */
  readonly place: string
  /** The job's photo, if it has one: the upload's bytes. */
  readonly photo?: Uint8Array
  /** The job's second photo, if it has one: the upload's bytes. */
  readonly guide?: Uint8Array
  /** The place's own limits; they apply where they are stricter than the scheduler's. */
  readonly limits?: Partial<Limits>
  /** Whether the job was accepted before, by a bot that has ended since; no limit refuses it again. Default false. */
  readonly isResumed?: boolean
  /** The hint for a job that is refused because it would take too long. Default: a smaller size, or fewer frames. */
  readonly suggestion?: Text
  /** The amount of computation, in multiply-adds. Without it the job's time cannot be estimated. */
  readonly work?: number
  /** The interval between previews, in seconds. Default: no previews. */
  readonly previewSeconds?: number
}

/**
 * A change in a job's life, in order: `waiting` (again at every change of position), `running` (again at every step),
 * then one `Ending`.
 */
export type JobEvent =
  | {
      readonly state: 'waiting'
      /** The position in the queue, from 1. */
      readonly position: number
      /** Seconds until the job is done; absent if the time of a job up to it is unknown. */
      readonly etaSeconds?: number
    }
  | { readonly state: 'running'; readonly progress?: Progress }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly error: UserError }
  | { readonly state: 'cancelled' }

/** The last event of a job. */
export type Ending = Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>

/**
 * Queues jobs and renders each when a device is free.
 *
 * @example
 * const scheduler = createScheduler({ pool, log })
 * await scheduler.submit({ id: randomUUID(), job, user: 'discord:1', place: 'discord:2', photo }, (event) => {
 *   if (event.state === 'waiting') console.log(`number ${event.position} in the queue`)
 *   if (event.state === 'done') console.log(event.result.files)
 * })
 */
export interface Scheduler {
  /**
   * Accepts a job, or throws `UserError` limit: the user or the place has too many jobs, the job would take too long,
   * or the scheduler is shutting down.
   *
   * @param onEvent Called with every event of the job, one at a time; the first call comes before the promise resolves.
   */
  submit(submission: Submission, onEvent: (event: JobEvent) => void): Promise<void>
  /** Cancels a waiting job at once, a running one at its next step; false if the job has ended or is unknown. */
  cancel(id: string): boolean
  /** All jobs that have not ended: the running ones, then the waiting ones in the order in which they will start. */
  queue(): readonly ScheduledJob[]
  /** Accepts and starts no more jobs; resolves when the running ones have ended, or after `seconds`. */
  drain(seconds: number): Promise<void>
  /** Cancels all jobs and ends the workers. */
  close(): Promise<void>
}

/** A fact about one job, for metrics. */
type Observation =
  | { readonly type: 'accepted' | 'retried'; readonly submission: Submission }
  /** `waitedSeconds` is the time since the job was accepted, or put back into the queue. */
  | { readonly type: 'started'; readonly submission: Submission; readonly waitedSeconds: number }
  | { readonly type: 'ended'; readonly submission: Submission; readonly ending: Ending }

export type ObservationListener = (observation: Observation) => void

export interface ScheduledJob {
  readonly id: string
  readonly user: string
  /** From 1; 0 while the job runs. */
  readonly position: number
  /** Seconds until the job is done; absent if unknown. */
  readonly etaSeconds?: number
}

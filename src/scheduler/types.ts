/** What the scheduler promises to the bot and asks of a worker. Types only: both processes may import it. */
import type { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Limits } from '../core/limits.ts'
import type { Progress, Result } from '../core/result.ts'
import type { Text } from '../i18n/phrase.ts'

export interface Submission {
  /** Never used before. */
  readonly id: string
  readonly job: Job
  /** Unique over all platforms. */
  readonly user: string
  readonly place: string
  /** The job's photo, if it has one: the upload's bytes. */
  readonly photo?: Uint8Array
  /** Its second photo, if it has one. */
  readonly guide?: Uint8Array
  /** What the place allows where that is less than the scheduler's own limits. */
  readonly limits?: Partial<Limits>
  /** It was accepted once before, and no limit keeps it out now. */
  readonly isResumed?: boolean
  /** What to do instead, where it is refused because it would take too long. Default to ask for less. */
  readonly suggestion?: Text
  /** How much there is to render, in multiply-adds; without it there are no estimates while it waits. */
  readonly work?: number
  /** How often progress brings a preview, in seconds. Default never. */
  readonly previewSeconds?: number
}

/** A job's life, in order: waiting (again at every change of position), running, then one of the last three. */
export type JobEvent =
  | {
      readonly state: 'waiting'
      /** In line, from 1. */
      readonly position: number
      /** Until its end, where the pace of the jobs up to it is known. */
      readonly etaSeconds?: number
    }
  | { readonly state: 'running'; readonly progress?: Progress }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly error: UserError }
  | { readonly state: 'cancelled' }

export interface Scheduler {
  /**
   * Accepts a job. `listen` hears every event of the job, the first before this settles, one at a time.
   * Throws `UserError` limit when the user or the place has too many.
   */
  submit(submission: Submission, listen: (event: JobEvent) => void): Promise<void>
  /** Cancels a waiting or running job, at the next step; false if it is over or unknown. */
  cancel(id: string): boolean
  /** The jobs that are not over: those that run, and those that wait in the order in which they will start. */
  queue(): readonly QueuedJob[]
  /** Takes no new jobs and starts none; settles when those that run are over, or after so many seconds. */
  drain(seconds: number): Promise<void>
  /** Cancels all jobs and ends the workers. */
  close(): Promise<void>
}

/** What is counted and measured of jobs. */
type Observation =
  | { readonly type: 'accepted' | 'retried'; readonly submission: Submission }
  | { readonly type: 'started'; readonly submission: Submission; readonly waitedSeconds: number }
  | {
      readonly type: 'ended'
      readonly submission: Submission
      readonly ending: Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>
    }

export type ObservationListener = (observation: Observation) => void

export interface QueuedJob {
  readonly id: string
  readonly user: string
  /** From 1; 0 while it runs. */
  readonly position: number
  /** Until its end, where that is known. */
  readonly etaSeconds?: number
}

/** How a job's life ends. */
export type Ending = Extract<JobEvent, { state: 'done' | 'failed' | 'cancelled' }>

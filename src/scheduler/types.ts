/** What the scheduler promises to the bot and asks of a worker. Types only: both processes may import it. */
import type { Job, Progress, Result } from '../command.ts'
import type { ErrorCode, UserError } from '../errors.ts'

export interface Submission {
  readonly job: Job
  /** Unique over all platforms. */
  readonly user: string
  readonly place: string
  /** The job's photo, if it has one: the upload's bytes. */
  readonly photo?: Uint8Array
}

/** A job's life, in order: waiting (again at every change of position), running, then one of the last three. */
export type JobEvent =
  | { readonly state: 'waiting'; readonly position: number }
  | { readonly state: 'running'; readonly progress?: Progress }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly error: UserError }
  | { readonly state: 'cancelled' }

export interface Scheduler {
  /**
   * Accepts a job and returns its id. `listen` hears every event of the job, the first before this settles, one at a time.
   * Throws `UserError` limit when the user or the place has too many.
   */
  submit(submission: Submission, listen: (event: JobEvent) => void): Promise<string>
  /** Cancels a waiting or running job, at the next step; false if it is over or unknown. */
  cancel(id: string): boolean
  /** Who asked for a job that is waiting or running. */
  owner(id: string): string | undefined
  /** Cancels all jobs and ends the workers. */
  close(): Promise<void>
}

/** How a worker process is set up: its first and only command-line argument, as JSON. */
export interface WorkerOptions {
  /** Folder of weights, absolute. */
  readonly weights: string
  readonly engine: string
}

/** Scheduler to worker. */
export type ToWorker =
  | { readonly type: 'render'; readonly id: string; readonly job: Job; readonly photo?: Uint8Array }
  | { readonly type: 'cancel'; readonly id: string }

/** Worker to scheduler. */
export type FromWorker =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly type: 'done'; readonly id: string; readonly result: Result }
  | { readonly type: 'cancelled'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly error: WireError }

/** An error between processes: a `UserError` by its fields, or a bug by its stack. */
export type WireError =
  | { readonly kind: 'user'; readonly code: ErrorCode; readonly message: string; readonly hint: string }
  | { readonly kind: 'bug'; readonly stack: string }

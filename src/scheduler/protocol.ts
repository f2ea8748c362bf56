/** Messages between the scheduler and a worker process. Types only: both processes may import them. */
import type { ErrorCode } from '../core/errors.ts'
import type { Progress, Result } from '../core/result.ts'
import type { Text } from '../i18n/phrase.ts'
import type { Submission } from './types.ts'

/** The setup of a worker process: its first and only command-line argument, as JSON. */
export interface WorkerOptions {
  /** Folder of weights, absolute. */
  readonly weights: string
  readonly engine: string
  /** The folder of the atlas, a cache of drawn filters. Default: none, and nothing is cached. */
  readonly atlas?: {
    /** Absolute. */
    readonly folder: string
    /** The most that the folder may hold; the least recently used tiles are removed first. */
    readonly bytes: number
    /** Whether results contain their tiles, for a bot that has another folder. Default false. */
    readonly sendTiles?: boolean
  }
  /** The number of the device that renders. Default: the engine chooses. */
  readonly device?: number
}

/** A message from the scheduler to a worker. */
export type ToWorker = ({ readonly type: 'render' } & RenderRequest) | { readonly type: 'cancel'; readonly id: string }

/** The part of a submission that a worker needs. */
export type RenderRequest = Pick<Submission, 'id' | 'job' | 'photo' | 'guide' | 'previewSeconds'>

/** A message from a worker to the scheduler: about its process, or about the job with that `id`. */
export type FromWorker = ProcessMessage | JobMessage

export type ProcessMessage =
  /** A line for the log. */
  | { readonly type: 'log'; readonly message: string }
  /** Asks to be replaced after the current job; the next job starts a new process. */
  | { readonly type: 'retire'; readonly reason: string }
  /**
   * The resident memory of the process, sent at an interval while a job runs and once before the job's last message.
   */
  | { readonly type: 'memory'; readonly bytes: number }

export type JobMessage =
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly type: 'done'; readonly id: string; readonly result: Result }
  | { readonly type: 'cancelled'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly error: WireError }

/** An error between processes: a `UserError` by its fields, or a bug by its stack. */
export type WireError =
  | { readonly kind: 'user'; readonly code: ErrorCode; readonly message: Text; readonly hint: Text }
  | { readonly kind: 'bug'; readonly stack: string }

import type { ErrorCode } from '../core/errors.ts'
import type { Progress, Result } from '../core/result.ts'
import type { Text } from '../i18n/phrase.ts'
import type { Submission } from './types.ts'

/** How a worker process is set up: its first and only command-line argument, as JSON. */
export interface WorkerOptions {
  /** Folder of weights, absolute. */
  readonly weights: string
  readonly engine: string
  /** Where tiles of the atlas are kept; default nowhere. */
  readonly atlas?: {
    /** Absolute. */
    readonly folder: string
    readonly bytes: number
    /** Whether results bring theirs along, for a bot that has another folder. Default no. */
    readonly sendTiles?: boolean
  }
  /** The number of the device that renders. Default one that the engine chooses. */
  readonly device?: number
}

/** Scheduler to worker. */
export type ToWorker = ({ readonly type: 'render' } & RenderRequest) | { readonly type: 'cancel'; readonly id: string }

/** What a worker is told of a job. */
export type RenderRequest = Pick<Submission, 'id' | 'job' | 'photo' | 'guide' | 'previewSeconds'>

/** Worker to scheduler. */
export type FromWorker =
  /** For those who run the bot. */
  | { readonly type: 'log'; readonly message: string }
  /** Why the process is to get no job after this one: what comes next goes to a new process. */
  | { readonly type: 'retire'; readonly reason: string }
  | { readonly type: 'progress'; readonly id: string; readonly progress: Progress }
  | { readonly type: 'done'; readonly id: string; readonly result: Result }
  | { readonly type: 'cancelled'; readonly id: string }
  | { readonly type: 'failed'; readonly id: string; readonly error: WireError }

/** An error between processes: a `UserError` by its fields, or a bug by its stack. */
export type WireError =
  | { readonly kind: 'user'; readonly code: ErrorCode; readonly message: Text; readonly hint: Text }
  | { readonly kind: 'bug'; readonly stack: string }

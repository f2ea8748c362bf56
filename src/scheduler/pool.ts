/** Where jobs are rendered: processes of this machine, or workers anywhere that a Redis brings together. */
import type { Progress } from '../core/result.ts'
import type { RenderRequest } from './protocol.ts'
import type { Ending } from './types.ts'

/**
 * One job at a time on each device. Whatever becomes of a device, every render ends: a pool tells of what was lost, and
 * whoever asked decides whether to try again.
 */
export interface WorkerPool {
  /** How many jobs can run at the same time now; 0 while no device is to be had. */
  readonly size: number
  /** Hears of every change of `size`. One listener. */
  onSizeChange(listener: () => void): void
  /**
   * Renders one job on a free device. Called for no more jobs at once than `size` said last. An ending `failed` with the
   * code `worker-lost` or `out-of-memory` may be tried again.
   */
  render(rendered: RenderRequest, hear: (progress: Progress) => void): Promise<Ending>
  /** Ends a job at its next step, or with its device when that does not come; false if it does not run here. */
  cancel(id: string): boolean
  /** Cancels all jobs and lets go of the devices. */
  close(): Promise<void>
  /** What its render processes hold. Default unknown. */
  workers?(): readonly { readonly host: string; readonly bytes: number }[]
}

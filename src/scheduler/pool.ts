/** The interface of what renders jobs: processes of this machine, or workers elsewhere that share a Redis. */
import type { Progress } from '../core/result.ts'
import type { RenderRequest } from './protocol.ts'
import type { Ending } from './types.ts'

/**
 * Devices that render jobs, one job at a time on each. Every render settles, whatever happens to its device: the pool
 * reports the loss, and the caller decides whether to try again.
 *
 * @example
 * const pool = createLocalPool({ workerPath, workers: [{ weights: '/weights', engine: 'onnx-cpu' }], log })
 * const ending = await pool.render({ id: 'one', job, photo }, ({ done }) => console.log(`${Math.round(done * 100)} %`))
 * if (ending.state === 'done') await writeFile('out.png', ending.result.files[0].data)
 * await pool.close()
 */
export interface WorkerPool {
  /** The number of jobs that can run at the same time now; 0 while no device is reachable. */
  readonly size: number
  /** Sets the function that is called after every change of `size`. There is one; a second call replaces the first. */
  onSizeChange(listener: () => void): void
  /**
   * Renders one job on a free device. No more jobs may be in progress than the last `size`. An ending `failed` with the
   * code `worker-lost` or `out-of-memory` may succeed when it is tried again.
   */
  render(request: RenderRequest, onProgress: (progress: Progress) => void): Promise<Ending>
  /**
   * Ends a job at its next step; a device that takes no step in time is ended with it. False if the job does not run in
   * this pool.
   */
  cancel(id: string): boolean
  /** Cancels all jobs and releases the devices. */
  close(): Promise<void>
  /** The host and the resident memory, in bytes, of each render process. Absent where that is unknown. */
  workers?(): readonly { readonly host: string; readonly bytes: number }[]
}

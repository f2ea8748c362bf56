/** Which size of a picture would do where the one that was asked for is too much. */
import type { Job } from '../core/job.ts'

/** Smaller pictures show nothing. */
const SMALLEST = 64

/**
 * The size at which the job has so large a share of its pixels, of which time and memory are made; undefined for a job
 * without a size, and where nothing would be seen any more.
 */
export function smallerSize({ parameters: { size } }: Pick<Job, 'parameters'>, share: number): number | undefined {
  const fitting = typeof size === 'number' ? Math.floor((size * Math.sqrt(share)) / 16) * 16 : 0
  return fitting >= SMALLEST ? fitting : undefined
}

/** The smaller size that is suggested in place of one that takes too much time or memory. */
import type { Job } from '../core/job.ts'

/** The smallest size that is worth suggesting, in pixels: smaller pictures show nothing. */
const MIN_SIZE = 64

/**
 * The size, in pixels, at which the job's picture has `share` (0..1) of its pixels, rounded down to a multiple of 16.
 * Time and memory are proportional to the number of pixels, so the size is multiplied by the square root of `share`.
 * Undefined for a job without a size, and for results below 64.
 */
export function smallerSize({ parameters: { size } }: Pick<Job, 'parameters'>, share: number): number | undefined {
  const fitting = typeof size === 'number' ? Math.floor((size * Math.sqrt(share)) / 16) * 16 : 0
  return fitting >= MIN_SIZE ? fitting : undefined
}

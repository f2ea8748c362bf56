/** The pictures that a filter job draws: which direction each shows, and which of them each frame of an animation is. */
import type { Job } from '../../src/core/job.ts'
import { type Direction, parseDirections } from '../../src/core/selection/directions.ts'
import { MOST_FILTERS } from '../../src/core/selection/filter-list.ts'
import { type Interpolation, interpolate } from '../../src/vis/feature/interpolation.ts'
import type { FilterParameters } from './options.ts'

/**
 * @param filterCount The number of filters in the layer. Default unlimited: the job was checked when it was made.
 * @returns One direction for each picture; with `frames`, the index of the picture that each frame shows.
 */
export function picturesOf(
  { layer, parameters }: Pick<Job<FilterParameters>, 'layer' | 'parameters'>,
  filterCount = Number.POSITIVE_INFINITY,
): Pick<Interpolation, 'directions'> & Partial<Interpolation> {
  const { filters, variations, frames } = parameters
  const directions = parseDirections(filters, { layer, filters: filterCount, most: MOST_FILTERS })
  if (frames > 1) return interpolate(directions, frames)
  return { directions: directions.flatMap((direction) => Array<Direction>(variations).fill(direction)) }
}

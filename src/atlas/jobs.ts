/** The jobs whose pictures the atlas keeps: grids of one layer's filters with all options at their defaults, and their tiles. */
import { isDeepStrictEqual } from 'node:util'
import type { Job } from '../core/job.ts'
import { type Direction, formatDirection } from '../core/selection/directions.ts'
import type { ResolvedLayer } from '../network/catalog/network-info.ts'
import { ascentDefaults } from '../vis/feature/defaults.ts'
import { methods } from '../vis/feature/methods.ts'

/** The seed of all tiles. It is fixed, so that everybody who names no other seed sees the same picture of a filter. */
export const ATLAS_SEED = 0

/** A layer, as far as its atlas jobs depend on it. */
type AtlasLayer = Pick<ResolvedLayer, 'network' | 'layer' | 'defaults' | 'size'>

/** The atlas's job for some filters of one layer: a grid, or the tile of a single filter. `filters` is a list like `0-24`. */
export function atlasJob(atlasLayer: AtlasLayer, filters: string) {
  const { network, layer } = atlasLayer
  return {
    command: 'filter',
    network,
    layer,
    parameters: {
      method: 'sharp',
      variations: 1,
      frames: 1,
      neuron: false,
      filters,
      ...ascentDefaults('sharp', atlasLayer, { several: true }),
      format: 'png',
    },
    seed: ATLAS_SEED,
  } as const satisfies Job
}

/** Whether the tiles of a job are those of the atlas: its options, apart from the filters and the format, are the defaults. */
export function isAtlasJob(job: Job, atlasLayer: AtlasLayer): boolean {
  if (job.seed !== ATLAS_SEED || job.image !== undefined) return false
  const { filters, format, ...rest } = job.parameters
  const { filters: _, format: __, ...usual } = atlasJob(atlasLayer, '').parameters
  return isDeepStrictEqual(rest, usual)
}

/** The job of a single tile of a grid. */
export function tileJob<Parameters extends Job['parameters']>(
  job: Job<Parameters>,
  direction: Direction,
): Job<Parameters> {
  return { ...job, parameters: { ...job.parameters, filters: formatDirection(direction) } }
}

/** The numbers of the filters that the atlas has of a layer: the first ones, as many as a grid shows by default. */
export function atlasFilters({ filters }: Pick<ResolvedLayer, 'filters'>): number[] {
  return Array.from({ length: Math.min(methods.sharp.defaultFilters, filters) }, (_, i) => i)
}

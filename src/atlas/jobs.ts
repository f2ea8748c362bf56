/** The recipe that all tiles of the atlas follow: grids at their defaults, and each tile by itself. */
import { isDeepStrictEqual } from 'node:util'
import type { Job } from '../core/job.ts'
import { type Direction, formatDirection } from '../core/selection/directions.ts'
import type { ResolvedLayer } from '../network/catalog/network-info.ts'
import { ascentDefaults } from '../vis/feature/defaults.ts'
import { methods } from '../vis/feature/methods.ts'

/** With it a filter's picture is the same for everybody who does not ask for another. */
export const ATLAS_SEED = 0

/** What a recipe needs to know of a layer. */
type Plate = Pick<ResolvedLayer, 'network' | 'layer' | 'defaults' | 'size'>

/** The job of a grid of filters of one layer, or of one tile; `filters` is a list as `directionList` writes it. */
export function tileJob(plate: Plate, filters: string) {
  const { network, layer } = plate
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
      ...ascentDefaults('sharp', plate, { several: true }),
      format: 'png',
    },
    seed: ATLAS_SEED,
  } as const satisfies Job
}

/** Whether the tiles of a job follow the recipe. */
export function isAtlas(job: Job, plate: Plate): boolean {
  if (job.seed !== ATLAS_SEED || job.image !== undefined) return false
  const { filters, format, ...rest } = job.parameters
  const { filters: _, format: __, ...usual } = tileJob(plate, '').parameters
  return isDeepStrictEqual(rest, usual)
}

/** The job of one tile of a grid. */
export function tileOf<Parameters extends Job['parameters']>(
  job: Job<Parameters>,
  direction: Direction,
): Job<Parameters> {
  return { ...job, parameters: { ...job.parameters, filters: formatDirection(direction) } }
}

/** The filters of a layer that the atlas shows. */
export function atlasFilters({ filters }: Pick<ResolvedLayer, 'filters'>): number[] {
  return Array.from({ length: Math.min(methods.sharp.defaultFilters, filters) }, (_, i) => i)
}

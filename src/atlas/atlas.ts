/** The bot's view of the atlas: results that are kept already, jobs that are still missing, and paths of tiles. */
import type { WorkContext } from '../command/command.ts'
import type { Job } from '../core/job.ts'
import type { Result, SentTile } from '../core/result.ts'
import { parseDirections } from '../core/selection/directions.ts'
import { silentFiltersNote } from '../core/selection/silent-filters.ts'
import { phrase } from '../i18n/phrase.ts'
import { encodeRendering } from '../image/result-files.ts'
import type { Catalog } from '../network/catalog/catalog.ts'
import { methods } from '../vis/feature/methods.ts'
import { atlasJob } from './jobs.ts'
import { NO_TILES, type TileCache } from './tile-cache.ts'
import { decodeTile } from './tile-file.ts'

export interface Atlas extends WorkContext {
  /** The result of a job whose picture is kept; undefined for any other job. */
  keptResult(job: Job): Promise<Result | undefined>
  /** Stores tiles that a worker on another machine has sent. Throws `UserError` output. */
  keep(tiles: readonly SentTile[]): Promise<void>
  /**
   * The path of the picture of one filter, a PNG; undefined if it is not kept. Throws `UserError` unknown-network,
   * unknown-layer, or missing-weights for a network that is not installed.
   */
  tilePath(tile: {
    readonly network: string
    readonly layer: string
    readonly filter: number
  }): Promise<string | undefined>
}

/** @param tiles Default a cache that keeps nothing. */
export function createAtlas(catalog: Catalog, tiles: TileCache = NO_TILES): Atlas {
  const kept = async (job: Job) => (await tiles.of(job.network)).get(job)
  const choice = (network: string, layer: string) => catalog.choose({ network, layer, use: 'filter' })

  return {
    choice,
    convolutions: catalog.costs.convolutions,

    async missing(jobs) {
      const [first] = jobs
      if (!first) return []
      const own = await tiles.of(first.network)
      const found = await Promise.all(jobs.map((job) => own.get(job)))
      return jobs.filter((_, i) => !found[i])
    },

    async keptResult(job) {
      const started = performance.now()
      const tile = await kept(job)
      if (!tile) return undefined
      const picture = await decodeTile(tile.file)
      const { files, size } = await encodeRendering({ kind: 'picture', picture }, job)
      const { filters } = choice(job.network, job.layer)
      const [direction = []] = parseDirections(String(job.parameters.filters), { layer: job.layer, filters, most: 1 })
      const larger = methods.sharp.defaults.size
      return {
        files,
        report: {
          job,
          kind: 'picture',
          network: job.network,
          engine: tile.facts.engine,
          layers: [job.layer],
          size,
          score: [],
          stepSeconds: [],
          seconds: (performance.now() - started) / 1000,
          files: files.map(({ name }) => name),
        },
        notes: [
          ...(job.note === undefined ? [] : [job.note]),
          ...silentFiltersNote([{ direction, fired: tile.facts.fired }], filters),
          phrase`From the atlas. Set a size, such as ${larger}, to draw it again, larger and finer.`,
        ],
      }
    },

    async keep(sent) {
      for (const { job, data } of sent) await (await tiles.of(job.network)).put(job, data)
    },

    async tilePath({ network, layer, filter }) {
      return (await kept(atlasJob(choice(network, layer), String(filter))))?.path
    },
  }
}

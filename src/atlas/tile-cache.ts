/**
 * Tiles on disk: pictures of single filters, each under a hash of its job, the network's weights, the engine and the version
 * of Dreambot. The render processes write them, the bot reads them too.
 */
import { createHash } from 'node:crypto'
import { dataFolderUnusable } from '../core/common-errors.ts'
import type { Job } from '../core/job.ts'
import { phrase } from '../i18n/phrase.ts'
import { version } from '../system/version.ts'
import { createLruFolder } from './lru-folder.ts'
import { type TileFacts, tileFacts } from './tile-file.ts'

export interface TileCache {
  /** The tiles of a network with its present weights. */
  of(network: string): Promise<NetworkTiles>
}

export interface NetworkTiles {
  /** The tile of a job, whose last use is now; undefined if there is none, or its file is damaged. */
  get(job: Job): Promise<KeptTile | undefined>
  /** Stores a tile; `file` comes from `encodeTile`. Throws `UserError` output if the disk does not take it. */
  put(job: Job, file: Uint8Array): Promise<void>
}

interface KeptTile {
  readonly path: string
  /** The file's content: a PNG. */
  readonly file: Uint8Array
  readonly facts: TileFacts
}

export interface TileCacheOptions {
  /** Created when it is first needed. */
  readonly folder: string
  /** The most bytes that all tiles together may have. The least recently used ones are deleted. */
  readonly bytes: number
  /** The setting DREAMBOT_ENGINE. */
  readonly engine: string
  /** A text that changes whenever the weights of a network do. */
  readonly weightsVersion: (network: string) => Promise<string>
}

export function createTileCache({ folder, bytes, engine, weightsVersion }: TileCacheOptions): TileCache {
  const files = createLruFolder({ folder, bytes })

  return {
    async of(network) {
      const source = [await weightsVersion(network), engine, version]
      const nameOf = (job: Job) => `${sha256(JSON.stringify([pixelRecipe(job), ...source]))}.png`
      return {
        async get(job) {
          const name = nameOf(job)
          const file = await files.read(name)
          const facts = file && tileFacts(file)
          if (!facts) return undefined
          await files.touch(name)
          return { path: files.path(name), file, facts }
        },

        async put(job, file) {
          try {
            await files.write(nameOf(job), file)
          } catch (error) {
            const { code } = error as NodeJS.ErrnoException
            throw dataFolderUnusable(phrase`The atlas cannot be kept in ${folder}: ${String(code)}.`)
          }
        },
      }
    },
  }
}

/** A cache that keeps nothing. */
export const NO_TILES: TileCache = {
  of: async () => ({ get: async () => undefined, put: async () => {} }),
}

/** The parts of a job that a tile's pixels depend on, in a fixed order. The job's note and format do not count: a tile is always a PNG. */
function pixelRecipe({ note, parameters: { format, ...parameters }, ...job }: Job): unknown[] {
  return [job, parameters].map((part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

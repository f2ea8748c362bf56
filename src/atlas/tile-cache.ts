/**
 * Pictures of single filters on disk, each under the hash of its recipe and of all else that its pixels depend on. Written
 * by whoever renders, read by the bot as well.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import { phrase } from '../i18n/phrase.ts'
import { makeFolder } from '../system/make-folder.ts'
import { version } from '../system/version.ts'
import { writeFileAtomically } from '../system/write-file.ts'
import { type TileFacts, tileFacts } from './tile-file.ts'

export interface TileCache {
  /** Those of the network as its weights are now. */
  of(network: string): Promise<NetworkTiles>
}

export interface NetworkTiles {
  /** Undefined where none is kept; one that is damaged counts as none. */
  get(job: Job): Promise<KeptTile | undefined>
  /** `file` is a tile as `encodeTile` makes it. Throws `UserError` output. */
  put(job: Job, file: Uint8Array): Promise<void>
}

interface KeptTile {
  readonly path: string
  readonly file: Uint8Array
  readonly facts: TileFacts
}

export interface TilesOptions {
  /** Is made when first needed. */
  readonly folder: string
  /** How much may lie there; what was used longest ago makes room. */
  readonly bytes: number
  /** As it is set. */
  readonly engine: string
  /** Changes when a network's weights do. */
  readonly stamp: (network: string) => Promise<string>
}

/** What is left where room must be made, so that it need not be made again at once. */
const LEFT = 0.9

export function createTileCache({ folder, bytes, engine, stamp }: TilesOptions): TileCache {
  /** What lies in the folder, as far as this process knows. */
  let held: Promise<number> | undefined

  async function list(): Promise<{ path: string; size: number; used: number }[]> {
    const names = await readdir(folder).catch((): string[] => [])
    const found = names.map(async (name) => {
      const path = join(folder, name)
      const stats = await stat(path).catch(() => undefined)
      return stats ? [{ path, size: stats.size, used: stats.mtimeMs }] : []
    })
    return (await Promise.all(found)).flat()
  }

  async function measure(): Promise<number> {
    return (await list()).reduce((sum, { size }) => sum + size, 0)
  }

  /** Returns what is left. */
  async function makeRoom(): Promise<number> {
    const files = (await list()).sort((a, b) => a.used - b.used)
    let sum = files.reduce((total, { size }) => total + size, 0)
    if (sum <= bytes) return sum
    for (const { path, size } of files) {
      if (sum <= bytes * LEFT) break
      await rm(path, { force: true })
      sum -= size
    }
    return sum
  }

  return {
    async of(network) {
      const source = [await stamp(network), engine, version]
      const pathOf = (job: Job) => join(folder, `${hash(JSON.stringify([recipe(job), ...source]))}.png`)
      return {
        async get(job) {
          const path = pathOf(job)
          const file = await readFile(path).catch(() => undefined)
          const facts = file && tileFacts(file)
          if (!facts) return undefined
          const now = new Date()
          await utimes(path, now, now).catch(() => {})
          return { path, file, facts }
        },

        async put(job, file) {
          const path = pathOf(job)
          try {
            makeFolder(folder)
            const before = await (held ?? measure())
            await writeFileAtomically(path, file)
            held = before + file.length > bytes ? makeRoom() : Promise.resolve(before + file.length)
            await held
          } catch (error) {
            // Else one fault would be every tile's.
            held = undefined
            throw unkept(folder, error)
          }
        },
      }
    },
  }
}

/** For whoever keeps none. */
export const NO_TILES: TileCache = {
  of: async () => ({ get: async () => undefined, put: async () => {} }),
}

/** What a tile's pixels depend on; its file is a PNG whatever the job's. */
function recipe({ note, parameters: { format, ...parameters }, ...job }: Job): unknown[] {
  return [job, parameters].map((part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function unkept(folder: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException
  const text = phrase`The atlas cannot be kept in ${folder}: ${String(code)}.`
  return new UserError('output', text, phrase`Free some space there, or set DREAMBOT_DATA to another folder.`)
}

/** Stores the pictures of results on disk, each under an unguessable id. Above a limit the oldest are removed. */
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { File, Format } from '../../../core/file-types.ts'
import type { Database } from '../../../storage/database.ts'
import { writeFileAtomically } from '../../../system/write-file.ts'
import { LIMITS } from '../limits.ts'

export interface Results {
  /** Stores a card's pictures, removes those it had before, and returns the new ids in order. */
  save(visitor: string, card: string, files: readonly File[]): Promise<string[]>
  /** Undefined if the picture belongs to another visitor, or is no longer stored. */
  read(visitor: string, id: string): Promise<Pick<File, 'name' | 'format' | 'data'> | undefined>
  /** Removes a card's pictures. */
  remove(visitor: string, card: string): Promise<void>
  /** Removes all pictures of a visitor. */
  forget(visitor: string): Promise<void>
  /** Removes files that the database does not know: a process was killed while it wrote them. */
  removeOrphans(): Promise<void>
}

interface ResultsOptions {
  /** Created at the first write. */
  readonly folder: string
  readonly database: Database
  /** Bytes kept, of all visitors together. Default `LIMITS.resultBytes`. */
  readonly mostBytes?: number
}

export function createResults(options: ResultsOptions): Results {
  const { folder, database, mostBytes = LIMITS.resultBytes } = options
  const rows = openTable(database)

  async function discard(found: readonly Record<string, unknown>[]): Promise<void> {
    for (const { id } of found) {
      // The row goes first, so that a file that is being removed is no longer served.
      rows.erase.run(String(id))
      await rm(join(folder, String(id)), { force: true })
    }
  }

  async function write({ data }: File): Promise<string> {
    const id = randomUUID()
    await mkdir(folder, { recursive: true })
    await writeFileAtomically(join(folder, id), data)
    return id
  }

  return {
    async save(visitor, card, files) {
      const before = rows.ofCard.all(visitor, card)
      const ids: string[] = []
      for (const file of files) {
        const id = await write(file)
        rows.insert.run(id, visitor, card, file.name, file.format, file.data.length)
        ids.push(id)
      }
      await discard(before)
      await discard(rows.aboveLimit.all(mostBytes))
      return ids
    },

    async read(visitor, id) {
      const row = rows.select.get(visitor, id)
      if (!row) return undefined
      const data = await readFile(join(folder, id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
        return undefined
      })
      return data && { name: String(row.name), format: row.format as Format, data }
    },

    remove: (visitor, card) => discard(rows.ofCard.all(visitor, card)),
    forget: (visitor) => discard(rows.ofVisitor.all(visitor)),

    async removeOrphans() {
      const known = new Set(rows.ids.all().map(({ id }) => String(id)))
      const names = await readdir(folder).catch(() => [])
      for (const name of names) if (!known.has(name)) await rm(join(folder, name), { force: true })
    },
  }
}

/** Creates the table of pictures if it does not exist, and prepares its statements. */
function openTable(database: Database) {
  database.exec(`CREATE TABLE IF NOT EXISTS playground_files (
    id TEXT PRIMARY KEY, visitor TEXT NOT NULL, card TEXT NOT NULL, name TEXT NOT NULL, format TEXT NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT`)
  return {
    insert: database.prepare(
      'INSERT INTO playground_files (id, visitor, card, name, format, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    select: database.prepare('SELECT name, format FROM playground_files WHERE visitor = ? AND id = ?'),
    ofCard: database.prepare('SELECT id FROM playground_files WHERE visitor = ? AND card = ?'),
    ofVisitor: database.prepare('SELECT id FROM playground_files WHERE visitor = ?'),
    ids: database.prepare('SELECT id FROM playground_files'),
    erase: database.prepare('DELETE FROM playground_files WHERE id = ?'),
    /** The oldest pictures, without which the others stay within a number of bytes. */
    aboveLimit: database.prepare(
      `SELECT id FROM (SELECT id, SUM(bytes) OVER (ORDER BY rowid DESC) AS total FROM playground_files) WHERE total > ?`,
    ),
  }
}

/** The bot's database: one SQLite file in the data folder, or one in memory for whoever leaves nothing behind. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { makeFolder } from '../system/make-folder.ts'

export type Database = DatabaseSync

/** How long one process waits for another that is writing. */
const BUSY_MS = 5000

export const IN_MEMORY = ':memory:'

/** SQLite's own codes for a file that takes no writes: busy, read-only, failing, full. */
const NO_WRITES = [5, 8, 10, 13]

/** What to tell of a write that the disk has not taken; undefined of any other error. */
export function databaseUnwritable(error: unknown): UserError | undefined {
  const { code, errcode = 0, message } = error as NodeJS.ErrnoException & { errcode?: number }
  // The higher bits tell more exactly where it failed.
  if (code !== 'ERR_SQLITE_ERROR' || !NO_WRITES.includes(errcode & 0xff)) return undefined
  return new UserError(
    'output',
    phrase`Dreambot cannot note this: ${message}.`,
    phrase`Ask again later; whoever runs it has to see to its disk.`,
  )
}

/** @param folder The data folder, or `IN_MEMORY`. Throws `UserError` output for a folder that cannot hold it. */
export function openDatabase(folder: string): Database {
  try {
    if (folder === IN_MEMORY) return new DatabaseSync(IN_MEMORY)
    makeFolder(folder)
    const database = new DatabaseSync(join(folder, 'dreambot.sqlite'), { timeout: BUSY_MS })
    // Survives a killed process at any point; a power cut may cost the last moment.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    return database
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // SQLite has one code for everything.
    const reason = code === undefined || code === 'ERR_SQLITE_ERROR' ? message : code
    throw new UserError(
      'output',
      phrase`The database in ${folder} cannot be opened: ${reason}.`,
      phrase`Make room there, or set DREAMBOT_DATA to another folder.`,
    )
  }
}

/** The bot's database: one SQLite file in the data folder, or one in memory for whoever leaves nothing behind. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from './errors.ts'
import { phrase } from './language.ts'

export type Database = DatabaseSync

/** How long one process waits for another that is writing. */
const BUSY_MS = 5000

export const IN_MEMORY = ':memory:'

/** @param folder The data folder, or `IN_MEMORY`. Throws `UserError` output for a folder that cannot hold it. */
export function openDatabase(folder: string): Database {
  try {
    if (folder === IN_MEMORY) return new DatabaseSync(IN_MEMORY)
    mkdirSync(folder, { recursive: true })
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

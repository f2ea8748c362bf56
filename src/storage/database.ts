/** The bot's database: one SQLite file in the data folder, or a database in memory. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { dataFolderUnusable } from '../core/common-errors.ts'
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { makeFolder } from '../system/make-folder.ts'

export type Database = DatabaseSync

/** How long a process waits for another one that is writing, in milliseconds. */
const BUSY_MS = 5000
/** The pause between two tries to enter WAL mode, in milliseconds. */
const BUSY_PAUSE_MS = 20
const SQLITE_BUSY = 5

/** In place of a folder: the database is lost when the process ends. */
export const IN_MEMORY = ':memory:'

/** SQLite's primary result codes for a file that cannot be written: BUSY, READONLY, IOERR, FULL. */
const UNWRITABLE_CODES = [SQLITE_BUSY, 8, 10, 13]

/** The `UserError` output for a failed write to the database, such as on a full disk; undefined for any other error. */
export function databaseUnwritable(error: unknown): UserError | undefined {
  const { code, errcode = 0, message } = error as NodeJS.ErrnoException & { errcode?: number }
  // The low byte is the primary result code; the higher bits give details.
  if (code !== 'ERR_SQLITE_ERROR' || !UNWRITABLE_CODES.includes(errcode & 0xff)) return undefined
  return new UserError(
    'output',
    phrase`Dreambot cannot save this: ${message}.`,
    phrase`Ask again later. Whoever runs Dreambot must check its disk.`,
  )
}

/**
 * Opens the database, and creates the folder if needed. Throws `UserError` output if the folder cannot hold it.
 *
 * @param folder The data folder, or `IN_MEMORY`.
 */
export function openDatabase(folder: string): Database {
  try {
    if (folder === IN_MEMORY) return new DatabaseSync(IN_MEMORY)
    makeFolder(folder)
    const database = new DatabaseSync(join(folder, 'dreambot.sqlite'), { timeout: BUSY_MS })
    // In WAL mode with synchronous=NORMAL a killed process loses nothing; a power cut may lose the last transactions.
    enterWalMode(database)
    database.exec('PRAGMA synchronous = NORMAL')
    return database
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    // SQLite's errors all have the same code, so that their message is the reason.
    const reason = code === undefined || code === 'ERR_SQLITE_ERROR' ? message : code
    throw dataFolderUnusable(phrase`The database in ${folder} cannot be opened: ${reason}.`)
  }
}

/**
 * Switches the file to WAL mode. SQLite's own timeout does not apply here: of several processes that open a new file at once,
 * all but one fail with SQLITE_BUSY at once. So this waits for them, for at most `BUSY_MS`.
 */
function enterWalMode(database: Database): void {
  const deadline = performance.now() + BUSY_MS
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      const { errcode = 0 } = error as { readonly errcode?: number }
      if ((errcode & 0xff) !== SQLITE_BUSY || performance.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS)
    }
  }
}

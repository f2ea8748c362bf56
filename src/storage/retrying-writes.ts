/** Writes to the database that are queued while the disk takes none, and made in their order as soon as it does. */
import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import { type Database, databaseUnwritable } from './database.ts'

interface RetryingWritesOptions {
  /** The name of what is written, for the log: "the journal". */
  readonly name: string
  readonly database: Database
  readonly log: Log
}

/** The interval between retries, in milliseconds. */
const RETRY_MS = 2000

/**
 * Returns a function that runs a write now, or later if the database cannot be written (see `databaseUnwritable`). Any other
 * error of the write is thrown; of a write that is made later it is logged, and the write is lost.
 */
export function createRetryingWrites({ name, database, log }: RetryingWritesOptions): (write: () => void) => void {
  /** Writes that have not been made yet, oldest first. */
  const queue: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    try {
      for (; queue[0]; queue.shift()) queue[0]()
      endOutage()
    } catch (error) {
      if (!databaseUnwritable(error)) {
        queue.shift()
        throw error
      }
      beginOutage(error)
    }
  }

  function beginOutage(error: unknown): void {
    if (timer) return
    log({ level: 'error', message: `${name} cannot be written; it is tried again`, stack: stackOf(error) })
    timer = setInterval(retry, RETRY_MS).unref()
  }

  function endOutage(): void {
    if (timer) log({ level: 'info', message: `${name} is written again` })
    clearInterval(timer)
    timer = undefined
  }

  function retry(): void {
    try {
      if (database.isOpen) flush()
    } catch (error) {
      log({ level: 'error', message: `a change to ${name} is lost`, stack: stackOf(error) })
    }
  }

  return (write) => {
    queue.push(write)
    flush()
  }
}

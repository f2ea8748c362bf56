/** Checks for `health.ts`: what a bot needs to serve. */
import type { Database } from '../../storage/database.ts'
import type { Check } from './health.ts'

/** Checks that the database can be written, by writing one row. Only a write detects a full or read-only disk. */
export function canWrite(database: Database): Check {
  database.exec('CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT')
  const write = database.prepare('INSERT INTO health VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at')
  return () => {
    write.run(Date.now())
    return undefined
  }
}

/** Checks that there is a device to render on. Accepted jobs wait while there is none. */
export function hasDevice(devices: () => number): Check {
  return () => (devices() > 0 ? undefined : 'there is no worker to render with')
}

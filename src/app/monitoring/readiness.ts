/** What a bot needs in order to serve, as checks for `health.ts`. */
import type { Database } from '../../storage/database.ts'
import type { Check } from './health.ts'

/** Writes one row, for a full disk and a folder that has become read-only are told by nothing else. */
export function canWrite(database: Database): Check {
  database.exec('CREATE TABLE IF NOT EXISTS health (id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT')
  const write = database.prepare('INSERT INTO health VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at')
  return () => {
    write.run(Date.now())
    return undefined
  }
}

/** Accepted jobs wait, and are not lost, while there is none. */
export function hasDevice(devices: () => number): Check {
  return () => (devices() > 0 ? undefined : 'there is no worker to render with')
}

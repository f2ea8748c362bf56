/** How long renders take, kept in the database: the first job after a start has an estimate. */

import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Database } from './database.ts'

/** By kind of render: seconds for one unit of work. */
interface RenderTimes {
  all(): ReadonlyMap<string, number>
  keep(kind: string, pace: number): void
}

export function createRenderTimes(database: Database, log: Log): RenderTimes {
  database.exec('CREATE TABLE IF NOT EXISTS paces (kind TEXT PRIMARY KEY, pace REAL NOT NULL) STRICT')
  const all = database.prepare('SELECT kind, pace FROM paces')
  const keep = database.prepare('INSERT INTO paces VALUES (?, ?) ON CONFLICT DO UPDATE SET pace = excluded.pace')
  return {
    all: () => new Map(all.all().map(({ kind, pace }) => [String(kind), Number(pace)])),
    keep(kind, pace) {
      try {
        keep.run(kind, pace)
      } catch (error) {
        // No job is worth less for it.
        log({ level: 'warn', message: 'a pace could not be kept', stack: stackOf(error) })
      }
    },
  }
}

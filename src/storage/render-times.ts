/** Measured render times in the database, so that the first job after a start has an estimate. */
import { stackOf } from '../core/errors.ts'
import type { Log } from '../core/log.ts'
import type { Database } from './database.ts'

/** Seconds per unit of work, by kind of render. */
interface RenderTimes {
  all(): ReadonlyMap<string, number>
  /** Stores the time of a kind. Never throws: a failure is logged. */
  keep(kind: string, secondsPerUnit: number): void
}

export function createRenderTimes(database: Database, log: Log): RenderTimes {
  database.exec('CREATE TABLE IF NOT EXISTS paces (kind TEXT PRIMARY KEY, pace REAL NOT NULL) STRICT')
  const all = database.prepare('SELECT kind, pace FROM paces')
  const keep = database.prepare('INSERT INTO paces VALUES (?, ?) ON CONFLICT DO UPDATE SET pace = excluded.pace')
  return {
    all: () => new Map(all.all().map(({ kind, pace }) => [String(kind), Number(pace)])),
    keep(kind, secondsPerUnit) {
      try {
        keep.run(kind, secondsPerUnit)
      } catch (error) {
        // Only an estimate is lost; the job itself is not affected.
        log({ level: 'warn', message: 'a render time could not be stored', stack: stackOf(error) })
      }
    },
  }
}

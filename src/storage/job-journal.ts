/**
 * The journal of all accepted jobs in the database: each job with its state and its card's address. Buttons under old
 * pictures and a bot that starts again rely on it.
 */
import { defined } from '../core/defined.ts'
import type { Job } from '../core/job.ts'
import type { Log } from '../core/log.ts'
import type { Address } from '../core/platform.ts'
import type { Database } from './database.ts'
import { createRetryingWrites } from './retrying-writes.ts'

export interface JournalEntry {
  readonly id: string
  readonly job: Job
  /** The owner, see `ownerOf`. */
  readonly user: string
  /** The address for the first card; from then on, that of the latest card. */
  readonly address: Address
  /** The id of the job whose picture this job started from. */
  readonly from?: string
  /** `open` until the last card is posted. */
  readonly state: 'open' | 'done' | 'failed' | 'cancelled'
  /** The key of the result in the photo store, if the result is a single picture. */
  readonly picture?: string
  /** The filters that the photo activates most, if the job has looked for them. */
  readonly strongest?: readonly number[]
}

/**
 * On a disk that takes no writes `add`, `expire` and `forget` throw SQLite's error, see `databaseUnwritable`. The other
 * changes are retried until they succeed.
 */
export interface JobJournal {
  /** Adds an open job. Throws for an id that is in the journal already. */
  add(entry: Pick<JournalEntry, 'id' | 'job' | 'user' | 'address' | 'from'>): void
  /** Stores where the latest card is. An unknown id is ignored, as in all changes. */
  setAddress(id: string, address: Address): void
  /** Stores the key of the result, from which the button `deeper` starts. */
  setPicture(id: string, picture: string): void
  /** Stores the filters that the button `draw-strongest` draws. */
  setStrongest(id: string, strongest: readonly number[]): void
  /** Stores how the job has ended. */
  end(id: string, state: Exclude<JournalEntry['state'], 'open'>): void
  /** A job by its id; undefined if it is unknown or was erased. */
  get(id: string): JournalEntry | undefined
  /** The open jobs, oldest first. */
  open(): JournalEntry[]
  /** Ends open jobs from before `time`, in milliseconds since 1970, as failed. Returns their number. */
  expire(time: number): number
  /** Erases all jobs of a person. Returns the keys of their photos and pictures that no other job uses. */
  forget(user: string): string[]
}

interface JobJournalOptions {
  /** The present time, in milliseconds since 1970. Default the system's clock. */
  readonly now?: () => number
  /** Default a log that drops everything. */
  readonly log?: Log
}

export function createJobJournal(database: Database, options: JobJournalOptions = {}): JobJournal {
  const { now = Date.now, log = () => {} } = options
  database.exec(`CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, user TEXT NOT NULL, address TEXT NOT NULL, source TEXT,
    state TEXT NOT NULL, picture TEXT, strongest TEXT, created INTEGER NOT NULL
  ) STRICT`)
  const insert = database.prepare(
    `INSERT INTO jobs (id, job, user, address, source, state, created) VALUES (?, ?, ?, ?, ?, 'open', ?)`,
  )
  const updateAddress = database.prepare('UPDATE jobs SET address = ? WHERE id = ?')
  const updatePicture = database.prepare('UPDATE jobs SET picture = ? WHERE id = ?')
  const updateStrongest = database.prepare('UPDATE jobs SET strongest = ? WHERE id = ?')
  const updateState = database.prepare('UPDATE jobs SET state = ? WHERE id = ?')
  const select = database.prepare('SELECT * FROM jobs WHERE id = ?')
  const selectPhotos = database.prepare(
    `SELECT picture AS key FROM jobs WHERE user = ? AND picture IS NOT NULL
     UNION SELECT job ->> '$.image' FROM jobs WHERE user = ? AND job ->> '$.image' IS NOT NULL
     UNION SELECT job ->> '$.guide' FROM jobs WHERE user = ? AND job ->> '$.guide' IS NOT NULL`,
  )
  const eraseUser = database.prepare('DELETE FROM jobs WHERE user = ?')
  const isUsed = database.prepare(
    `SELECT 1 FROM jobs WHERE ? IN (picture, job ->> '$.image', job ->> '$.guide') LIMIT 1`,
  )
  const expireOpen = database.prepare(`UPDATE jobs SET state = 'failed' WHERE state = 'open' AND created < ?`)
  const selectOpen = database.prepare(`SELECT * FROM jobs WHERE state = 'open' ORDER BY created, rowid`)

  const write = createRetryingWrites({ name: 'the journal', database, log })

  return {
    add: ({ id, job, user, address, from }) =>
      void insert.run(id, JSON.stringify(job), user, JSON.stringify(address), from ?? null, now()),
    setAddress: (id, address) => write(() => updateAddress.run(JSON.stringify(address), id)),
    setPicture: (id, picture) => write(() => updatePicture.run(picture, id)),
    setStrongest: (id, strongest) => write(() => updateStrongest.run(JSON.stringify(strongest), id)),
    end: (id, state) => write(() => updateState.run(state, id)),
    get(id) {
      const row = select.get(id)
      return row && entryOf(row)
    },
    open: () => selectOpen.all().map(entryOf),
    expire: (time) => Number(expireOpen.run(time).changes),
    forget(user) {
      const keys = selectPhotos.all(user, user, user).map(({ key }) => String(key))
      eraseUser.run(user)
      return keys.filter((key) => isUsed.get(key) === undefined)
    },
  }
}

function entryOf({ id, job, user, address, source, state, picture, strongest }: Record<string, unknown>): JournalEntry {
  return {
    id: String(id),
    job: JSON.parse(String(job)),
    user: String(user),
    address: JSON.parse(String(address)),
    state: state as JournalEntry['state'],
    ...defined({
      from: source === null ? undefined : String(source),
      picture: picture === null ? undefined : String(picture),
      strongest: strongest === null ? undefined : JSON.parse(String(strongest)),
    }),
  }
}

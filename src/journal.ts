/**
 * Every job that was accepted, and where its card is: what buttons on old pictures, and a bot that starts again, go by.
 */
import type { Job } from './command.ts'
import type { Database } from './database.ts'
import type { Address } from './platform.ts'

export interface Entry {
  readonly id: string
  readonly job: Job
  /** Who asked for it, unique within the platform of its address. */
  readonly user: string
  /** Where its card goes, and from the first reply on where it is. */
  readonly address: Address
  /** The job whose picture this one was made of. */
  readonly from?: string
  /** Open until its last card is posted. */
  readonly state: 'open' | 'done' | 'failed' | 'cancelled'
  /** The key of its picture in the photo store, if it is one picture. */
  readonly picture?: string
  /** The filters that its photo excites most, if it has looked for them. */
  readonly strongest?: readonly number[]
}

export interface Journal {
  add(entry: Pick<Entry, 'id' | 'job' | 'user' | 'address' | 'from'>): void
  /** Where the job's card is now. */
  posted(id: string, address: Address): void
  /** What Deeper goes on from. */
  rendered(id: string, picture: string): void
  /** What Draw what fires goes on from. */
  excited(id: string, strongest: readonly number[]): void
  end(id: string, state: Exclude<Entry['state'], 'open'>): void
  get(id: string): Entry | undefined
  /** The jobs that are not over, oldest first. */
  open(): Entry[]
  /** Erases all of a person's jobs. Returns the keys of their photos and pictures that no other job needs. */
  forget(user: string): string[]
}

export function createJournal(database: Database, now: () => number = Date.now): Journal {
  database.exec(`CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, job TEXT NOT NULL, user TEXT NOT NULL, address TEXT NOT NULL, source TEXT,
    state TEXT NOT NULL, picture TEXT, strongest TEXT, created INTEGER NOT NULL
  ) STRICT`)
  const insert = database.prepare(
    `INSERT INTO jobs (id, job, user, address, source, state, created) VALUES (?, ?, ?, ?, ?, 'open', ?)`,
  )
  const move = database.prepare('UPDATE jobs SET address = ? WHERE id = ?')
  const keep = database.prepare('UPDATE jobs SET picture = ? WHERE id = ?')
  const excite = database.prepare('UPDATE jobs SET strongest = ? WHERE id = ?')
  const finish = database.prepare('UPDATE jobs SET state = ? WHERE id = ?')
  const select = database.prepare('SELECT * FROM jobs WHERE id = ?')
  const theirs = database.prepare(
    `SELECT picture AS key FROM jobs WHERE user = ? AND picture IS NOT NULL
     UNION SELECT job ->> '$.image' FROM jobs WHERE user = ? AND job ->> '$.image' IS NOT NULL`,
  )
  const erase = database.prepare('DELETE FROM jobs WHERE user = ?')
  const needed = database.prepare(`SELECT 1 FROM jobs WHERE picture = ? OR job ->> '$.image' = ? LIMIT 1`)
  const unfinished = database.prepare(`SELECT * FROM jobs WHERE state = 'open' ORDER BY created, rowid`)

  return {
    add: ({ id, job, user, address, from }) =>
      void insert.run(id, JSON.stringify(job), user, JSON.stringify(address), from ?? null, now()),
    posted: (id, address) => void move.run(JSON.stringify(address), id),
    rendered: (id, picture) => void keep.run(picture, id),
    excited: (id, strongest) => void excite.run(JSON.stringify(strongest), id),
    end: (id, state) => void finish.run(state, id),
    get(id) {
      const row = select.get(id)
      return row && entry(row)
    },
    open: () => unfinished.all().map(entry),
    forget(user) {
      const keys = theirs.all(user, user).map(({ key }) => String(key))
      erase.run(user)
      return keys.filter((key) => needed.get(key, key) === undefined)
    },
  }
}

function entry({ id, job, user, address, source, state, picture, strongest }: Record<string, unknown>): Entry {
  return {
    id: String(id),
    job: JSON.parse(String(job)),
    user: String(user),
    address: JSON.parse(String(address)),
    state: state as Entry['state'],
    ...(source !== null && { from: String(source) }),
    ...(picture !== null && { picture: String(picture) }),
    ...(strongest !== null && { strongest: JSON.parse(String(strongest)) }),
  }
}

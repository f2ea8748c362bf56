/**
 * Every job that was accepted, and where its card is: what buttons on old pictures, and a bot that starts again, go by.
 */

import { stackOf } from '../core/errors.ts'
import type { Job } from '../core/job.ts'
import type { Log } from '../core/log.ts'
import type { Address } from '../core/platform.ts'
import { type Database, databaseUnwritable } from './database.ts'

export interface JournalEntry {
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

/**
 * Where the disk takes no writes, `add` and `forget` throw what SQLite throws; a change of a job that is there is made up
 * for as soon as it can be.
 */
export interface JobJournal {
  add(entry: Pick<JournalEntry, 'id' | 'job' | 'user' | 'address' | 'from'>): void
  /** Where the job's card is now. */
  setAddress(id: string, address: Address): void
  /** What Deeper goes on from. */
  setPicture(id: string, picture: string): void
  /** What Draw what fires goes on from. */
  setStrongest(id: string, strongest: readonly number[]): void
  end(id: string, state: Exclude<JournalEntry['state'], 'open'>): void
  get(id: string): JournalEntry | undefined
  /** The jobs that are not over, oldest first. */
  open(): JournalEntry[]
  /** Ends as failed what has been open since before `time`, in milliseconds since 1970. Returns how many. */
  expire(time: number): number
  /** Erases all of a person's jobs. Returns the keys of their photos and pictures that no other job needs. */
  forget(user: string): string[]
}

/** Between two tries to make up for changes, in milliseconds. */
const RETRY_MS = 2000

export function createJobJournal(database: Database, now: () => number = Date.now, log: Log = () => {}): JobJournal {
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
     UNION SELECT job ->> '$.image' FROM jobs WHERE user = ? AND job ->> '$.image' IS NOT NULL
     UNION SELECT job ->> '$.guide' FROM jobs WHERE user = ? AND job ->> '$.guide' IS NOT NULL`,
  )
  const erase = database.prepare('DELETE FROM jobs WHERE user = ?')
  const needed = database.prepare(
    `SELECT 1 FROM jobs WHERE ? IN (picture, job ->> '$.image', job ->> '$.guide') LIMIT 1`,
  )
  const giveUp = database.prepare(`UPDATE jobs SET state = 'failed' WHERE state = 'open' AND created < ?`)
  const unfinished = database.prepare(`SELECT * FROM jobs WHERE state = 'open' ORDER BY created, rowid`)

  /** Changes that the disk has not taken yet, oldest first. */
  const owed: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined

  function change(write: () => void): void {
    owed.push(write)
    makeUp()
  }

  function makeUp(): void {
    try {
      for (; owed[0]; owed.shift()) owed[0]()
    } catch (error) {
      if (!databaseUnwritable(error)) {
        owed.shift()
        throw error
      }
      if (timer) return
      log({ level: 'error', message: 'the journal cannot be written; it is tried again', stack: stackOf(error) })
      timer = setInterval(makeUpLater, RETRY_MS).unref()
      return
    }
    if (timer) log({ level: 'info', message: 'the journal is written again' })
    clearInterval(timer)
    timer = undefined
  }

  function makeUpLater(): void {
    try {
      if (database.isOpen) makeUp()
    } catch (error) {
      log({ level: 'error', message: 'a change is lost to the journal', stack: stackOf(error) })
    }
  }

  return {
    add: ({ id, job, user, address, from }) =>
      void insert.run(id, JSON.stringify(job), user, JSON.stringify(address), from ?? null, now()),
    setAddress: (id, address) => change(() => move.run(JSON.stringify(address), id)),
    setPicture: (id, picture) => change(() => keep.run(picture, id)),
    setStrongest: (id, strongest) => change(() => excite.run(JSON.stringify(strongest), id)),
    end: (id, state) => change(() => finish.run(state, id)),
    get(id) {
      const row = select.get(id)
      return row && entry(row)
    },
    open: () => unfinished.all().map(entry),
    expire: (time) => Number(giveUp.run(time).changes),
    forget(user) {
      const keys = theirs.all(user, user, user).map(({ key }) => String(key))
      erase.run(user)
      return keys.filter((key) => needed.get(key) === undefined)
    },
  }
}

function entry({ id, job, user, address, source, state, picture, strongest }: Record<string, unknown>): JournalEntry {
  return {
    id: String(id),
    job: JSON.parse(String(job)),
    user: String(user),
    address: JSON.parse(String(address)),
    state: state as JournalEntry['state'],
    ...(source !== null && { from: String(source) }),
    ...(picture !== null && { picture: String(picture) }),
    ...(strongest !== null && { strongest: JSON.parse(String(strongest)) }),
  }
}

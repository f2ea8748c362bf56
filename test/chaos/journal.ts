/** What the bot's database says of interactions: read from its file, as whoever comes after a fall has to. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Noted {
  readonly state: string
  readonly user: string
  /** Of the upload and of the picture, in the photo store. */
  readonly image: string | undefined
  readonly picture: string | undefined
}

export interface Ledger {
  /** By the interaction's id. */
  readonly jobs: ReadonlyMap<string, Noted>
  /** SQLite's own word: "ok". */
  readonly integrity: string
}

/** @param data DREAMBOT_DATA. */
export function readLedger(data: string): Ledger {
  const database = new DatabaseSync(join(data, 'dreambot.sqlite'), { timeout: 5000 })
  try {
    const jobs = new Map<string, Noted>()
    for (const { job, user, address, state, picture } of database.prepare('SELECT * FROM jobs').all()) {
      const { image } = JSON.parse(String(job))
      const id = interactionOf(JSON.parse(String(address)).token)
      if (jobs.has(id)) throw new Error(`the interaction ${id} has two jobs`)
      jobs.set(id, { state: String(state), user: String(user), image, picture: picture ? String(picture) : undefined })
    }
    const [check] = database.prepare('PRAGMA integrity_check').all()
    return { jobs, integrity: String(check?.integrity_check) }
  } finally {
    database.close()
  }
}

/** Discord's tokens tell whose they are. */
export function interactionOf(token: string): string {
  return Buffer.from(token, 'base64url').toString().split(':')[1] ?? ''
}

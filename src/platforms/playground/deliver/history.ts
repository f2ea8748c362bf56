/** Every visitor's cards, in the database: what a reload or a restart brings back. */
import type { Database } from '../../../storage/database.ts'
import type { Card } from '../render.ts'

export interface History {
  /** Adds a card, or changes it. Returns the ids of the oldest, which are kept no longer. */
  save(visitor: string, card: Card): string[]
  get(visitor: string, id: string): Card | undefined
  /** The newest cards, or the newest before a card, in the order in which they came. */
  list(visitor: string, before?: string): { readonly cards: Card[]; readonly more: boolean }
  remove(visitor: string, id: string): void
  /** Removes all of a visitor's cards. */
  forget(visitor: string): void
}

interface HistoryOptions {
  readonly database: Database
  /** How many cards of one visitor are kept. Default 500. */
  readonly most?: number
  /** How many are listed at a time. Default 30. */
  readonly page?: number
}

export function createHistory({ database, most = 500, page = 30 }: HistoryOptions): History {
  database.exec(`CREATE TABLE IF NOT EXISTS playground_cards (
    id TEXT PRIMARY KEY, visitor TEXT NOT NULL, card TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS playground_cards_of ON playground_cards (visitor)`)
  const upsert = database.prepare(
    `INSERT INTO playground_cards (id, visitor, card) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET card = excluded.card`,
  )
  const trim = database.prepare(
    `DELETE FROM playground_cards WHERE visitor = ?1 AND rowid NOT IN
     (SELECT rowid FROM playground_cards WHERE visitor = ?1 ORDER BY rowid DESC LIMIT ?2) RETURNING id`,
  )
  const select = database.prepare('SELECT card FROM playground_cards WHERE visitor = ? AND id = ?')
  const newest = database.prepare(
    `SELECT card FROM playground_cards WHERE visitor = ?
     AND rowid < COALESCE((SELECT rowid FROM playground_cards WHERE id = ?), 9223372036854775807)
     ORDER BY rowid DESC LIMIT ?`,
  )
  const remove = database.prepare('DELETE FROM playground_cards WHERE visitor = ? AND id = ?')
  const removeAll = database.prepare('DELETE FROM playground_cards WHERE visitor = ?')
  const read = (row: Record<string, unknown>) => JSON.parse(String(row.card)) as Card

  return {
    save(visitor, card) {
      upsert.run(card.id, visitor, JSON.stringify(card))
      return trim.all(visitor, most).map(({ id }) => String(id))
    },
    get(visitor, id) {
      const row = select.get(visitor, id)
      return row && read(row)
    },
    list(visitor, before = '') {
      const rows = newest.all(visitor, before, page + 1)
      return { cards: rows.slice(0, page).map(read).reverse(), more: rows.length > page }
    },
    remove: (visitor, id) => void remove.run(visitor, id),
    forget: (visitor) => void removeAll.run(visitor),
  }
}

/** The history: every visitor's cards in the database, so that they survive a reload and a restart. */
import { isFinal } from '../../../core/platform.ts'
import type { Database } from '../../../storage/database.ts'
import { LIMITS } from '../limits.ts'
import type { Card } from '../render.ts'

export interface History {
  /** Adds or updates a card. Returns the ids of the oldest cards, which it removes when there are too many. */
  save(visitor: string, card: Card): string[]
  get(visitor: string, id: string): Card | undefined
  /** A page of cards, oldest first: the newest ones, or those right before the card `before`. */
  list(visitor: string, before?: string): { readonly cards: Card[]; readonly more: boolean }
  remove(visitor: string, id: string): void
  /** Removes all of a visitor's cards. */
  forget(visitor: string): void
}

interface HistoryOptions {
  readonly database: Database
  /** Cards kept of each visitor. Default `LIMITS.cardsKept`. */
  readonly most?: number
  /** Cards listed at a time. Default `LIMITS.cardsListed`. */
  readonly page?: number
}

export function createHistory(options: HistoryOptions): History {
  const { database, most = LIMITS.cardsKept, page = LIMITS.cardsListed } = options
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

  return {
    save(visitor, card) {
      upsert.run(card.id, visitor, JSON.stringify(card))
      return trim.all(visitor, most).map(({ id }) => String(id))
    },
    get(visitor, id) {
      const row = select.get(visitor, id)
      return row && cardOf(row)
    },
    list(visitor, before = '') {
      const rows = newest.all(visitor, before, page + 1)
      return { cards: rows.slice(0, page).map(cardOf).reverse(), more: rows.length > page }
    },
    remove: (visitor, id) => void remove.run(visitor, id),
    forget: (visitor) => void removeAll.run(visitor),
  }
}

function cardOf(row: Record<string, unknown>): Card {
  const card = JSON.parse(String(row.card)) as Card
  // Earlier versions stored cards without it.
  return { ...card, final: isFinal(card) }
}

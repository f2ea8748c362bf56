/** Replies to cards: what is kept of them, what only the pages that are open see, and where their pictures are. */

import type { File } from '../../../core/file-types.ts'
import { isVideo } from '../../../core/file-types.ts'
import type { Reply } from '../../../core/platform.ts'
import type { PlaygroundAddress } from '../address.ts'
import { type Card, type CardPicture, isUnderWay, renderReply } from '../render.ts'
import type { History } from './history.ts'
import type { Live } from './live.ts'
import type { Results } from './results.ts'

export interface Delivery {
  /** Draws a reply as its address's card. */
  post(address: PlaygroundAddress, reply: Reply): Promise<void>
  /** Takes a card away, with its pictures. */
  remove(visitor: string, id: string): Promise<void>
  /** Takes all of a visitor's cards away, but for what comes at this address, where they have asked for that. */
  forget(address: PlaygroundAddress): Promise<void>
  get(visitor: string, id: string): Card | undefined
  /** See `History`. */
  list: History['list']
  /** A card's newest preview. */
  preview(visitor: string, id: string): File | undefined
}

interface DeskOptions {
  readonly history: History
  readonly results: Results
  readonly live: Live
}

/** A card on its way: only its states are written down, its progress is not. */
interface UnderWay {
  readonly visitor: string
  readonly card: Card
  readonly preview?: File | undefined
  /** Counts previews, so that each has an address of its own. */
  readonly previews: number
}

export function createDelivery({ history, results, live }: DeskOptions): Delivery {
  const underWay = new Map<string, UnderWay>()
  /** By visitor: where they last asked to be forgotten. */
  const forgotten = new Map<string, PlaygroundAddress>()

  /** Jobs that were asked for before may still have cards to post. */
  function isForgotten({ user, message, created }: PlaygroundAddress): boolean {
    const asked = forgotten.get(user)
    return asked !== undefined && message !== asked.message && created <= asked.created
  }

  function get(visitor: string, id: string): Card | undefined {
    const now = underWay.get(id)
    return now?.visitor === visitor ? now.card : history.get(visitor, id)
  }

  async function picturesOf({ user, message }: PlaygroundAddress, { files, progress }: Reply): Promise<CardPicture[]> {
    if (files) {
      const ids = await results.keep(user, message, files)
      return files.map(({ name, alt, format }, i) => {
        return { url: `/files/${ids[i]}`, name, alt, ...(isVideo(format) && { video: true }) }
      })
    }
    const { preview, previews = 0 } = underWay.get(message) ?? {}
    const next = progress?.preview
    if (!next) return []
    const { name, alt } = next
    return [{ url: `/previews/${message}/${next === preview ? previews : previews + 1}`, name, alt }]
  }

  function note(address: PlaygroundAddress, card: Card, { progress }: Reply): void {
    const { user: visitor, message: id } = address
    if (!isUnderWay(card)) return void underWay.delete(id)
    const { preview, previews = 0 } = underWay.get(id) ?? {}
    const next = progress?.preview ?? preview
    underWay.set(id, { visitor, card, preview: next, previews: next === preview ? previews : previews + 1 })
  }

  return {
    async post(address, reply) {
      if (isForgotten(address)) return
      const { user, message, passing } = address
      const before = get(user, message)
      const { state, text, code } = reply
      if (passing && !before && code === undefined && (state === 'info' || state === 'failed')) {
        return live.tell(user, { event: 'notice', data: { state, text } })
      }
      const pictures = await picturesOf(address, reply)
      if (isForgotten(address)) return results.remove(user, message)
      const card = renderReply(address, reply, pictures)
      note(address, card, reply)
      if (before?.state !== state || !isUnderWay(card)) {
        // Progress would be none after a restart.
        const { progress: _, ...kept } = card
        for (const old of history.save(user, kept)) await results.remove(user, old)
      }
      live.tell(user, { event: 'card', data: card, key: message })
    },

    async remove(visitor, id) {
      underWay.delete(id)
      history.remove(visitor, id)
      await results.remove(visitor, id)
      live.tell(visitor, { event: 'removed', data: { id } })
    },

    async forget(address) {
      const { user } = address
      forgotten.set(user, address)
      for (const [id, { visitor }] of underWay) if (visitor === user) underWay.delete(id)
      history.forget(user)
      await results.forget(user)
      live.tell(user, { event: 'forgotten', data: null })
    },

    get,

    list(visitor, before) {
      const { cards, more } = history.list(visitor, before)
      return { cards: cards.map(({ id }, i) => get(visitor, id) ?? (cards[i] as Card)), more }
    },

    preview(visitor, id) {
      const now = underWay.get(id)
      return now?.visitor === visitor ? now.preview : undefined
    },
  }
}

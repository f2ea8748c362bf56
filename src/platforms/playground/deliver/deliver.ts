/**
 * Delivers replies as cards: final and changed states go into the history, every state goes to the open pages, and pictures
 * go where the page can fetch them.
 */
import { type File, isVideo } from '../../../core/file-types.ts'
import type { Reply } from '../../../core/platform.ts'
import type { PlaygroundAddress } from '../address.ts'
import { type Card, type CardPicture, renderReply } from '../render.ts'
import type { History } from './history.ts'
import type { Live } from './live.ts'
import type { Results } from './results.ts'

export interface Delivery {
  /** Creates or updates the card at the address. */
  post(address: PlaygroundAddress, reply: Reply): Promise<void>
  /** Removes a card and its pictures. */
  remove(visitor: string, id: string): Promise<void>
  /** Removes all cards of the address's visitor. From then on only the card at the address is posted to them. */
  forget(address: PlaygroundAddress): Promise<void>
  get(visitor: string, id: string): Card | undefined
  /** See `History.list`. */
  list: History['list']
  /** The newest preview of a running card. */
  preview(visitor: string, id: string): File | undefined
}

interface DeliveryOptions {
  readonly history: History
  readonly results: Results
  readonly live: Live
}

/** A card whose job has not ended. Its progress is kept in memory only. */
interface OpenCard {
  readonly visitor: string
  readonly card: Card
  readonly preview: File | undefined
  /** The number of previews so far; it is a part of the preview's address. */
  readonly previews: number
}

export function createDelivery({ history, results, live }: DeliveryOptions): Delivery {
  const openCards = new Map<string, OpenCard>()
  const forgotten = createForgotten()

  function get(visitor: string, id: string): Card | undefined {
    const open = openCards.get(id)
    return open?.visitor === visitor ? open.card : history.get(visitor, id)
  }

  async function store(card: Card, visitor: string): Promise<void> {
    // The progress of an interrupted job would be wrong after a restart.
    const { progress: _, ...stored } = card
    for (const removed of history.save(visitor, stored)) await results.remove(visitor, removed)
  }

  return {
    async post(address, reply) {
      if (forgotten.has(address)) return
      const { user, message } = address
      const before = get(user, message)
      if (!before && isNotice(address, reply)) {
        const { state, text } = reply
        return live.publish(user, { event: 'notice', data: { state, text } })
      }
      const open = withPreview(openCards.get(message), reply)
      const pictures = reply.files ? await savePictures(address, reply.files, results) : previewPicture(message, open)
      // The visitor may have asked to be forgotten while the pictures were written.
      if (forgotten.has(address)) return results.remove(user, message)
      const card = renderReply(address, reply, pictures)
      if (card.final) openCards.delete(message)
      else openCards.set(message, { visitor: user, card, ...open })
      if (card.final || before?.state !== reply.state) await store(card, user)
      live.publish(user, { event: 'card', data: card, key: message })
    },

    async remove(visitor, id) {
      openCards.delete(id)
      history.remove(visitor, id)
      await results.remove(visitor, id)
      live.publish(visitor, { event: 'removed', data: { id } })
    },

    async forget(address) {
      const { user } = address
      forgotten.add(address)
      for (const [id, { visitor }] of openCards) if (visitor === user) openCards.delete(id)
      history.forget(user)
      await results.forget(user)
      live.publish(user, { event: 'forgotten', data: null })
    },

    get,

    list(visitor, before) {
      const { cards, more } = history.list(visitor, before)
      return { cards: cards.map((card) => get(visitor, card.id) ?? card), more }
    },

    preview(visitor, id) {
      const open = openCards.get(id)
      return open?.visitor === visitor ? open.preview : undefined
    },
  }
}

/** Remembers visitors who asked to be forgotten: jobs from before may still post cards. */
function createForgotten() {
  /** The address of each visitor's last request, by visitor. */
  const requests = new Map<string, PlaygroundAddress>()
  return {
    add(address: PlaygroundAddress): void {
      requests.set(address.user, address)
    },
    /** Whether the card at the address is older than its visitor's request. The request's own card is not. */
    has({ user, message, created }: PlaygroundAddress): boolean {
      const request = requests.get(user)
      return request !== undefined && message !== request.message && created <= request.created
    },
  }
}

/** Whether the reply only confirms a pressed button, or refuses it: it is shown for a moment and not stored. */
function isNotice({ passing }: PlaygroundAddress, { state, code }: Reply): boolean {
  return passing === true && code === undefined && (state === 'info' || state === 'failed')
}

type Previews = Pick<OpenCard, 'preview' | 'previews'>

/** The previews of a card after `reply`: one that has no new preview keeps the last. */
function withPreview(before: Previews = { preview: undefined, previews: 0 }, { progress }: Reply): Previews {
  const next = progress?.preview ?? before.preview
  return { preview: next, previews: next === before.preview ? before.previews : before.previews + 1 }
}

function previewPicture(id: string, { preview, previews }: Previews): CardPicture[] {
  return preview ? [{ url: `/previews/${id}/${previews}`, name: preview.name, alt: preview.alt }] : []
}

async function savePictures(
  { user, message }: PlaygroundAddress,
  files: readonly File[],
  results: Results,
): Promise<CardPicture[]> {
  const ids = await results.save(user, message, files)
  return files.map(({ name, alt, format }, i) => {
    return { url: `/files/${ids[i]}`, name, alt, ...(isVideo(format) && { video: true }) }
  })
}

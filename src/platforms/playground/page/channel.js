/** The channel: all messages, oldest first, kept in step with the server's events. */
import { find } from './dom.js'
import { LIMITS } from './limits.js'
import { createMessage } from './message.js'
import { ask } from './server.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {import('./message.js').Message} Message
 * @typedef {object} ChannelOptions
 * @property {import('./message.js').Handlers} handlers
 * @property {import('./server.js').Texts} texts
 * @property {(card: Card) => void} onEnd Called with the last state of every job that ends while the page is open.
 * @property {import('./announce.js').Announcer} announcer
 */

/** @param {ChannelOptions} options */
export function createChannel({ handlers, texts, onEnd, announcer }) {
  const list = find(document, '#messages', HTMLElement)
  const welcome = find(document, '#welcome', HTMLElement)
  const earlier = find(document, '#earlier', HTMLButtonElement)
  /** Messages by the id of their card, oldest first. @type {Map<string, Message>} */
  const messages = new Map()

  const cards = () => [...messages.values()].map((message) => message.card())

  /** @param {Card} card */
  function create(card) {
    const message = createMessage(card, handlers, texts)
    messages.set(card.id, message)
    return message.root
  }

  /** @param {Card} card */
  function createOrUpdate(card) {
    const message = messages.get(card.id)
    if (message) message.update(card)
    else list.append(create(card))
  }

  /** @param {string} id */
  function remove(id) {
    messages.get(id)?.root.remove()
    messages.delete(id)
  }

  function refresh() {
    welcome.hidden = messages.size > 0
    document.title = titleOf(cards())
  }

  async function showEarlier() {
    const [oldest] = messages.keys()
    const { cards, more } = await ask('cards', { before: oldest ?? '' })
    const height = document.documentElement.scrollHeight
    const newer = [...messages]
    messages.clear()
    const added = /** @type {Card[]} */ (cards).map(create)
    for (const [id, message] of newer) messages.set(id, message)
    list.prepend(...added)
    earlier.hidden = !more
    // Keeps the scroll position relative to the messages in view.
    document.documentElement.scrollTop += document.documentElement.scrollHeight - height
    added.at(-1)?.querySelector('button')?.focus()
  }

  earlier.addEventListener('click', () => void showEarlier().catch(announcer.fail))
  followEnd(list, () => messages.size > 0)

  return {
    /**
     * Shows exactly these cards: at the start, and each time the connection is made again.
     * @param {readonly Card[]} all
     * @param {boolean} more Whether the server has earlier cards.
     */
    reset(all, more) {
      for (const id of [...messages.keys()]) if (!all.some((card) => card.id === id)) remove(id)
      for (const card of all) createOrUpdate(card)
      earlier.hidden = !more
      refresh()
    },

    /**
     * Shows a new card, or a new state of one.
     * @param {Card} card
     */
    show(card) {
      const before = messages.get(card.id)?.card()
      const announcement = announcementOf(before, card)
      if (announcement !== '') announcer.announce(announcement)
      createOrUpdate(card)
      refresh()
      if (!before) scrollToEnd()
      if (!before?.final && card.final) onEnd(card)
    },

    /** @param {string} id */
    remove(id) {
      remove(id)
      refresh()
    },

    /** @param {string} id */
    goTo(id) {
      const message = messages.get(id)
      message?.root.scrollIntoView({ block: 'start' })
      if (message) find(message.root, '.answer', HTMLElement).focus({ preventScroll: true })
    },

    cards,
  }
}

/**
 * The title of the browser's tab, with the progress of a running job.
 * @param {readonly Card[]} cards
 */
function titleOf(cards) {
  const done = cards.find(({ state }) => state === 'running')?.progress?.done
  return done === undefined ? 'Dreambot' : `${Math.floor(100 * done)}% · Dreambot`
}

/**
 * The text for screen readers: that a job waits, starts and ends, but not every step. Empty for none.
 * @param {Card | undefined} before
 * @param {Card} card
 */
function announcementOf(before, { state, title, text }) {
  if (before?.state === state && state !== 'waiting') return ''
  return [title, state === 'running' ? '' : text].filter(Boolean).join(': ')
}

/**
 * Keeps a reader who is at the end of the page there when the list grows. Readers elsewhere are not moved.
 * @param {HTMLElement} list
 * @param {() => boolean} isEnabled
 */
function followEnd(list, isEnabled) {
  let isAtEnd = true
  document.addEventListener('scroll', () => {
    const page = document.documentElement
    isAtEnd = page.scrollHeight - page.scrollTop - page.clientHeight < LIMITS.nearEnd
  })
  new ResizeObserver(() => {
    if (isAtEnd && isEnabled()) scrollToEnd()
  }).observe(list)
}

function scrollToEnd() {
  document.documentElement.scrollTop = document.documentElement.scrollHeight
}

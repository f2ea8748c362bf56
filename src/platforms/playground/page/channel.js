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
  const welcome = find(document, '#welcome', HTMLElement)
  const earlier = find(document, '#earlier', HTMLButtonElement)
  const messages = createMessageList(find(document, '#messages', HTMLElement), { handlers, texts })

  function refresh() {
    const cards = messages.cards()
    welcome.hidden = cards.length > 0
    document.title = titleOf(cards)
  }

  async function showEarlier() {
    const [oldest] = messages.cards()
    const { cards, more } = await ask('cards', { before: oldest?.id ?? '' })
    const height = document.documentElement.scrollHeight
    const added = messages.prepend(cards)
    earlier.hidden = !more
    // Keeps the scroll position relative to the messages in view.
    document.documentElement.scrollTop += document.documentElement.scrollHeight - height
    added.at(-1)?.querySelector('button')?.focus()
  }

  earlier.addEventListener('click', () => void showEarlier().catch(announcer.fail))

  return {
    /**
     * Shows exactly these cards: at the start, and each time the connection is made again.
     * @param {readonly Card[]} cards
     * @param {boolean} more Whether the server has earlier cards.
     */
    reset(cards, more) {
      const ids = new Set(cards.map(({ id }) => id))
      for (const { id } of messages.cards()) if (!ids.has(id)) messages.remove(id)
      for (const card of cards) messages.show(card)
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
      messages.show(card)
      refresh()
      if (!before) scrollToEnd()
      if (!before?.final && card.final) onEnd(card)
    },

    /** @param {string} id */
    remove(id) {
      messages.remove(id)
      refresh()
    },

    /** @param {string} id */
    goTo(id) {
      const message = messages.get(id)
      message?.root.scrollIntoView({ block: 'start' })
      if (message) find(message.root, '.answer', HTMLElement).focus({ preventScroll: true })
    },

    cards: messages.cards,
  }
}

/**
 * The messages in their list element.
 * @param {HTMLElement} list
 * @param {Pick<ChannelOptions, 'handlers' | 'texts'>} options
 */
function createMessageList(list, options) {
  /** Messages by the id of their card, oldest first. @type {Map<string, Message>} */
  const messages = new Map()
  followEnd(list, () => messages.size > 0)

  /** @param {Card} card */
  function create(card) {
    const message = createMessage(card, options)
    messages.set(card.id, message)
    return message.root
  }

  return {
    /** @param {string} id */
    get: (id) => messages.get(id),
    cards: () => [...messages.values()].map((message) => message.card()),
    /** @param {Card} card Its message is updated, or added at the end. */
    show(card) {
      const message = messages.get(card.id)
      if (message) message.update(card)
      else list.append(create(card))
    },
    /**
     * Adds earlier messages. Returns their elements.
     * @param {readonly Card[]} cards
     */
    prepend(cards) {
      const newer = [...messages]
      messages.clear()
      const added = cards.map(create)
      for (const [id, message] of newer) messages.set(id, message)
      list.prepend(...added)
      return added
    },
    /** @param {string} id */
    remove(id) {
      messages.get(id)?.root.remove()
      messages.delete(id)
    },
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

/** All messages, oldest first, kept in step with the server. */
import { find } from './dom.js'
import { createMessage, isUnderWay } from './message.js'
import { ask } from './server.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {import('./message.js').Message} Message
 * @typedef {object} ChannelOptions
 * @property {import('./message.js').Handlers} handlers
 * @property {import('./server.js').Words} words
 * @property {(card: Card) => void} ended Hears of every job that ends while one watches.
 * @property {import('./announce.js').Announcer} announcer
 */

/** How near to the end one must be to be kept there, in pixels. */
const NEAR = 200

/** @param {ChannelOptions} options */
export function createChannel({ handlers, words, ended, announcer }) {
  const list = find(document, '#messages', HTMLElement)
  const welcome = find(document, '#welcome', HTMLElement)
  const earlier = find(document, '#earlier', HTMLButtonElement)
  /** @type {Map<string, Message>} */
  const messages = new Map()

  /** @param {Card} card */
  const create = (card) => {
    const message = createMessage(card, handlers, words)
    messages.set(card.id, message)
    return message.root
  }

  function refresh() {
    welcome.hidden = messages.size > 0
    const running = [...messages.values()].map((message) => message.card()).find(({ state }) => state === 'running')
    const done = running?.progress?.done
    document.title = done === undefined ? 'Dreambot' : `${Math.floor(100 * done)}% · Dreambot`
  }

  function scrollToEnd() {
    document.documentElement.scrollTop = document.documentElement.scrollHeight
  }

  // Whoever is at the end stays there, whatever grows above it; who has scrolled away is left alone.
  let isAtEnd = true
  document.addEventListener('scroll', () => {
    const page = document.documentElement
    isAtEnd = page.scrollHeight - page.scrollTop - page.clientHeight < NEAR
  })
  new ResizeObserver(() => {
    if (isAtEnd && messages.size > 0) scrollToEnd()
  }).observe(list)

  /**
   * What a screen reader hears of a job: that it waits, begins and ends, not every step.
   * @param {Card | undefined} before
   * @param {Card} card
   */
  function tell(before, card) {
    if (before?.state === card.state && card.state !== 'waiting') return
    announcer.announce([card.title, card.state === 'running' ? '' : card.text].filter(Boolean).join(': '))
  }

  async function showEarlier() {
    const [oldest] = messages.keys()
    const { cards, more } = await ask('cards', { before: oldest ?? '' })
    const before = document.documentElement.scrollHeight
    const known = [...messages]
    messages.clear()
    const added = /** @type {Card[]} */ (cards).map(create)
    for (const [id, message] of known) messages.set(id, message)
    list.prepend(...added)
    earlier.hidden = !more
    document.documentElement.scrollTop += document.documentElement.scrollHeight - before
    added.at(-1)?.querySelector('button')?.focus()
  }
  earlier.addEventListener('click', () => void showEarlier().catch(announcer.fail))

  return {
    /**
     * Everything anew: the page opens, or was away.
     * @param {readonly Card[]} cards
     * @param {boolean} more
     */
    reset(cards, more) {
      for (const [id, message] of messages) {
        if (cards.some((card) => card.id === id)) continue
        message.root.remove()
        messages.delete(id)
      }
      for (const card of cards) {
        const known = messages.get(card.id)
        if (known) known.update(card)
        else list.append(create(card))
      }
      earlier.hidden = !more
      refresh()
    },

    /** @param {Card} card */
    show(card) {
      const known = messages.get(card.id)
      const before = known?.card()
      tell(before, card)
      if (known) known.update(card)
      else list.append(create(card))
      refresh()
      // What one has just asked for is looked at.
      if (!known) scrollToEnd()
      if ((!before || isUnderWay(before)) && !isUnderWay(card)) ended(card)
    },

    /** @param {string} id */
    remove(id) {
      messages.get(id)?.root.remove()
      messages.delete(id)
      refresh()
    },

    /** @param {string} id */
    goTo(id) {
      const message = messages.get(id)
      message?.root.scrollIntoView({ block: 'start' })
      if (message) find(message.root, '.answer', HTMLElement).focus({ preventScroll: true })
    },

    cards: () => [...messages.values()].map((message) => message.card()),
  }
}

/** Listens to the server's events while the page is visible: a browser allows only few connections for all of its tabs. */
import { LIMITS } from './limits.js'

/**
 * @typedef {object} Listener
 * @property {(history: {cards: import('./server.js').Card[], more: boolean}) => void} history The newest cards, each time
 *   the connection is made.
 * @property {(card: import('./server.js').Card) => void} card A new or changed card.
 * @property {(removed: {id: string}) => void} removed
 * @property {() => void} forgotten All cards are removed.
 * @property {(notice: {state: 'info' | 'failed', text: string}) => void} notice
 * @property {(isConnected: boolean) => void} onConnection Called when the connection is lost or made again.
 */

const EVENTS = /** @type {const} */ (['history', 'card', 'removed', 'forgotten', 'notice'])

/** @param {Listener} listener */
export function listenToEvents(listener) {
  /** @type {EventSource | undefined} */
  let source
  let isConnected = true
  let timer = 0

  /** @param {boolean} now */
  function setConnected(now) {
    if (now !== isConnected) listener.onConnection(now)
    isConnected = now
  }

  function open() {
    source?.close()
    source = new EventSource('/api/events')
    for (const name of EVENTS) source.addEventListener(name, ({ data }) => listener[name](JSON.parse(data)))
    source.onopen = () => setConnected(true)
    source.onerror = () => {
      setConnected(false)
      // A browser reconnects by itself, unless the server has refused the request.
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, LIMITS.retryMs)
    }
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden') timer = window.setTimeout(() => source?.close(), LIMITS.lingerMs)
    else if (source?.readyState !== EventSource.OPEN) open()
  })
  open()
}

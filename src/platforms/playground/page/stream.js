/** The server's events, while anybody looks at the page: a browser has few connections for all its tabs. */

/**
 * @typedef {object} Listener
 * @property {(history: {cards: import('./server.js').Card[], more: boolean}) => void} history
 * @property {(card: import('./server.js').Card) => void} card
 * @property {(removed: {id: string}) => void} removed
 * @property {() => void} forgotten All of them are removed.
 * @property {(notice: {state: 'info' | 'failed', text: string}) => void} notice
 * @property {(isThere: boolean) => void} connection Whether the server is there, each time that changes.
 */

/** How long a page that nobody looks at goes on listening, in milliseconds. */
const LINGER = 10_000
/** Before a stream that the server has refused is asked for again. */
const RETRY = 2000

/** @param {Listener} listener */
export function listenToEvents(listener) {
  /** @type {EventSource | undefined} */
  let source
  let isThere = true
  let timer = 0

  /** @param {boolean} now */
  function note(now) {
    if (now !== isThere) listener.connection(now)
    isThere = now
  }

  function open() {
    source?.close()
    source = new EventSource('/api/events')
    for (const name of /** @type {const} */ (['history', 'card', 'removed', 'forgotten', 'notice'])) {
      source.addEventListener(name, ({ data }) => listener[name](JSON.parse(data)))
    }
    source.onopen = () => note(true)
    source.onerror = () => {
      note(false)
      // Else the browser tries again by itself.
      if (source?.readyState === EventSource.CLOSED) timer = window.setTimeout(open, RETRY)
    }
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden') timer = window.setTimeout(() => source?.close(), LINGER)
    else if (source?.readyState !== EventSource.OPEN) open()
  })
  open()
}

/** What happens, told: to everybody for a while at the edge of the page, or to screen readers alone. */
import { element, find } from './dom.js'
import { Refusal } from './server.js'

const SECONDS = 7

/**
 * @param {import('./server.js').Words} words
 */
export function createAnnouncer(words) {
  const status = find(document, '#status', HTMLElement)
  const toasts = find(document, '#toasts', HTMLElement)

  /** @param {string} text For screen readers. */
  function announce(text) {
    status.textContent = text
  }

  /**
   * @param {string} text
   * @param {'info' | 'failed'} [state]
   */
  function toast(text, state = 'info') {
    const toast = element('p', { className: `toast ${state}`, textContent: text })
    // What is open in front of the page has the toasts in front of it.
    const front = document.querySelector('dialog[open]') ?? document.body
    front.append(toasts)
    toasts.append(toast)
    setTimeout(() => toast.remove(), SECONDS * 1000)
    announce(text)
  }

  /** @param {unknown} error Of a request. */
  function fail(error) {
    toast((error instanceof Refusal && error.message) || words.broken, 'failed')
    if (!(error instanceof Refusal)) console.error(error)
  }

  return { announce, toast, fail }
}

/** @typedef {ReturnType<typeof createAnnouncer>} Announcer */

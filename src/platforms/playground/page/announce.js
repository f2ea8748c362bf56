/** Messages about what happens: toasts at the edge of the page, and announcements for screen readers. */
import { element, find } from './dom.js'
import { LIMITS } from './limits.js'
import { Refusal } from './server.js'

/**
 * @param {import('./server.js').Texts} texts
 */
export function createAnnouncer(texts) {
  const status = find(document, '#status', HTMLElement)
  const toasts = find(document, '#toasts', HTMLElement)

  /**
   * Reads the text to users of screen readers.
   * @param {string} text
   */
  function announce(text) {
    status.textContent = text
  }

  /**
   * Shows the text for some seconds, and announces it.
   * @param {string} text
   * @param {'info' | 'failed'} [state]
   */
  function toast(text, state = 'info') {
    const toast = element('p', { className: `toast ${state}`, textContent: text })
    // An open dialog covers the page, so the toasts move into it.
    const front = document.querySelector('dialog[open]') ?? document.body
    front.append(toasts)
    toasts.append(toast)
    setTimeout(() => toast.remove(), LIMITS.toastMs)
    announce(text)
  }

  /**
   * Shows why a request failed.
   * @param {unknown} error
   */
  function fail(error) {
    toast((error instanceof Refusal && error.message) || texts.broken, 'failed')
    if (!(error instanceof Refusal)) console.error(error)
  }

  return { announce, toast, fail }
}

/** @typedef {ReturnType<typeof createAnnouncer>} Announcer */

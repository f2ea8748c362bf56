/** A text field that offers what it may go on with, after the combobox pattern of the ARIA Authoring Practices. */
import { element } from './dom.js'

/**
 * @typedef {import('./server.js').Offer} Offer
 * @typedef {object} ComboboxOptions
 * @property {HTMLInputElement} field
 * @property {HTMLElement} list
 * @property {(text: string, cursor: number) => Promise<readonly Offer[]>} offers
 * @property {(offer: Offer) => boolean} [first] Whether Enter takes the first offer without a choice. Default never.
 * @property {(offer: Offer) => void} [chosen] Hears of each that was taken.
 * @property {(text: string) => void} announce For screen readers.
 * @property {string} words What follows the number of offers, said.
 */

/** @param {ComboboxOptions} options */
export function combobox({ field, list, offers, first = () => false, chosen = () => {}, announce, words }) {
  /** @type {readonly Offer[]} */
  let shown = []
  let active = -1
  let asked = 0
  /** Those that are shown are for what was written before. */
  let isStale = false
  let asking = Promise.resolve()

  list.setAttribute('role', 'listbox')
  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', list.id)
  close()

  function close() {
    asked++
    shown = []
    active = -1
    isStale = false
    list.hidden = true
    list.replaceChildren()
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  async function open() {
    const own = ++asked
    const all = await offers(field.value, field.selectionStart ?? field.value.length).catch(() => [])
    // Somebody has gone on typing, or away.
    if (own !== asked || document.activeElement !== field) return
    const found = all.filter(({ insert, start, end, photo }) => photo || field.value.slice(start, end) !== insert)
    if (found.length === 0) return close()
    shown = found
    isStale = false
    list.replaceChildren(...found.map(drawn))
    list.hidden = false
    field.setAttribute('aria-expanded', 'true')
    activate(found[0] && first(found[0]) ? 0 : -1)
    announce(`${found.length} ${words}`)
  }

  /**
   * @param {Offer} offer
   * @param {number} i
   */
  function drawn({ label, note }, i) {
    const option = element('div', { id: `${list.id}-${i}` }, [element('span', { textContent: label })])
    if (note !== '') option.append(element('span', { className: 'hint', textContent: note }))
    option.setAttribute('role', 'option')
    option.setAttribute('aria-selected', 'false')
    return option
  }

  /** @param {number} index -1 for none. */
  function activate(index) {
    active = index
    for (const [i, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(i === index))
    const option = list.children[index]
    if (!option) return field.removeAttribute('aria-activedescendant')
    field.setAttribute('aria-activedescendant', option.id)
    option.scrollIntoView({ block: 'nearest' })
  }

  /** @param {number} index */
  function take(index) {
    const offer = shown[index]
    if (!offer) return
    close()
    field.setRangeText(offer.insert, offer.start, offer.end, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
    chosen(offer)
  }

  const KEYS = /** @type {Readonly<Record<string, () => void>>} */ ({
    ArrowDown: () => activate((active + 1) % shown.length),
    ArrowUp: () => activate((Math.max(active, 0) - 1 + shown.length) % shown.length),
    Tab: () => take(Math.max(active, 0)),
    Enter: () => (active < 0 ? field.form?.requestSubmit() : take(active)),
    Escape: close,
  })

  field.addEventListener('keydown', (event) => {
    const { key, isComposing, shiftKey, ctrlKey, altKey } = event
    if (isComposing || shiftKey || ctrlKey || altKey) return
    if (shown.length === 0 || (key === 'Enter' && active < 0 && !isStale)) return
    const act = KEYS[key]
    if (!act) return
    event.preventDefault()
    // Nobody else is meant: neither who sends on Enter nor a dialog that closes on Escape.
    event.stopImmediatePropagation()
    // Who types fast means what is offered for all of it.
    if (isStale && (key === 'Tab' || key === 'Enter')) void asking.then(act)
    else act()
  })
  field.addEventListener('input', () => {
    isStale = true
    asking = open()
  })
  field.addEventListener('blur', close)
  list.addEventListener('pointerdown', (event) => {
    // The field keeps the focus.
    event.preventDefault()
    const option = event.target instanceof Element && event.target.closest('[role=option]')
    if (option) take([...list.children].indexOf(option))
  })

  return { open: () => void open(), close }
}

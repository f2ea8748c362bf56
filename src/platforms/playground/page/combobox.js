/** A text field with a list of completions, after the combobox pattern of the ARIA Authoring Practices. */
import { createLatest } from './latest.js'
import { createListbox } from './listbox.js'

/**
 * @typedef {import('./server.js').Completion} Completion
 * @typedef {object} ComboboxOptions
 * @property {HTMLInputElement} field
 * @property {HTMLElement} list
 * @property {(text: string, cursor: number) => Promise<readonly Completion[]>} complete
 * @property {(completion: Completion) => boolean} [isPreselected] Whether Enter takes this completion when it is the first
 *   one and none has been chosen. Default never.
 * @property {(completion: Completion) => void} [onChoose] Called with each completion that was taken.
 * @property {(text: string) => void} announce Reads a text to users of screen readers.
 * @property {string} countText The text after the number of completions in the announcement.
 */

/** @param {ComboboxOptions} options */
export function combobox(options) {
  const { field, list } = options
  const completions = createCompletions(options)
  const { keys, open, close } = completions

  field.addEventListener('keydown', (event) => {
    const { key, isComposing, shiftKey, ctrlKey, altKey } = event
    const act = isComposing || shiftKey || ctrlKey || altKey ? undefined : keys[key]
    if (!act || !completions.handles(key)) return
    event.preventDefault()
    // Neither the form's submit on Enter nor the dialog's close on Escape is meant.
    event.stopImmediatePropagation()
    // Somebody who types fast means the completions of the whole text, which are still on their way.
    if (key === 'Tab' || key === 'Enter') void completions.whenFresh(act)
    else act()
  })
  field.addEventListener('input', completions.refresh)
  field.addEventListener('blur', close)
  list.addEventListener('pointerdown', (event) => {
    // The field keeps the focus.
    event.preventDefault()
    completions.take(event.target)
  })

  return { open: () => void open(), close }
}

/**
 * The completions in the list, and what keys do with them.
 * @param {ComboboxOptions} options
 */
function createCompletions({ field, list, complete, isPreselected, onChoose, announce, countText }) {
  const listbox = createListbox(field, list)
  const { active, activate } = listbox
  const begin = createLatest()
  /** @type {readonly Completion[]} */
  let shown = []
  /** Whether the text has changed since the completions in the list were requested. */
  let isStale = false
  /** The latest request. */
  let pending = Promise.resolve()
  close()

  function close() {
    // Supersedes the request under way.
    begin()
    shown = []
    isStale = false
    listbox.close()
  }

  async function open() {
    const isLatest = begin()
    const all = await complete(field.value, field.selectionStart ?? field.value.length).catch(() => [])
    if (!isLatest() || document.activeElement !== field) return
    const changing = all.filter(({ insert, start, end, photo }) => photo || field.value.slice(start, end) !== insert)
    const [first] = changing
    if (!first) return close()
    shown = changing
    isStale = false
    listbox.open(changing)
    if (isPreselected?.(first)) activate(0)
    announce(`${changing.length} ${countText}`)
  }

  /** @param {number} index */
  function takeAt(index) {
    const completion = shown[index]
    if (!completion) return
    close()
    field.setRangeText(completion.insert, completion.start, completion.end, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
    onChoose?.(completion)
  }

  return {
    open,
    close,
    refresh() {
      isStale = true
      pending = open()
    },
    /** @param {EventTarget | null} target An option, or an element in one. */
    take: (target) => takeAt(listbox.indexOf(target)),
    keys: /** @type {Readonly<Record<string, () => void>>} */ ({
      ArrowDown: () => activate((active() + 1) % shown.length),
      ArrowUp: () => activate((Math.max(active(), 0) - 1 + shown.length) % shown.length),
      Tab: () => takeAt(Math.max(active(), 0)),
      Enter: () => (active() < 0 ? field.form?.requestSubmit() : takeAt(active())),
      Escape: close,
    }),
    /** @param {string} key Whether the key is for the list: Enter without an active option sends the form. */
    handles: (key) => shown.length > 0 && !(key === 'Enter' && active() < 0 && !isStale),
    /**
     * Calls `act` when the list has the completions of the whole text.
     * @param {() => void} act
     */
    whenFresh: (act) => (isStale ? void pending.then(act) : act()),
  }
}

/** The list of a combobox, with the ARIA attributes that connect it to its field. */
import { element } from './dom.js'

/**
 * @typedef {{readonly label: string, readonly note: string}} Option
 */

/**
 * @param {HTMLInputElement} field
 * @param {HTMLElement} list Its id is a part of the options' ids.
 */
export function createListbox(field, list) {
  /** The index of the active option; -1 for none. */
  let active = -1

  list.setAttribute('role', 'listbox')
  field.setAttribute('role', 'combobox')
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', list.id)

  function close() {
    active = -1
    list.hidden = true
    list.replaceChildren()
    field.setAttribute('aria-expanded', 'false')
    field.removeAttribute('aria-activedescendant')
  }

  /** @param {readonly Option[]} options At least one. */
  function open(options) {
    list.replaceChildren(...options.map(({ label, note }, i) => drawOption(`${list.id}-${i}`, label, note)))
    list.hidden = false
    field.setAttribute('aria-expanded', 'true')
    activate(-1)
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

  return {
    open,
    close,
    activate,
    active: () => active,
    /** @param {EventTarget | null} target The index of the option that an event has hit; -1 for none. */
    indexOf(target) {
      const option = target instanceof Element && target.closest('[role=option]')
      return option ? [...list.children].indexOf(option) : -1
    },
  }
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string} note
 */
function drawOption(id, label, note) {
  const option = element('div', { id }, [element('span', { textContent: label })])
  if (note !== '') option.append(element('span', { className: 'hint', textContent: note }))
  option.setAttribute('role', 'option')
  option.setAttribute('aria-selected', 'false')
  return option
}

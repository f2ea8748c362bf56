/** Finds, creates and fills elements. Text is never parsed as markup. */

/**
 * The first element that matches the selector. Throws if there is none of this type.
 * @template {Element} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
export function find(parent, selector, type) {
  const found = parent.querySelector(selector)
  if (!(found instanceof type)) throw new Error(`no ${type.name} ${selector}`)
  return found
}

/**
 * Creates an element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[Tag], 'dataset'>>} [properties]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, children = []) {
  const created = Object.assign(document.createElement(tag), properties)
  created.append(...children)
  return created
}

/**
 * A copy of the element in the template with this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  const { content } = find(document, `template#${id}`, HTMLTemplateElement)
  const copy = document.importNode(content, true).firstElementChild
  if (!(copy instanceof HTMLElement)) throw new Error(`the template ${id} is empty`)
  return copy
}

/**
 * An icon: one of the symbols at the top of `index.html`.
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  use.setAttribute('href', `#i-${name}`)
  svg.append(use)
  return svg
}

/**
 * Sets the text of an element, and hides the element while the text is empty.
 * @param {HTMLElement} target
 * @param {string | undefined} text
 */
export function setText(target, text = '') {
  target.hidden = text === ''
  if (target.textContent !== text) target.textContent = text
}

/**
 * Opens a dialog. A click outside of it, or on an element with `data-close`, closes it.
 * @param {HTMLDialogElement} dialog
 */
export function show(dialog) {
  if (dialog.open) return
  dialog.showModal()
  dialog.onclick = ({ target }) => {
    if (target === dialog || (target instanceof Element && target.closest('[data-close]'))) dialog.close()
  }
}

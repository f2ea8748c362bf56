/** Elements: found, made, and filled with text that is never markup. */

/**
 * The one element that a selector means.
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
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<Omit<HTMLElementTagNameMap[Tag], 'dataset'>>} [properties]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/**
 * A copy of a template's only element.
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
 * One of the drawings at the top of `index.html`.
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
 * Text in an element that is there only while it has any.
 * @param {HTMLElement} where
 * @param {string | undefined} text
 */
export function put(where, text = '') {
  where.hidden = text === ''
  if (where.textContent !== text) where.textContent = text
}

/**
 * Opens a dialog that a click beside it, or its own button, closes.
 * @param {HTMLDialogElement} dialog
 */
export function show(dialog) {
  if (dialog.open) return
  dialog.showModal()
  dialog.onclick = ({ target }) => {
    if (target === dialog || (target instanceof Element && target.closest('[data-close]'))) dialog.close()
  }
}

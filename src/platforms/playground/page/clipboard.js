/** The clipboard, which pages at plain HTTP addresses of other machines have only in the old way. */

/** @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  const { activeElement } = document
  const front = document.querySelector('dialog[open]') ?? document.body
  front.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
  if (activeElement instanceof HTMLElement) activeElement.focus()
}

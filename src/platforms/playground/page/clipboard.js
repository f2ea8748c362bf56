/** Copies text to the clipboard. */

/** @param {string} text */
export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  // Pages at plain HTTP addresses of other machines have no `navigator.clipboard`.
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

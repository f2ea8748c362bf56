/** The address bar holds a recipe: whoever opens the link gets the same picture. */

const NAME = 'recipe'

/**
 * A link to a render.
 * @param {string} recipe
 */
export function linkTo(recipe) {
  const bytes = new TextEncoder().encode(recipe)
  const base64 = btoa(String.fromCharCode(...bytes))
  const code = base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  return `${location.origin}/#${NAME}=${code}`
}

/** The recipe of the address, if it has one that can be read. */
export function linkedRecipe() {
  const [, code] = /^#recipe=([\w-]+)$/.exec(location.hash) ?? []
  if (code === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
    return new TextDecoder().decode(bytes)
  } catch {
    return undefined
  }
}

/** @param {string | undefined} recipe None leaves the plain address. */
export function showInAddress(recipe) {
  history.replaceState(null, '', recipe === undefined ? '/' : linkTo(recipe))
}

/** Whether the person at the browser opened this page themselves; a link on another site may be somebody else's idea. */
export function isOwnVisit() {
  return ['none', 'same-origin'].includes(document.documentElement.dataset.arrived ?? '')
}

/** Links to renders: the recipe is in the fragment of the address, so that whoever opens the link gets the same picture. */

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

/** The recipe in the page's address; undefined if it has none or is malformed. */
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

/**
 * Changes the page's address to the link of a render.
 * @param {string | undefined} recipe Undefined for the plain address.
 */
export function showInAddress(recipe) {
  history.replaceState(null, '', recipe === undefined ? '/' : linkTo(recipe))
}

/** Whether the visitor opened this page themselves. A link on another site must not start a render by itself. */
export function isOwnVisit() {
  return ['none', 'same-origin'].includes(document.documentElement.dataset.arrived ?? '')
}

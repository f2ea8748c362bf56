/**
 * The layers in a picture as buttons over it, each where the picture shows its layer. Together they are one stop of the Tab
 * key; arrow keys move between them (a "roving tabindex").
 */
import { element } from './dom.js'

/**
 * Returns a function that draws the regions of a result, or none.
 * @param {HTMLElement} root It covers the picture.
 * @param {(layer: string) => void} onChoose
 */
export function createRegions(root, onChoose) {
  let drawn = ''
  /** The index of the button that Tab leads to. */
  let current = 0

  const buttons = () => [...root.querySelectorAll('button')]

  root.addEventListener('focusin', ({ target }) => {
    for (const [i, button] of buttons().entries()) {
      button.tabIndex = button === target ? 0 : -1
      if (button === target) current = i
    }
  })
  root.addEventListener('keydown', (event) => {
    const last = buttons().length - 1
    const next = /** @type {Readonly<Record<string, number>>} */ ({
      ArrowDown: Math.min(current + 1, last),
      ArrowRight: Math.min(current + 1, last),
      ArrowUp: Math.max(current - 1, 0),
      ArrowLeft: Math.max(current - 1, 0),
      Home: 0,
      End: last,
    })[event.key]
    if (next === undefined) return
    event.preventDefault()
    buttons()[next]?.focus()
  })

  /** @param {import('./server.js').Outcome | undefined} result Undefined draws none. */
  return (result) => {
    const { regions = [], size = [1, 1] } = result ?? {}
    root.hidden = regions.length === 0
    root.parentElement?.classList.toggle('mapped', !root.hidden)
    // The same regions are not drawn again, so that a button keeps the focus.
    const key = JSON.stringify([size, regions])
    if (drawn === key) return
    drawn = key
    root.replaceChildren(...regions.map((region, i) => drawRegion(region, size, { isFirst: i === 0, onChoose })))
  }
}

/**
 * @param {NonNullable<import('./server.js').Outcome['regions']>[number]} region In pixels of the picture.
 * @param {readonly [width: number, height: number]} size Of the picture, in pixels.
 * @param {{isFirst: boolean, onChoose: (layer: string) => void}} options
 */
function drawRegion({ layer, left, top, width, height }, [across, down], { isFirst, onChoose }) {
  const button = element('button', { type: 'button', title: layer, tabIndex: isFirst ? 0 : -1 })
  button.setAttribute('aria-label', layer)
  const fractions = { left: left / across, top: top / down, width: width / across, height: height / down }
  for (const [side, fraction] of Object.entries(fractions)) button.style.setProperty(side, `${100 * fraction}%`)
  button.onclick = () => onChoose(layer)
  return button
}

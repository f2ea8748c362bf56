/** The layers in a picture as buttons over it, each where its layer is. Tab goes past all of them in one step, arrows from one to the next. */
import { element } from './dom.js'

/**
 * @param {HTMLElement} root Lies over the picture, as large as that.
 * @param {(layer: string) => void} choose Hears which layer was clicked.
 */
export function createRegions(root, choose) {
  let drawn = ''
  /** Which one Tab leads to. */
  let at = 0

  const buttons = () => [...root.querySelectorAll('button')]

  /** @param {number} index */
  function focusOn(index) {
    const all = buttons()
    all[Math.min(Math.max(index, 0), all.length - 1)]?.focus()
  }

  root.addEventListener('focusin', ({ target }) => {
    for (const [i, button] of buttons().entries()) {
      button.tabIndex = button === target ? 0 : -1
      if (button === target) at = i
    }
  })
  root.addEventListener('keydown', (event) => {
    const to = /** @type {Readonly<Record<string, number>>} */ ({
      ...{ ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 },
      ...{ Home: 0, End: Number.POSITIVE_INFINITY },
    })[event.key]
    if (to === undefined) return
    event.preventDefault()
    focusOn(to)
  })

  /** @param {import('./server.js').Outcome | undefined} result Of the picture, if its layers are to be seen. */
  return (result) => {
    const { regions = [], size: [across, down] = [1, 1] } = result ?? {}
    root.hidden = regions.length === 0
    root.parentElement?.classList.toggle('mapped', !root.hidden)
    // Who is on one of them stays there.
    const wanted = JSON.stringify([across, down, regions])
    if (drawn === wanted) return
    drawn = wanted
    root.replaceChildren(
      ...regions.map(({ layer, left, top, width, height }, i) => {
        const button = element('button', { type: 'button', title: layer, tabIndex: i === 0 ? 0 : -1 })
        button.setAttribute('aria-label', layer)
        const places = { left: left / across, top: top / down, width: width / across, height: height / down }
        for (const [side, share] of Object.entries(places)) button.style.setProperty(side, `${100 * share}%`)
        button.onclick = () => choose(layer)
        return button
      }),
    )
  }
}

/** A picture as large as the window, with the photo it was made of under a slider. */
import { copy } from './clipboard.js'
import { find, show } from './dom.js'
import { linkTo, showInAddress } from './link.js'
import { createRegions } from './regions.js'

/** @typedef {import('./server.js').Card} Card */

/**
 * @param {import('./server.js').Words} words
 * @param {import('./announce.js').Announcer} announcer
 * @param {(card: Card, layer?: string) => void} explore
 */
export function createLightbox(words, announcer, explore) {
  const dialog = find(document, '#lightbox', HTMLDialogElement)
  const part = /** @param {string} name */ (name) => find(dialog, `[data-part=${name}]`, HTMLElement)
  const figure = part('compare')
  const after = find(dialog, '[data-part=after]', HTMLImageElement)
  const before = find(dialog, '[data-part=before]', HTMLImageElement)
  const film = find(dialog, '[data-part=film]', HTMLVideoElement)
  const download = find(dialog, '[data-part=download]', HTMLAnchorElement)
  const slider = find(dialog, 'input[type=range]', HTMLInputElement)

  function place() {
    figure.style.setProperty('--at', `${slider.value}%`)
  }
  slider.addEventListener('input', place)

  /** @type {Card | undefined} */
  let shown
  const showRegions = createRegions(find(figure, '.regions', HTMLElement), leave)

  /** @param {string} [layer] */
  function leave(layer) {
    dialog.close()
    if (shown) explore(shown, layer)
  }
  part('explore').addEventListener('click', () => leave())

  /** @param {Card} card */
  function open(card) {
    const [file] = card.files ?? []
    const { result } = card
    if (!file || !result) return
    const [width, height] = result.size
    part('title').textContent = card.title ?? ''
    dialog.setAttribute('aria-label', card.title ?? words.open)
    after.hidden = Boolean(file.video)
    film.hidden = !file.video
    if (file.video) {
      film.src = file.url
      film.setAttribute('aria-label', file.alt)
    } else Object.assign(after, { src: file.url, alt: file.alt })
    figure.style.setProperty('--width', String(width))
    figure.style.setProperty('--height', String(height))
    figure.classList.toggle('compared', result.before !== undefined)
    slider.hidden = result.before === undefined
    if (result.before !== undefined) {
      Object.assign(before, { src: `/photos/${result.before}`, alt: words.before })
    }
    showRegions(result)
    // What is far higher than wide is read from above, at its own width.
    figure.classList.toggle('tall', height > 2 * width)
    download.href = `${file.url}?download`
    download.download = file.name
    part('link').onclick = async () => {
      await copy(linkTo(result.recipe))
      announcer.toast(words.copied)
    }
    slider.value = '50'
    place()
    showInAddress(result.recipe)
    shown = card
    show(dialog)
  }

  // Nobody sees it any more.
  dialog.addEventListener('close', () => film.pause())

  return { open, close: () => dialog.close() }
}

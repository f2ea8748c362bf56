/** The lightbox: a picture as large as the window, with the photo that it was made from under a slider. */
import { copy } from './clipboard.js'
import { find, show } from './dom.js'
import { linkTo, showInAddress } from './link.js'
import { createRegions } from './regions.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {import('./server.js').Texts} Texts
 * @typedef {object} LightboxOptions
 * @property {Texts} texts
 * @property {import('./announce.js').Announcer} announcer
 * @property {(card: Card, layer?: string) => void} onExplore
 */

/** @param {LightboxOptions} options */
export function createLightbox({ texts, announcer, onExplore }) {
  const dialog = find(document, '#lightbox', HTMLDialogElement)
  const figure = find(dialog, '[data-part=compare]', HTMLElement)
  const video = find(dialog, '[data-part=video]', HTMLVideoElement)
  const slider = find(dialog, 'input[type=range]', HTMLInputElement)
  /** @type {Card | undefined} */
  let shown
  const drawRegions = createRegions(find(figure, '.regions', HTMLElement), explore)

  /** @param {string} [layer] */
  function explore(layer) {
    dialog.close()
    if (shown) onExplore(shown, layer)
  }

  async function copyLink() {
    if (!shown?.result) return
    await copy(linkTo(shown.result.recipe))
    announcer.toast(texts.copied)
  }

  /** @param {number} percent How much of the photo covers the result. */
  function compare(percent) {
    slider.value = String(percent)
    figure.style.setProperty('--at', `${percent}%`)
  }

  slider.addEventListener('input', () => compare(Number(slider.value)))
  find(dialog, '[data-part=explore]', HTMLElement).addEventListener('click', () => explore())
  find(dialog, '[data-part=link]', HTMLElement).addEventListener('click', () => void copyLink())
  dialog.addEventListener('close', () => video.pause())

  return {
    /** @param {Card} card */
    open(card) {
      const [file] = card.files ?? []
      const { result } = card
      if (!file || !result) return
      shown = card
      drawTitle(dialog, card, file, texts)
      drawResult(dialog, file)
      drawFigure(figure, result, texts)
      drawRegions(result)
      compare(50)
      showInAddress(result.recipe)
      show(dialog)
    },
    close: () => dialog.close(),
  }
}

/** @typedef {import('./picture.js').Picture} Picture */

/**
 * @param {HTMLElement} dialog
 * @param {Card} card
 * @param {Picture} file
 * @param {Texts} texts
 */
function drawTitle(dialog, { title }, file, texts) {
  find(dialog, '[data-part=title]', HTMLElement).textContent = title ?? ''
  dialog.setAttribute('aria-label', title ?? texts.open)
  const download = find(dialog, '[data-part=download]', HTMLAnchorElement)
  Object.assign(download, { href: `${file.url}?download`, download: file.name })
}

/**
 * Shows the result in the image or in the video element.
 * @param {HTMLElement} dialog
 * @param {Picture} file
 */
function drawResult(dialog, file) {
  const image = find(dialog, '[data-part=after]', HTMLImageElement)
  const video = find(dialog, '[data-part=video]', HTMLVideoElement)
  image.hidden = Boolean(file.video)
  video.hidden = !file.video
  if (file.video) {
    video.src = file.url
    video.setAttribute('aria-label', file.alt)
  } else Object.assign(image, { src: file.url, alt: file.alt })
}

/**
 * Sizes the figure, and adds the photo to compare with, if there is one.
 * @param {HTMLElement} figure
 * @param {import('./server.js').Outcome} result
 * @param {Texts} texts
 */
function drawFigure(figure, { size: [width, height], before }, texts) {
  figure.style.setProperty('--width', String(width))
  figure.style.setProperty('--height', String(height))
  // Instead of fitting into the window, a tall chart scrolls at its own width.
  figure.classList.toggle('tall', height > 2 * width)
  figure.classList.toggle('compared', before !== undefined)
  find(figure, 'input[type=range]', HTMLElement).hidden = before === undefined
  const photo = find(figure, '[data-part=before]', HTMLImageElement)
  if (before !== undefined) Object.assign(photo, { src: `/photos/${before}`, alt: texts.before })
}

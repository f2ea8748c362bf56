/** The pictures of a card, or the preview of a running one, and the buttons over the layers that a picture shows. */
import { element, find } from './dom.js'
import { drawPicture } from './picture.js'
import { createRegions } from './regions.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {object} CardPicturesOptions
 * @property {import('./server.js').Texts} texts
 * @property {() => void} onOpen Called when the picture of a result is pressed.
 * @property {(layer: string) => void} onExplore Called when a layer in the picture is pressed.
 */

/**
 * Returns a function that draws the pictures of a card.
 * @param {HTMLElement} view
 * @param {CardPicturesOptions} options
 */
export function createCardPictures(view, { texts, onOpen, onExplore }) {
  const pictures = find(view, '.pictures', HTMLElement)
  const drawRegions = createRegions(find(view, '.regions', HTMLElement), onExplore)
  let isRevealed = false

  /** @param {Card} card */
  return function draw(card) {
    const { files, progress, result } = card
    const shown = files ?? (progress?.preview ? [progress.preview] : [])
    // A job that waits again, after its worker was lost, keeps its last preview.
    const keepsLast = shown.length === 0 && !card.final && pictures.children.length > 0
    view.hidden = shown.length === 0 && !keepsLast
    if (keepsLast) return
    const isVeiled = Boolean(card.spoiler && !isRevealed && files)
    const options = {
      isVeiled,
      isFinished: Boolean(files),
      title: isVeiled ? texts.spoiler : texts.open,
      size: result?.size,
      onPress() {
        if (!isVeiled) return onOpen()
        isRevealed = true
        draw(card)
      },
      /** @param {HTMLElement} place */
      onMissing(place) {
        if (!files) return
        place.replaceWith(element('p', { className: 'hint', textContent: texts.gone }))
        drawRegions(undefined)
      },
    }
    pictures.classList.toggle('veiled', isVeiled)
    drawAll(pictures, shown, options)
    drawRegions(files && !isVeiled && pictures.querySelector('img') ? result : undefined)
  }
}

/**
 * Draws the pictures in the places of those before, so that a preview becomes the result.
 * @param {HTMLElement} container
 * @param {readonly import('./picture.js').Picture[]} pictures
 * @param {import('./picture.js').PictureOptions} options
 */
function drawAll(container, pictures, options) {
  while (container.children.length > pictures.length) container.lastElementChild?.remove()
  for (const [i, picture] of pictures.entries()) {
    const place = container.children[i]
    // The text in the place of a missing picture stays.
    if (place instanceof HTMLParagraphElement) continue
    const drawn = drawPicture(place, picture, options)
    if (!place) container.append(drawn)
  }
}

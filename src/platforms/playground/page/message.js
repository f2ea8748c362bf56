/** One message of the channel: what was asked for, and the card that answers it. */
import { copyOf, element, find, put } from './dom.js'
import { smallUrl } from './photos.js'
import { drawPicture } from './picture.js'
import { createRegions } from './regions.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {object} Handlers
 * @property {(card: Card, action: string) => void} press
 * @property {(card: Card) => void} open Shows the picture larger.
 * @property {(card: Card) => void} again Brings what was asked for back to the command line.
 * @property {(card: Card) => void} copyCode
 * @property {(card: Card) => void} copyLink
 * @property {(card: Card, layer?: string) => void} explore
 * @property {(card: Card) => void} dismiss
 * @property {(id: string) => void} goTo Another message.
 */

/** @param {Pick<Card, 'state'>} card */
export function isUnderWay({ state }) {
  return state === 'waiting' || state === 'running'
}

/**
 * @param {Card} first
 * @param {Handlers} handlers
 * @param {import('./server.js').Words} words
 */
export function createMessage(first, handlers, words) {
  const root = copyOf('message')
  root.id = first.id
  /** @type {Card} */
  let card = first
  /** The spoiler has been lifted. */
  let lifted = false

  const part = /** @param {string} selector */ (selector) => find(root, selector, HTMLElement)
  const view = part('.view')
  const pictures = part('.pictures')
  const showRegions = createRegions(part('.regions'), (layer) => handlers.explore(card, layer))
  const actions = part('.actions')
  const progress = find(root, 'progress', HTMLProgressElement)
  const download = find(root, '[data-part=download]', HTMLAnchorElement)

  function drawAsked() {
    const time = find(root, 'time', HTMLTimeElement)
    const at = new Date(card.created)
    time.dateTime = at.toISOString()
    time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
    part('.line code').textContent = card.asked.line
    part('.line').onclick = () => handlers.again(card)
    part('.photos').replaceChildren(
      ...card.asked.photos.map((key) => {
        const image = element('img', { src: smallUrl(key), alt: words.photo, loading: 'lazy' })
        // It is no longer kept.
        image.onerror = () => image.remove()
        return image
      }),
    )
  }

  /** The pictures of a result, or how it looks so far: in the same place, so that one becomes the other. */
  function drawPictures() {
    const { files, progress: now, result, spoiler } = card
    const shown = files ?? (now?.preview ? [now.preview] : [])
    // Between two previews the last one stays.
    const stays = shown.length === 0 && isUnderWay(card) && pictures.children.length > 0
    view.hidden = shown.length === 0 && !stays
    if (stays) return
    const isVeiled = Boolean(spoiler && !lifted && files)
    pictures.classList.toggle('veiled', isVeiled)
    while (pictures.children.length > shown.length) pictures.lastElementChild?.remove()
    for (const [i, file] of shown.entries()) {
      const place = pictures.children[i]
      // In the place of a picture that is gone there are words.
      if (place instanceof HTMLParagraphElement) continue
      const drawn = drawPicture(place, file, {
        ...{ veiled: isVeiled, finished: Boolean(files), title: isVeiled ? words.spoiler : words.open },
        ...{ size: result?.size, press, gone },
      })
      if (!place) pictures.append(drawn)
    }
    showRegions(files && !isVeiled && pictures.querySelector('img') ? result : undefined)
  }

  /** @param {HTMLElement} place */
  function gone(place) {
    if (!card.files) return
    place.replaceWith(element('p', { className: 'hint', textContent: words.gone }))
    showRegions(undefined)
  }

  function press() {
    if (!card.spoiler || lifted) return handlers.open(card)
    lifted = true
    drawPictures()
  }

  function drawActions() {
    const { buttons = [] } = card
    const wanted = JSON.stringify(buttons)
    if (actions.dataset.drawn === wanted) return
    const hadFocus = actions.contains(document.activeElement)
    actions.dataset.drawn = wanted
    actions.hidden = buttons.length === 0
    actions.replaceChildren(
      ...buttons.map(({ action, label }) => {
        const button = element('button', { type: 'button', textContent: label })
        button.dataset.action = action
        button.onclick = () => handlers.press(card, action)
        return button
      }),
    )
    // The button that was pressed is gone.
    if (hadFocus) part('.answer').focus()
  }

  /** What the page itself can do with a card. */
  function drawTools() {
    const { files: [file] = [], result } = card
    // A click on most of such a picture leads elsewhere, and one on a video stops it.
    part('[data-part=open]').hidden = !result?.regions && !file?.video
    part('[data-part=explore]').hidden = !result
    part('[data-part=link]').hidden = !result
    part('[data-part=dismiss]').hidden = isUnderWay(card)
    download.hidden = !file
    if (file) Object.assign(download, { href: `${file.url}?download`, download: file.name })
  }

  function draw() {
    const { state, title, text, code, from, progress: now } = card
    root.dataset.state = state
    put(part('.card h2'), title)
    const isResult = state === 'done'
    put(part('.card .text'), isResult ? '' : text)
    put(part('.card .caption'), isResult ? text : '')
    progress.hidden = state !== 'running'
    if (now) progress.value = now.done
    else progress.removeAttribute('value')
    drawPictures()
    part('.code').hidden = code === undefined
    part('pre').textContent = code ?? ''
    part('[data-part=from]').hidden = from === undefined
    drawActions()
    drawTools()
  }

  part('[data-part=copy]').onclick = () => handlers.copyCode(card)
  part('[data-part=link]').onclick = () => handlers.copyLink(card)
  part('[data-part=open]').onclick = () => handlers.open(card)
  part('[data-part=explore]').onclick = () => handlers.explore(card)
  part('[data-part=dismiss]').onclick = () => handlers.dismiss(card)
  part('[data-part=from]').onclick = () => card.from !== undefined && handlers.goTo(card.from)
  // It scrolls, and nothing in it can be focused.
  part('pre').tabIndex = 0
  drawAsked()
  draw()

  return {
    root,
    card: () => card,
    /** @param {Card} next */
    update(next) {
      card = next
      draw()
    },
  }
}

/** @typedef {ReturnType<typeof createMessage>} Message */

/** One message of the channel: a visitor's request, and the card that answers it. */
import { createCardPictures } from './card-pictures.js'
import { copyOf, element, find, setText } from './dom.js'
import { smallUrl } from './photos.js'

/**
 * @typedef {import('./server.js').Card} Card
 * @typedef {import('./server.js').Texts} Texts
 * @typedef {object} Handlers What the buttons of a message do.
 * @property {(card: Card, action: string) => void} onPress
 * @property {(card: Card) => void} onOpen Opens the picture in the lightbox.
 * @property {(card: Card) => void} onEdit Brings the request back to the command line.
 * @property {(card: Card) => void} onCopyCode
 * @property {(card: Card) => void} onCopyLink
 * @property {(card: Card, layer?: string) => void} onExplore
 * @property {(card: Card) => void} onDismiss
 * @property {(id: string) => void} onGoTo Scrolls to another message.
 */

/**
 * @param {Card} first
 * @param {{handlers: Handlers, texts: Texts}} options
 */
export function createMessage(first, { handlers, texts }) {
  const root = copyOf('message')
  root.id = first.id
  /** @type {Card} */
  let card = first
  const drawPictures = createCardPictures(find(root, '.view', HTMLElement), {
    texts,
    onOpen: () => handlers.onOpen(card),
    onExplore: (layer) => handlers.onExplore(card, layer),
  })

  /** @param {Card} next */
  function draw(next) {
    card = next
    root.dataset.state = card.state
    drawText(root, card)
    drawPictures(card)
    drawTools(root, card)
    drawActions(root, card, (action) => handlers.onPress(card, action))
  }

  const CLICKS = /** @type {Readonly<Record<string, () => void>>} */ ({
    '.line': () => handlers.onEdit(card),
    '[data-part=copy]': () => handlers.onCopyCode(card),
    '[data-part=link]': () => handlers.onCopyLink(card),
    '[data-part=open]': () => handlers.onOpen(card),
    '[data-part=explore]': () => handlers.onExplore(card),
    '[data-part=dismiss]': () => handlers.onDismiss(card),
    '[data-part=from]': () => card.from !== undefined && handlers.onGoTo(card.from),
  })
  for (const [selector, onClick] of Object.entries(CLICKS)) find(root, selector, HTMLElement).onclick = onClick
  // It scrolls, and has no content that can be focused.
  find(root, 'pre', HTMLElement).tabIndex = 0
  drawRequest(root, first, texts)
  draw(first)

  return { root, card: () => card, update: draw }
}

/** @typedef {ReturnType<typeof createMessage>} Message */

/**
 * @param {HTMLElement} root
 * @param {Card} card
 * @param {Texts} texts
 */
function drawRequest(root, { created, asked }, texts) {
  const time = find(root, 'time', HTMLTimeElement)
  const at = new Date(created)
  time.dateTime = at.toISOString()
  time.textContent = at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
  find(root, '.line code', HTMLElement).textContent = asked.line
  find(root, '.photos', HTMLElement).replaceChildren(
    ...asked.photos.map((key) => {
      const image = element('img', { src: smallUrl(key), alt: texts.photo, loading: 'lazy' })
      // The server may have removed the photo in the meantime.
      image.onerror = () => image.remove()
      return image
    }),
  )
}

/**
 * @param {HTMLElement} root
 * @param {Card} card
 */
function drawText(root, { state, title, text, code, from, progress }) {
  const bar = find(root, 'progress', HTMLProgressElement)
  const isResult = state === 'done'
  setText(find(root, '.card h2', HTMLElement), title)
  setText(find(root, '.card .text', HTMLElement), isResult ? '' : text)
  setText(find(root, '.card .caption', HTMLElement), isResult ? text : '')
  bar.hidden = state !== 'running'
  // Without a value it shows that the progress is not known.
  if (progress) bar.value = progress.done
  else bar.removeAttribute('value')
  find(root, '.code', HTMLElement).hidden = code === undefined
  find(root, 'pre', HTMLElement).textContent = code ?? ''
  find(root, '[data-part=from]', HTMLElement).hidden = from === undefined
}

/**
 * Shows the buttons of the page's own that apply to the card.
 * @param {HTMLElement} root
 * @param {Card} card
 */
function drawTools(root, { files: [file] = [], result, final }) {
  const download = find(root, '[data-part=download]', HTMLAnchorElement)
  const isShown = /** @type {Readonly<Record<string, boolean>>} */ ({
    // A press on any other picture opens it; on these it leads to a layer, or stops the video.
    open: Boolean(result?.regions || file?.video),
    explore: Boolean(result),
    link: Boolean(result),
    dismiss: final,
    download: Boolean(file),
  })
  for (const [part, shown] of Object.entries(isShown)) find(root, `[data-part=${part}]`, HTMLElement).hidden = !shown
  if (file) Object.assign(download, { href: `${file.url}?download`, download: file.name })
}

/**
 * Draws the bot's buttons, unless they are the same as before: a button that has the focus keeps it.
 * @param {HTMLElement} root
 * @param {Card} card
 * @param {(action: string) => void} onPress
 */
function drawActions(root, { buttons = [] }, onPress) {
  const actions = find(root, '.actions', HTMLElement)
  const key = JSON.stringify(buttons)
  if (actions.dataset.drawn === key) return
  const hadFocus = actions.contains(document.activeElement)
  actions.dataset.drawn = key
  actions.hidden = buttons.length === 0
  actions.replaceChildren(
    ...buttons.map(({ action, label }) => {
      const button = element('button', { type: 'button', textContent: label, onclick: () => onPress(action) })
      button.dataset.action = action
      return button
    }),
  )
  if (hadFocus) find(root, '.answer', HTMLElement).focus()
}

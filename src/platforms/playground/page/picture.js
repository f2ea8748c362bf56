/** One picture of a card: a button that opens it, or a video with controls of its own. */
import { element, find } from './dom.js'

/**
 * @typedef {import('../render.ts').CardPicture} Picture
 * @typedef {object} PictureOptions
 * @property {boolean} isVeiled Whether it is a hidden spoiler: then the button reveals it.
 * @property {boolean} isFinished Whether it is a result rather than a preview, which cannot be opened.
 * @property {string} title The button's title; also the accessible name of a hidden picture.
 * @property {readonly [width: number, height: number]} [size] In pixels, if it is known.
 * @property {() => void} onPress
 * @property {(place: HTMLElement) => void} onMissing Called with the picture's element if its file cannot be loaded.
 */

/**
 * Draws a picture in the place of another one, or in a new element. Returns the picture's element.
 * @param {Element | undefined} place The element of the picture before.
 * @param {Picture} picture
 * @param {PictureOptions} options
 * @returns {HTMLElement}
 */
export function drawPicture(place, { url, alt, video }, options) {
  const { isVeiled, isFinished, title, size, onPress, onMissing } = options
  const kind = video ? (isVeiled ? 'veiled' : 'video') : 'image'
  const root = place instanceof HTMLElement && place.dataset.kind === kind ? place : createPicture(kind)
  if (place && place !== root) replace(place, root)
  const media = mediaOf(root)
  if (media.getAttribute('src') !== url) media.src = url
  if (size) [media.width, media.height] = size
  const name = isVeiled ? title : alt
  if (media instanceof HTMLImageElement) media.alt = name
  else media.setAttribute('aria-label', name)
  media.onerror = () => onMissing(root)
  if (root instanceof HTMLButtonElement) Object.assign(root, { title, disabled: !isFinished, onclick: onPress })
  return root
}

/** @param {string} kind */
function createPicture(kind) {
  const root =
    kind === 'video'
      ? createVideo({ className: 'picture', controls: true, autoplay: allowsMotion() })
      : element('button', { type: 'button', className: 'picture' }, [
          kind === 'veiled' ? createVideo({}) : element('img'),
        ])
  root.dataset.kind = kind
  return root
}

/** @param {Partial<Pick<HTMLVideoElement, 'className' | 'controls' | 'autoplay'>>} properties */
function createVideo(properties) {
  return element('video', { loop: true, muted: true, playsInline: true, ...properties })
}

function allowsMotion() {
  return matchMedia('(prefers-reduced-motion: no-preference)').matches
}

/** @param {HTMLElement} root */
function mediaOf(root) {
  if (root instanceof HTMLVideoElement) return root
  return root.dataset.kind === 'veiled' ? find(root, 'video', HTMLVideoElement) : find(root, 'img', HTMLImageElement)
}

/**
 * Replaces an element, and keeps the focus on its place.
 * @param {Element} before
 * @param {HTMLElement} after
 */
function replace(before, after) {
  const hadFocus = before === document.activeElement
  before.replaceWith(after)
  if (hadFocus) after.focus()
}

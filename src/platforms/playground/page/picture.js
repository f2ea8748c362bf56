/** One picture of a message: a button that leads to it, or a video with controls of its own. */
import { element, find } from './dom.js'

/**
 * @typedef {import('../render.ts').CardPicture} Picture
 * @typedef {object} Look
 * @property {boolean} veiled It is a spoiler: the button lifts the veil.
 * @property {boolean} finished
 * @property {string} title Of the button; what a hidden picture is called.
 * @property {readonly [width: number, height: number]} [size] In pixels, where it is known.
 * @property {() => void} press
 * @property {(place: HTMLElement) => void} gone Its file is no longer there.
 */

/**
 * Draws a picture in a place that has another, or in a new one; returns where it is.
 * @param {Element | undefined} place
 * @param {Picture} picture
 * @param {Look} look
 * @returns {HTMLElement}
 */
export function drawPicture(place, { url, alt, video }, look) {
  const { veiled, finished, title, size, press, gone } = look
  const kind = video ? (veiled ? 'veiled' : 'video') : 'image'
  const root = place instanceof HTMLElement && place.dataset.kind === kind ? place : make(kind)
  if (place && place !== root) replace(place, root)
  const shown = shownIn(root)
  if (shown.getAttribute('src') !== url) shown.src = url
  if (size) [shown.width, shown.height] = size
  const name = veiled ? title : alt
  if (shown instanceof HTMLImageElement) shown.alt = name
  else shown.setAttribute('aria-label', name)
  shown.onerror = () => gone(root)
  if (root instanceof HTMLButtonElement) Object.assign(root, { title, disabled: !finished, onclick: press })
  return root
}

/** @param {string} kind */
function make(kind) {
  const root =
    kind === 'video'
      ? film({ className: 'picture', controls: true, autoplay: mayMove() })
      : element('button', { type: 'button', className: 'picture' }, [kind === 'veiled' ? film({}) : element('img')])
  root.dataset.kind = kind
  return root
}

/** @param {Partial<Pick<HTMLVideoElement, 'className' | 'controls' | 'autoplay'>>} properties */
function film(properties) {
  return element('video', { loop: true, muted: true, playsInline: true, ...properties })
}

function mayMove() {
  return matchMedia('(prefers-reduced-motion: no-preference)').matches
}

/** @param {HTMLElement} root */
function shownIn(root) {
  if (root instanceof HTMLVideoElement) return root
  return root.dataset.kind === 'veiled' ? find(root, 'video', HTMLVideoElement) : find(root, 'img', HTMLImageElement)
}

/**
 * @param {Element} before
 * @param {HTMLElement} after
 */
function replace(before, after) {
  const hadFocus = before === document.activeElement
  before.replaceWith(after)
  if (hadFocus) after.focus()
}

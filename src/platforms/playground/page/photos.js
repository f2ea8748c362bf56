/** Uploads photos: chosen, dropped or pasted ones, and the examples. */
import { find } from './dom.js'
import { post } from './server.js'

/**
 * @typedef {object} Photo
 * @property {string} key The server's key for it.
 * @property {string} name
 */

/**
 * The address of a small version of the photo.
 * @param {string} key
 */
export function smallUrl(key) {
  return `/photos/${key}/small`
}

/**
 * Uploads a photo. Rejects with the server's `Refusal`.
 * @param {File} file
 * @param {number} maximum The largest photo that the server accepts, in bytes.
 * @returns {Promise<Photo>}
 */
export async function upload(file, maximum) {
  // One byte too many is enough for the server to refuse a photo that is too large.
  const { photo } = await post('photos', file.slice(0, maximum + 1))
  return { key: photo, name: file.name }
}

/**
 * Fetches an example photo.
 * @param {string} name
 * @returns {Promise<File>}
 */
export async function example(name) {
  const response = await fetch(`/examples/${name}.jpg`)
  return new File([await response.blob()], `${name}.jpg`)
}

/**
 * Opens the browser's dialog for files. Never settles if it is cancelled.
 * @param {boolean} several
 * @returns {Promise<File[]>}
 */
export function choosePhotos(several) {
  const input = find(document, '#file', HTMLInputElement)
  input.multiple = several
  input.value = ''
  return new Promise((resolve) => {
    input.onchange = () => resolve([...(input.files ?? [])])
    input.click()
  })
}

/**
 * Calls `onPhotos` with files that are dropped on the page or pasted into it.
 * @param {(files: File[]) => void} onPhotos
 */
export function listenForPhotos(onPhotos) {
  const drop = find(document, '#drop', HTMLElement)
  /** @param {DragEvent} event */
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes('Files')

  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    drop.hidden = false
  })
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) drop.hidden = true
  })
  document.addEventListener('drop', (event) => {
    drop.hidden = true
    if (!hasFiles(event)) return
    event.preventDefault()
    onPhotos([...(event.dataTransfer?.files ?? [])])
  })
  document.addEventListener('paste', ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])]
    if (files.length > 0) onPhotos(files)
  })
}

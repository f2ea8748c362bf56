/** Photos on their way to the server: chosen, dropped, pasted, or one of the examples. */
import { find } from './dom.js'
import { tell } from './server.js'

/**
 * @typedef {object} Photo
 * @property {string} key What the server knows it by.
 * @property {string} name
 */

/** @param {string} key */
export function smallUrl(key) {
  return `/photos/${key}/small`
}

/**
 * Sends a photo. Rejects with the server's refusal.
 * @param {File} file
 * @param {number} most Bytes that the server takes.
 * @returns {Promise<Photo>}
 */
export async function upload(file, most) {
  // Of what is too large, one byte too many is enough for the server to say so.
  const { photo } = await tell('photos', file.slice(0, most + 1))
  return { key: photo, name: file.name }
}

/**
 * @param {string} name
 * @returns {Promise<File>}
 */
export async function example(name) {
  const response = await fetch(`/examples/${name}.jpg`)
  return new File([await response.blob()], `${name}.jpg`)
}

/**
 * Asks the person for photos.
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
 * Hears of every photo that is dropped on the page or pasted into it.
 * @param {(files: File[]) => void} hear
 */
export function listenForPhotos(hear) {
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
    hear([...(event.dataTransfer?.files ?? [])])
  })
  document.addEventListener('paste', ({ clipboardData }) => {
    const files = [...(clipboardData?.files ?? [])]
    if (files.length > 0) hear(files)
  })
}

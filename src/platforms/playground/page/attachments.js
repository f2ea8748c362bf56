/** The photos that go with the command line: attached ones and uploads under way, drawn as a row of chips. */
import { element, find, icon } from './dom.js'
import { smallUrl, upload } from './photos.js'

/**
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {object} AttachmentsOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {() => void} onAttach Called after each upload.
 * @property {() => void} onRemove Called after a photo has been removed.
 */

/** @param {AttachmentsOptions} options */
export function createAttachments({ setup: { texts, uploadBytes }, announcer, onAttach, onRemove }) {
  const chips = find(document, '#chips', HTMLElement)
  /** @type {readonly Photo[]} */
  let photos = []
  /** Uploads under way. @type {Set<Promise<unknown>>} */
  const uploads = new Set()

  /** @param {readonly Photo[]} next */
  function set(next) {
    photos = next
    draw()
  }

  function draw() {
    const waiting = [...uploads].map(() => element('li', { className: 'hint', textContent: `${texts.uploading} ...` }))
    chips.replaceChildren(...photos.map(drawChip), ...waiting)
  }

  /** @param {Photo} photo */
  function drawChip(photo) {
    const remove = element('button', { type: 'button', className: 'quiet square' }, [icon('close')])
    remove.setAttribute('aria-label', `${texts.detach}: ${photo.name}`)
    remove.onclick = () => {
      set(photos.filter((other) => other !== photo))
      onRemove()
    }
    const picture = element('img', { src: smallUrl(photo.key), alt: '' })
    return element('li', {}, [picture, element('span', { textContent: photo.name }), remove])
  }

  /**
   * Uploads files, one after the other, and attaches them.
   * @param {readonly File[]} files
   */
  async function attach(files) {
    for (const file of files) {
      const sending = upload(file, uploadBytes).then((photo) => {
        photos = [...photos, photo]
        announcer.announce(texts.attached)
        onAttach()
      }, announcer.fail)
      uploads.add(sending)
      draw()
      await sending
      uploads.delete(sending)
      draw()
    }
  }

  return { attach, set, photos: () => photos, settled: () => Promise.all(uploads) }
}

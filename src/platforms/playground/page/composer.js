/** The command line at the bottom: a line, the photos that go with it, and what was sent before. */
import { combobox } from './combobox.js'
import { element, find, icon } from './dom.js'
import { choosePhotos, smallUrl, upload } from './photos.js'
import { ask, tell } from './server.js'

/**
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {{readonly line: string, readonly photos: readonly string[]}} Asked
 * @typedef {object} ComposerOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {() => Asked[]} sent What was asked for before, oldest first.
 */

const LONGEST = 1000

/** @param {ComposerOptions} options */
export function createComposer({ setup: { words, forms, uploadBytes }, announcer, sent }) {
  const form = find(document, '#composer', HTMLFormElement)
  const line = find(document, '#line', HTMLInputElement)
  const chips = find(document, '#chips', HTMLElement)
  /** @type {Photo[]} */
  let photos = []
  /** Uploads on their way: what is sent waits for them. @type {Set<Promise<unknown>>} */
  const uploads = new Set()
  /** How far back in what was sent the line is; 0 for a new one. */
  let back = 0

  const offers = combobox({
    field: line,
    list: find(document, '#offers', HTMLElement),
    async offers(text, cursor) {
      // What is longer is pasted, and written by nobody.
      return text === '' || text.length > LONGEST
        ? []
        : ask('suggestions', { text, cursor: `${cursor}`, photos: `${photos.length}` })
    },
    // A command's name that is only begun cannot be what is meant.
    first: ({ start, end, insert }) => start === 0 && line.value.slice(start, end) !== insert.trim(),
    chosen: ({ photo }) => photo && void pick(),
    announce: announcer.announce,
    words: words.suggested,
  })

  function draw() {
    chips.replaceChildren(
      ...photos.map((photo) => {
        const remove = element('button', { type: 'button', className: 'quiet square' }, [icon('close')])
        remove.setAttribute('aria-label', `${words.detach}: ${photo.name}`)
        remove.onclick = () => {
          photos = photos.filter((other) => other !== photo)
          draw()
          line.focus()
        }
        const picture = element('img', { src: smallUrl(photo.key), alt: '' })
        return element('li', {}, [picture, element('span', { textContent: photo.name }), remove])
      }),
      ...[...uploads].map(() => element('li', { className: 'hint', textContent: `${words.uploading} ...` })),
    )
  }

  /** @param {readonly File[]} files */
  async function attach(files) {
    for (const file of files) {
      const sending = upload(file, uploadBytes).then((photo) => {
        photos = [...photos, photo]
        announcer.announce(words.attached)
        suggestCommand()
      }, announcer.fail)
      uploads.add(sending)
      draw()
      await sending
      uploads.delete(sending)
      draw()
    }
    line.focus()
  }

  /** What one does with a photo, if nothing else is written. */
  function suggestCommand() {
    const usual = forms.find(({ photo }) => photo !== undefined)
    if (line.value.trim() === '' && usual) write(`/${usual.name} `)
  }

  async function pick() {
    await attach(await choosePhotos(true))
  }

  /** @param {string} text */
  function write(text) {
    line.value = text
    line.setSelectionRange(text.length, text.length)
  }

  /**
   * @param {string} text
   * @param {readonly Photo[]} [own] Default none.
   */
  function fill(text, own = []) {
    photos = [...own]
    write(text)
    draw()
    line.focus()
  }

  async function send() {
    await Promise.all(uploads)
    const text = line.value.trim()
    if (text === '') return line.focus()
    const sending = photos
    fill('')
    back = 0
    offers.close()
    try {
      await tell('calls', { text, photos: sending.map(({ key }) => key) })
    } catch (error) {
      fill(text, sending)
      announcer.fail(error)
    }
  }

  /** @param {number} step */
  function recall(step) {
    const all = sent()
    back = Math.min(Math.max(back + step, 0), all.length)
    const { line: text, photos: keys } = all[all.length - back] ?? { line: '', photos: [] }
    fill(
      text,
      keys.map((key) => ({ key, name: words.photo })),
    )
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  line.addEventListener('input', () => {
    back = 0
  })
  line.addEventListener('keydown', (event) => {
    const { key } = event
    if (!((key === 'ArrowUp' && (line.value === '' || back > 0)) || (key === 'ArrowDown' && back > 0))) return
    event.preventDefault()
    recall(key === 'ArrowUp' ? 1 : -1)
  })
  // As on other pages, a slash leads to where one writes.
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    const writes = target instanceof Element && target.closest('input, textarea, select, dialog')
    if (key !== '/' || writes) return
    event.preventDefault()
    fill('/', photos)
    offers.open()
  })

  return { attach, pick, fill, value: () => ({ text: line.value.trim(), photos }) }
}

/** @typedef {ReturnType<typeof createComposer>} Composer */

/** The command line at the bottom of the page: a line of text, its photos, and the lines sent before. */
import { createAttachments } from './attachments.js'
import { combobox } from './combobox.js'
import { find } from './dom.js'
import { LIMITS } from './limits.js'
import { choosePhotos } from './photos.js'
import { ask, post } from './server.js'

/**
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {{readonly line: string, readonly photos: readonly string[]}} SentLine A line, and the keys of its photos.
 * @typedef {object} ComposerOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {() => SentLine[]} sent The lines sent before, oldest first.
 */

/** @param {ComposerOptions} options */
export function createComposer({ setup, announcer, sent }) {
  const { texts, forms } = setup
  const form = find(document, '#composer', HTMLFormElement)
  const line = find(document, '#line', HTMLInputElement)
  /** The line's place in the history, counted from its end; 0 for a new line. */
  let back = 0
  const attachments = createAttachments({ setup, announcer, onAttach: suggestCommand, onRemove: () => line.focus() })
  const completions = combobox({
    field: line,
    list: find(document, '#suggestions', HTMLElement),
    async complete(text, cursor) {
      if (text === '' || text.length > LIMITS.suggestLength) return []
      return ask('suggestions', { text, cursor: `${cursor}`, photos: `${attachments.photos().length}` })
    },
    // Enter completes a command's name that is written in part, because it cannot be sent like this.
    isPreselected: ({ start, end, insert }) => start === 0 && line.value.slice(start, end) !== insert.trim(),
    onChoose: ({ photo }) => photo && void pick(),
    announce: announcer.announce,
    texts: texts.suggested,
  })

  /** Writes the command that takes a photo, unless the line has a text. */
  function suggestCommand() {
    const usual = forms.find(({ photoOption }) => photoOption !== undefined)
    if (line.value.trim() === '' && usual) write(`/${usual.name} `)
  }

  /** @param {readonly File[]} files */
  async function attach(files) {
    await attachments.attach(files)
    line.focus()
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
   * Replaces the line and its photos.
   * @param {string} text
   * @param {readonly Photo[]} [photos] Default none.
   */
  function fill(text, photos = []) {
    attachments.set(photos)
    write(text)
    line.focus()
  }

  async function send() {
    await attachments.settled()
    const text = line.value.trim()
    if (text === '') return line.focus()
    const photos = attachments.photos()
    fill('')
    back = 0
    completions.close()
    try {
      await post('calls', { text, photos: photos.map(({ key }) => key) })
    } catch (error) {
      fill(text, photos)
      announcer.fail(error)
    }
  }

  /** @param {number} steps How far to go back in the history; negative for forward. */
  function recall(steps) {
    const all = sent()
    back = Math.min(Math.max(back + steps, 0), all.length)
    const { line: text, photos: keys } = all[all.length - back] ?? { line: '', photos: [] }
    const photos = keys.map((key) => ({ key, name: texts.photo }))
    fill(text, photos)
  }

  /** @param {KeyboardEvent} event */
  function recallOnArrow(event) {
    const isBack = event.key === 'ArrowUp' && (line.value === '' || back > 0)
    const isForward = event.key === 'ArrowDown' && back > 0
    if (!isBack && !isForward) return
    event.preventDefault()
    recall(isBack ? 1 : -1)
  }

  /**
   * A slash typed outside of any field starts a command.
   * @param {KeyboardEvent} event
   */
  function startOnSlash(event) {
    const { key, target } = event
    const isTyping = target instanceof Element && target.closest('input, textarea, select, dialog')
    if (key !== '/' || isTyping) return
    event.preventDefault()
    fill('/', attachments.photos())
    completions.open()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  line.addEventListener('input', () => {
    back = 0
  })
  line.addEventListener('keydown', recallOnArrow)
  document.addEventListener('keydown', startOnSlash)

  return { attach, pick, fill, value: () => ({ text: line.value.trim(), photos: attachments.photos() }) }
}

/** @typedef {ReturnType<typeof createComposer>} Composer */

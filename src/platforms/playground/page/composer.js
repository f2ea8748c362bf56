/** The command line at the bottom of the page: a line of text, its photos, and the lines sent before. */
import { createAttachments } from './attachments.js'
import { combobox } from './combobox.js'
import { find } from './dom.js'
import { LIMITS } from './limits.js'
import { addLineHistory } from './line-history.js'
import { choosePhotos } from './photos.js'
import { ask, post } from './server.js'

/**
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {import('./line-history.js').SentLine} SentLine
 * @typedef {object} ComposerOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {() => readonly SentLine[]} sent The lines sent before, oldest first.
 */

/** @param {ComposerOptions} options */
export function createComposer({ setup, announcer, sent }) {
  const { texts, forms } = setup
  const line = find(document, '#line', HTMLInputElement)
  const attachments = createAttachments({ setup, announcer, onAttach: suggestCommand, onRemove: () => line.focus() })
  const completions = addCompletions(line, { texts, announcer, attachments, onPhoto: () => void pick() })
  const resetHistory = addLineHistory({ line, sent, onRecall: fillSent })

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

  /** @param {SentLine} sentLine */
  function fillSent({ line: text, photos }) {
    const named = photos.map((key) => ({ key, name: texts.photo }))
    fill(text, named)
  }

  async function send() {
    await attachments.settled()
    const text = line.value.trim()
    if (text === '') return line.focus()
    const photos = attachments.photos()
    fill('')
    resetHistory()
    completions.close()
    try {
      await post('calls', { text, photos: photos.map(({ key }) => key) })
    } catch (error) {
      fill(text, photos)
      announcer.fail(error)
    }
  }

  find(document, '#composer', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  onSlash(() => {
    fill('/', attachments.photos())
    completions.open()
  })

  return { attach, pick, fill, fillSent, value: () => ({ text: line.value.trim(), photos: attachments.photos() }) }
}

/** @typedef {ReturnType<typeof createComposer>} Composer */

/**
 * @typedef {object} CompletionContext
 * @property {import('./server.js').Texts} texts
 * @property {import('./announce.js').Announcer} announcer
 * @property {{photos: () => readonly Photo[]}} attachments
 * @property {() => void} onPhoto Called when a completion that asks for a photo is chosen.
 */

/**
 * Adds the server's suggestions to the line.
 * @param {HTMLInputElement} line
 * @param {CompletionContext} context
 */
function addCompletions(line, { texts, announcer, attachments, onPhoto }) {
  return combobox({
    field: line,
    list: find(document, '#suggestions', HTMLElement),
    async complete(text, cursor) {
      if (text === '' || text.length > LIMITS.suggestLength) return []
      return ask('suggestions', { text, cursor: `${cursor}`, photos: `${attachments.photos().length}` })
    },
    // Enter completes a command's name that is written in part, because it cannot be sent like this.
    isPreselected: ({ start, end, insert }) => start === 0 && line.value.slice(start, end) !== insert.trim(),
    onChoose: ({ photo }) => photo && onPhoto(),
    announce: announcer.announce,
    countText: texts.suggested,
  })
}

/**
 * Calls `onPress` when a slash is typed outside of any field.
 * @param {() => void} onPress
 */
function onSlash(onPress) {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    const isTyping = target instanceof Element && target.closest('input, textarea, select, dialog')
    if (key !== '/' || isTyping) return
    event.preventDefault()
    onPress()
  })
}

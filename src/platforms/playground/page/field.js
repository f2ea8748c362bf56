/** One option in a form: its control, and its value out of it. */
import { combobox } from './combobox.js'
import { element } from './dom.js'
import { choosePhotos, example, smallUrl, upload } from './photos.js'
import { ask } from './server.js'

/**
 * @typedef {import('./server.js').Field} Field
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 * @typedef {object} FieldContext
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {string} command
 * @property {() => Record<string, string>} input What the whole form holds.
 *
 * @typedef {object} FormField
 * @property {Field} field
 * @property {HTMLElement} root
 * @property {() => string | undefined} value Undefined where it is as usual.
 * @property {() => Photo | undefined} photo
 */

/**
 * @param {Field} field
 * @param {string | undefined} given
 * @param {Photo | undefined} photo
 * @param {FieldContext} context
 * @returns {FormField}
 */
export function createField(field, given, photo, context) {
  const id = `field-${field.name}`
  const label = element('label', { htmlFor: id, textContent: field.label })
  const hint = element('p', { id: `${id}-hint`, className: 'hint', textContent: field.hint })
  if (field.control === 'photo') return photoField(field, photo, { label, hint, id }, context)
  const control = controlOf(field, context.setup.words)
  Object.assign(control, { id, name: field.name, required: field.required })
  control.setAttribute('aria-describedby', hint.id)
  control.value = given ?? (control instanceof HTMLSelectElement ? (field.default ?? '') : '')
  const root = element('div', { className: `field ${field.control}` }, [label, control, hint])
  if (field.control === 'completed' && control instanceof HTMLInputElement) complete(control, field, root, context)
  const value = () => (control.value === '' || control.value === field.default ? undefined : control.value)
  return { field, root, value, photo: () => undefined }
}

/**
 * @param {Field} field
 * @param {import('./server.js').Words} words
 * @returns {Control}
 */
function controlOf(field, words) {
  const { control, values = [], minimum, maximum, step } = field
  if (control === 'choice')
    return select(
      field,
      values.map((value) => [value, value]),
      words,
    )
  if (control === 'switch')
    return select(
      field,
      [
        ['true', words.yes],
        ['false', words.no],
      ],
      words,
    )
  if (control === 'recipe') return element('textarea', { rows: 4, spellcheck: false })
  if (control !== 'number') return element('input', { type: 'text', spellcheck: false })
  const number = element('input', { type: 'number', placeholder: field.default ?? '', step: `${step ?? 'any'}` })
  if (minimum !== undefined) number.min = `${minimum}`
  if (maximum !== undefined) number.max = `${maximum}`
  return number
}

/**
 * @param {Field} field
 * @param {readonly (readonly [value: string, label: string])[]} choices
 * @param {import('./server.js').Words} words
 */
function select(field, choices, words) {
  const blank = field.default === undefined ? [/** @type {const} */ (['', words.usual])] : []
  const options = [...blank, ...choices].map(([value, textContent]) => element('option', { value, textContent }))
  return element('select', {}, options)
}

/**
 * @param {HTMLInputElement} control
 * @param {Field} field
 * @param {HTMLElement} root
 * @param {FieldContext} context
 */
function complete(control, field, root, { command, input, announcer, setup: { words } }) {
  const list = element('div', { id: `${control.id}-offers`, className: 'offers' })
  list.setAttribute('aria-label', words.suggestions)
  control.after(list)
  root.classList.add('completed')
  const offered = combobox({
    field: control,
    list,
    announce: announcer.announce,
    words: words.suggested,
    async offers(text) {
      const { [field.name]: _, ...others } = input()
      const found = await ask('values', { command, option: field.name, text, input: JSON.stringify(others) })
      return /** @type {{value: string, label: string}[]} */ (found).map(({ value, label }) => {
        return { insert: value, start: 0, end: control.value.length, label, note: '' }
      })
    },
  })
  control.addEventListener('click', offered.open)
}

/**
 * @param {Field} field
 * @param {Photo | undefined} given
 * @param {{label: HTMLElement, hint: HTMLElement, id: string}} parts
 * @param {FieldContext} context
 * @returns {FormField}
 */
function photoField(field, given, { label, hint, id }, { announcer, setup: { words, uploadBytes } }) {
  let photo = given
  const picture = element('img', { alt: '' })
  const name = element('span', { className: 'hint' })
  const button = element('button', { id, type: 'button', textContent: words.choosePhoto })
  // A form is sent by its fields: this one says what the button cannot.
  const check = element('input', { type: 'text', className: 'unseen', tabIndex: -1, required: field.required })
  check.setAttribute('aria-hidden', 'true')

  const remove = element('button', { type: 'button', textContent: words.detach })

  function draw() {
    picture.hidden = photo === undefined
    remove.hidden = field.required || photo === undefined
    if (photo) picture.src = smallUrl(photo.key)
    name.textContent = photo?.name ?? words.noPhoto
    check.value = photo?.key ?? ''
  }

  /** @param {File | undefined} file */
  async function take(file) {
    if (!file) return
    try {
      photo = await upload(file, uploadBytes)
    } catch (error) {
      announcer.fail(error)
    }
    draw()
  }

  button.onclick = async () => take((await choosePhotos(false))[0])
  remove.onclick = () => {
    photo = undefined
    draw()
    button.focus()
  }
  const examples = EXAMPLES.map((each) => {
    const small = element('img', { src: `/examples/${each}-small.jpg`, alt: words[each] })
    return element('button', { type: 'button', className: 'picture', onclick: async () => take(await example(each)) }, [
      small,
    ])
  })
  button.setAttribute('aria-describedby', hint.id)
  draw()
  const row = element('div', { className: 'row' }, [picture, button, remove, name, check, ...examples])
  return {
    field,
    root: element('div', { className: 'field photo' }, [label, row, hint]),
    value: () => undefined,
    photo: () => photo,
  }
}

const EXAMPLES = /** @type {const} */ (['raccoon', 'cat', 'coffee'])

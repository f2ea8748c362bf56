/** A form's field with an ordinary control: a text, a number, a choice, a switch or a recipe. */
import { combobox } from './combobox.js'
import { element } from './dom.js'
import { ask } from './server.js'

/**
 * @typedef {import('./server.js').Field} Field
 * @typedef {import('./server.js').Texts} Texts
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control
 *
 * @typedef {object} FieldContext
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {string} command
 * @property {() => Record<string, string>} input The values of the whole form.
 *
 * @typedef {object} FormField
 * @property {Field} field
 * @property {HTMLElement} root
 * @property {() => string | undefined} value Undefined for the default, and for a photo.
 * @property {() => Photo | undefined} photo
 */

/**
 * The elements that every field has.
 * @typedef {object} FieldParts
 * @property {HTMLElement} label
 * @property {HTMLElement} hint
 * @property {string} id The id that the label refers to.
 */

/**
 * @param {Field} field
 * @param {FieldParts & {given: string | undefined}} options `given` is the value at first.
 * @param {FieldContext} context
 * @returns {FormField}
 */
export function createControlField(field, { given, label, hint, id }, context) {
  const control = createControl(field, context.setup.texts)
  Object.assign(control, { id, name: field.name, required: field.required })
  control.setAttribute('aria-describedby', hint.id)
  control.value = given ?? (control instanceof HTMLSelectElement ? (field.default ?? '') : '')
  const root = element('div', { className: `field ${field.control}` }, [label, control, hint])
  if (field.control === 'completed' && control instanceof HTMLInputElement) addCompletions(control, field, context)
  const value = () => (control.value === '' || control.value === field.default ? undefined : control.value)
  return { field, root, value, photo: () => undefined }
}

/**
 * @param {Field} field
 * @param {Texts} texts
 * @returns {Control}
 */
function createControl(field, texts) {
  const create = CONTROLS[field.control] ?? CONTROLS.text
  return create(field, texts)
}

/** Creates a control, by the field's kind. */
const CONTROLS = /** @type {{text: CreateControl} & Partial<Record<Field['control'], CreateControl>>} */ ({
  text: () => element('input', { type: 'text', spellcheck: false }),
  recipe: () => element('textarea', { rows: 4, spellcheck: false }),
  number({ default: value = '', minimum, maximum, step = 'any' }) {
    const [min, max] = [minimum ?? '', maximum ?? ''].map(String)
    return element('input', { type: 'number', placeholder: value, step: `${step}`, min, max })
  },
  choice(field, texts) {
    const { values = [] } = field
    return select(
      field,
      values.map((value) => [value, value]),
      texts,
    )
  },
  switch(field, texts) {
    const choices = [
      ['true', texts.yes],
      ['false', texts.no],
    ]
    return select(field, choices, texts)
  },
})

/** @typedef {(field: Field, texts: Texts) => Control} CreateControl */

/**
 * A select element. An option without a default gets an empty choice.
 * @param {Field} field
 * @param {readonly (readonly string[])[]} choices Each a value and its label.
 * @param {Texts} texts
 */
function select(field, choices, texts) {
  const empty = field.default === undefined ? [['', texts.usual]] : []
  const options = [...empty, ...choices].map(([value, textContent]) => element('option', { value, textContent }))
  return element('select', {}, options)
}

/**
 * Adds the bot's completions of an option to its text field.
 * @param {HTMLInputElement} control It has been placed in the field's element.
 * @param {Field} field
 * @param {FieldContext} context
 */
function addCompletions(control, field, { command, input, announcer, setup: { texts } }) {
  const list = element('div', { id: `${control.id}-suggestions`, className: 'suggestions' })
  list.setAttribute('aria-label', texts.suggestions)
  control.after(list)
  const completions = combobox({
    field: control,
    list,
    announce: announcer.announce,
    countText: texts.suggested,
    async complete(text) {
      const { [field.name]: _, ...others } = input()
      const found = await ask('values', { command, option: field.name, text, input: JSON.stringify(others) })
      return /** @type {{value: string, label: string}[]} */ (found).map(({ value, label }) => {
        return { insert: value, start: 0, end: control.value.length, label, note: '' }
      })
    },
  })
  control.addEventListener('click', completions.open)
}

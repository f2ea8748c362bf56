/** A command as a form to fill in, by the server's description of its options. */
import { element, find, setText, show } from './dom.js'
import { createField } from './field.js'
import { ask, post } from './server.js'

/**
 * @typedef {import('./control-field.js').FormField} FormField
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {object} FormOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {import('./composer.js').Composer} composer
 */

/**
 * Returns a function that opens the form, filled in with what is in the command line.
 * @param {FormOptions} options
 */
export function createForm({ setup, announcer, composer }) {
  const { forms } = setup
  const dialog = find(document, '#form', HTMLDialogElement)
  const form = find(dialog, 'form', HTMLFormElement)
  const command = find(dialog, '[name=command]', HTMLSelectElement)
  /** @type {FormField[]} */
  let fields = []

  command.append(...forms.map(({ name }) => element('option', { value: name, textContent: `/${name}` })))

  /**
   * Shows the form of a command.
   * @param {string} name
   * @param {Readonly<Record<string, string>>} values
   * @param {readonly Photo[]} photos They go to the photo fields in order.
   */
  function draw(name, values, photos) {
    const chosen = forms.find((each) => each.name === name) ?? forms[0]
    if (!chosen) return
    command.value = chosen.name
    setText(find(dialog, '[data-part=description]', HTMLElement), chosen.description)
    const left = [...photos]
    const context = { setup, announcer, command: chosen.name, input: () => inputOf(fields) }
    fields = chosen.fields.map((field) => {
      const photo = field.control === 'photo' ? left.shift() : undefined
      return createField(field, { value: values[field.name], photo }, context)
    })
    drawFields(dialog, fields, values)
  }

  const photos = () => photosOf(fields).map(({ photo }) => photo)

  command.addEventListener('change', () => draw(command.value, {}, photos()))

  find(dialog, '[data-line]', HTMLElement).addEventListener('click', async () => {
    const { line } = await ask('line', { command: command.value, input: JSON.stringify(inputOf(fields)) })
    dialog.close()
    composer.fill(line, photos())
  })

  form.addEventListener('submit', async () => {
    const keys = photosOf(fields).map(({ option, photo }) => [option, photo.key])
    const call = { command: command.value, input: inputOf(fields), photos: Object.fromEntries(keys) }
    composer.fill('')
    await post('calls', call).catch(announcer.fail)
  })

  return async () => {
    const { text, photos } = composer.value()
    const fallback = { command: forms.find(({ photoOption }) => photoOption !== undefined)?.name ?? '', input: {} }
    const { command: name, input } = text === '' ? fallback : await ask('parsed', { text }).catch(() => fallback)
    draw(forms.some((each) => each.name === name) ? name : fallback.command, input, photos)
    show(dialog)
  }
}

/**
 * Places the fields, the advanced ones in a section that is open if one of them has a value.
 * @param {HTMLElement} dialog
 * @param {readonly FormField[]} fields
 * @param {Readonly<Record<string, string>>} values
 */
function drawFields(dialog, fields, values) {
  const more = find(dialog, '[data-part=more]', HTMLDetailsElement)
  const main = fields.filter(({ field }) => !field.isAdvanced)
  const advanced = fields.filter(({ field }) => field.isAdvanced)
  find(dialog, '[data-part=main]', HTMLElement).replaceChildren(...main.map(({ root }) => root))
  find(more, '.fields', HTMLElement).replaceChildren(...advanced.map(({ root }) => root))
  more.hidden = advanced.length === 0
  more.open = main.length === 0 || advanced.some(({ field }) => values[field.name] !== undefined)
}

/**
 * The values of all fields, without photos and defaults.
 * @param {readonly FormField[]} fields
 * @returns {Record<string, string>}
 */
function inputOf(fields) {
  const input = /** @type {Record<string, string>} */ ({})
  for (const { field, value } of fields) {
    const given = value()
    if (given !== undefined) input[field.name] = given
  }
  return input
}

/**
 * The photos by option.
 * @param {readonly FormField[]} fields
 */
function photosOf(fields) {
  return fields.flatMap((each) => {
    const photo = each.photo()
    return photo ? [{ option: each.field.name, photo }] : []
  })
}

/** A command as a form to fill in, out of what the server tells of its options. */
import { element, find, put, show } from './dom.js'
import { createField } from './field.js'
import { ask, tell } from './server.js'

/**
 * @typedef {import('./field.js').FormField} FormField
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {object} FormOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {import('./composer.js').Composer} composer
 */

/** @param {FormOptions} options */
export function createForm({ setup, announcer, composer }) {
  const { forms } = setup
  const dialog = find(document, '#form', HTMLDialogElement)
  const form = find(dialog, 'form', HTMLFormElement)
  const command = find(dialog, '[name=command]', HTMLSelectElement)
  const more = find(dialog, '[data-part=more]', HTMLDetailsElement)
  /** @type {FormField[]} */
  let fields = []

  command.append(...forms.map(({ name }) => element('option', { value: name, textContent: `/${name}` })))

  /**
   * @param {string} name
   * @param {Readonly<Record<string, string>>} given
   * @param {readonly Photo[]} photos
   */
  function draw(name, given, photos) {
    const chosen = forms.find((each) => each.name === name) ?? forms[0]
    if (!chosen) return
    command.value = chosen.name
    put(find(dialog, '[data-part=description]', HTMLElement), chosen.description)
    const free = [...photos]
    const context = { setup, announcer, command: chosen.name, input }
    fields = chosen.fields.map((field) =>
      createField(field, given[field.name], field.control === 'photo' ? free.shift() : undefined, context),
    )
    const [plain, fine] = [false, true].map((isFine) => fields.filter(({ field }) => field.fine === isFine))
    find(dialog, '[data-part=main]', HTMLElement).replaceChildren(...(plain ?? []).map(({ root }) => root))
    find(more, '.fields', HTMLElement).replaceChildren(...(fine ?? []).map(({ root }) => root))
    more.hidden = fine?.length === 0
    // What is not as usual is seen.
    more.open = fine?.some(({ field }) => given[field.name] !== undefined) || plain?.length === 0
  }

  /** What is filled in, but for photos. */
  function input() {
    const filled = fields.flatMap((each) => {
      const value = each.value()
      return value === undefined ? [] : [[each.field.name, value]]
    })
    return /** @type {Record<string, string>} */ (Object.fromEntries(filled))
  }

  function photos() {
    return fields.flatMap((each) => {
      const photo = each.photo()
      return photo ? [{ option: each.field.name, photo }] : []
    })
  }

  command.addEventListener('change', () => {
    const { value } = command
    draw(
      value,
      {},
      photos().map(({ photo }) => photo),
    )
  })

  find(dialog, '[data-line]', HTMLElement).addEventListener('click', async () => {
    const call = { command: command.value, input: JSON.stringify(input()) }
    const { line } = await ask('line', call)
    dialog.close()
    composer.fill(
      line,
      photos().map(({ photo }) => photo),
    )
  })

  form.addEventListener('submit', async () => {
    const given = photos().map(({ option, photo }) => [option, photo.key])
    const call = { command: command.value, input: input(), photos: Object.fromEntries(given) }
    composer.fill('')
    await tell('calls', call).catch(announcer.fail)
  })

  return async () => {
    const { text, photos } = composer.value()
    const fallback = { command: forms.find(({ photo }) => photo !== undefined)?.name ?? '', input: {} }
    const { command: name, input: given } = text === '' ? fallback : await ask('parsed', { text }).catch(() => fallback)
    draw(forms.some((each) => each.name === name) ? name : fallback.command, given, photos)
    show(dialog)
  }
}

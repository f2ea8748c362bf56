/** One option in a form: its label, its control and its hint. */
import { createControlField } from './control-field.js'
import { element } from './dom.js'
import { createPhotoField } from './photo-field.js'

/**
 * @typedef {object} Given What the field holds at first.
 * @property {string | undefined} value
 * @property {import('./photos.js').Photo | undefined} photo
 */

/**
 * @param {import('./server.js').Field} field
 * @param {Given} given
 * @param {import('./control-field.js').FieldContext} context
 * @returns {import('./control-field.js').FormField}
 */
export function createField(field, given, context) {
  const id = `field-${field.name}`
  const label = element('label', { htmlFor: id, textContent: field.label })
  const hint = element('p', { id: `${id}-hint`, className: 'hint', textContent: field.hint })
  const parts = { label, hint, id }
  if (field.control === 'photo') return createPhotoField(field, { ...parts, given: given.photo }, context)
  return createControlField(field, { ...parts, given: given.value }, context)
}

/** A form's field for a photo: one of the visitor's own, or an example. */
import { element } from './dom.js'
import { choosePhotos, example, smallUrl, upload } from './photos.js'

const EXAMPLES = /** @type {const} */ (['raccoon', 'cat', 'coffee'])

/**
 * @typedef {import('./photos.js').Photo} Photo
 * @typedef {import('./control-field.js').FieldContext} FieldContext
 */

/**
 * @param {import('./server.js').Field} field
 * @param {import('./control-field.js').FieldParts & {given: Photo | undefined}} options `given` is the photo at first.
 * @param {Pick<FieldContext, 'announcer' | 'setup'>} context
 * @returns {import('./control-field.js').FormField}
 */
export function createPhotoField(field, { given, label, hint, id }, { announcer, setup: { texts, uploadBytes } }) {
  let photo = given
  const picture = element('img', { alt: '' })
  const name = element('span', { className: 'hint' })
  const button = element('button', { id, type: 'button', textContent: texts.choosePhoto })
  const remove = element('button', { type: 'button', textContent: texts.detach })
  // The browser checks required fields when the form is sent, and a button is no field.
  const check = element('input', { type: 'text', className: 'unseen', tabIndex: -1, required: field.required })
  check.setAttribute('aria-hidden', 'true')

  function draw() {
    picture.hidden = photo === undefined
    remove.hidden = field.required || photo === undefined
    if (photo) picture.src = smallUrl(photo.key)
    name.textContent = photo?.name ?? texts.noPhoto
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
  button.setAttribute('aria-describedby', hint.id)
  remove.onclick = () => {
    photo = undefined
    draw()
    button.focus()
  }
  const examples = EXAMPLES.map((each) => {
    const small = element('img', { src: `/examples/${each}-small.jpg`, alt: texts[each] })
    const onclick = async () => take(await example(each))
    return element('button', { type: 'button', className: 'picture', onclick }, [small])
  })
  draw()
  const row = element('div', { className: 'row' }, [picture, button, remove, name, check, ...examples])
  return {
    field,
    root: element('div', { className: 'field photo' }, [label, row, hint]),
    value: () => undefined,
    photo: () => photo,
  }
}

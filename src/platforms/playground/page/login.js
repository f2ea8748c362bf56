/** Fetches the setup, and asks for the token first if the server wants one. */
import { find } from './dom.js'
import { ask, post, Refusal } from './server.js'

/** @returns {Promise<import('./server.js').Setup>} */
export async function enter() {
  const token = new URLSearchParams(location.search).get('token')
  // The token must not stay in the browser's history, nor be copied with the address.
  if (token !== null) history.replaceState(null, '', `/${location.hash}`)
  try {
    return await ask('setup')
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error
  }
  if (token === null || (await sendToken(token)) !== 'right') await askForToken()
  return ask('setup')
}

/**
 * @param {string} token
 * @returns {Promise<'right' | 'wrong' | 'wait'>}
 */
async function sendToken(token) {
  const { found } = await post('login', { token })
  return found
}

/** Settles when the right token has been entered. */
function askForToken() {
  const dialog = find(document, '#login', HTMLDialogElement)
  const form = find(dialog, 'form', HTMLFormElement)
  const field = find(form, '[name=token]', HTMLInputElement)
  dialog.showModal()
  // Escape must not close it: the page behind it is empty.
  dialog.oncancel = (event) => event.preventDefault()
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault()
      const found = await sendToken(field.value)
      for (const note of form.querySelectorAll('[data-found]')) {
        note.toggleAttribute('hidden', note.getAttribute('data-found') !== found)
      }
      if (found !== 'right') return field.select()
      dialog.close()
      resolve(undefined)
    }
  })
}

/** The way in: what the page starts with, after the token where there is one. */
import { find } from './dom.js'
import { ask, Refusal, tell } from './server.js'

/** @returns {Promise<import('./server.js').Setup>} */
export async function enter() {
  const token = new URLSearchParams(location.search).get('token')
  // Neither in the history nor in what is copied from the address bar.
  if (token !== null) history.replaceState(null, '', `/${location.hash}`)
  try {
    return await ask('setup')
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 401) throw error
  }
  if (token === null || (await knock(token)) !== 'right') await askForToken()
  return ask('setup')
}

/**
 * @param {string} token
 * @returns {Promise<'right' | 'wrong' | 'wait'>}
 */
async function knock(token) {
  const { found } = await tell('login', { token })
  return found
}

/** Settles when the token was right. */
function askForToken() {
  const dialog = find(document, '#login', HTMLDialogElement)
  const form = find(dialog, 'form', HTMLFormElement)
  const field = find(form, '[name=token]', HTMLInputElement)
  dialog.showModal()
  // There is nothing behind it.
  dialog.oncancel = (event) => event.preventDefault()
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault()
      const found = await knock(field.value)
      for (const note of form.querySelectorAll('[data-found]')) {
        note.toggleAttribute('hidden', note.getAttribute('data-found') !== found)
      }
      if (found !== 'right') return field.select()
      dialog.close()
      resolve(undefined)
    }
  })
}

/** The page put together. */
import { createAnnouncer } from './announce.js'
import { createChannel } from './channel.js'
import { copy } from './clipboard.js'
import { createComposer } from './composer.js'
import { element, find } from './dom.js'
import { createExplorer } from './explorer.js'
import { createForm } from './form.js'
import { createLightbox } from './lightbox.js'
import { isOwnVisit, linkedRecipe, linkTo, showInAddress } from './link.js'
import { enter } from './login.js'
import { example, listenForPhotos, upload } from './photos.js'
import { erase, tell } from './server.js'
import { listenToEvents } from './stream.js'

const setup = await enter()
const { words, forms, starters, uploadBytes } = setup
const announcer = createAnnouncer(words)
const lightbox = createLightbox(words, announcer, explore)

const channel = createChannel({
  words,
  announcer,
  ended: ({ result }) => result && showInAddress(result.recipe),
  handlers: {
    press: (card, action) => void tell('presses', { card: card.id, action }).catch(announcer.fail),
    open: lightbox.open,
    again: ({ asked }) =>
      composer.fill(
        asked.line,
        asked.photos.map((key) => ({ key, name: words.photo })),
      ),
    copyCode: ({ code = '' }) => void copied(code),
    copyLink: ({ result }) => result && void copied(linkTo(result.recipe)),
    explore,
    dismiss: ({ id }) => void erase(`cards/${id}`).catch(announcer.fail),
    goTo: (id) => channel.goTo(id),
  },
})
const composer = createComposer({ setup, announcer, sent: () => channel.cards().map(({ asked }) => asked) })
const explorer = createExplorer({ setup, announcer, composer })
const openForm = createForm({ setup, announcer, composer })

/**
 * @param {import('./server.js').Card} card
 * @param {string} [layer] Default the one that the card is about.
 */
function explore({ result }, layer = result?.layers[0]) {
  if (result) void explorer.open({ network: result.network, layer })
}

/** @param {string} text */
async function copied(text) {
  await copy(text)
  announcer.toast(words.copied)
}

/** @param {string} name Of an example photo. */
async function dreamOver(name) {
  const usual = forms.find(({ photo }) => photo !== undefined)
  if (!usual?.photo) return
  try {
    const { key } = await upload(await example(name), uploadBytes)
    await tell('calls', { command: usual.name, input: {}, photos: { [usual.photo]: key } })
  } catch (error) {
    announcer.fail(error)
  }
}

/** Renders what the address asks for, unless it is there already. */
function followLink(isOwn = isOwnVisit()) {
  const recipe = linkedRecipe()
  const form = forms.find((each) => each.recipe !== undefined)
  if (recipe === undefined || form?.recipe === undefined) return
  const known = channel.cards().find(({ result }) => result?.recipe === recipe)
  if (known) return channel.goTo(known.id)
  const call = { command: form.name, input: { [form.recipe]: recipe }, photos: {} }
  if (isOwn) void tell('calls', call).catch(announcer.fail)
  else composer.fill(`/${form.name} ${recipe}`)
}

listenForPhotos((files) => void composer.attach(files))
for (const button of document.querySelectorAll('[data-attach]')) button.addEventListener('click', composer.pick)
for (const button of document.querySelectorAll('[data-example]')) {
  if (!(button instanceof HTMLElement)) continue
  button.addEventListener('click', () => void dreamOver(button.dataset.example ?? ''))
}
find(document, '#fill', HTMLElement).addEventListener('click', () => void openForm().catch(announcer.fail))
find(document, '#starters', HTMLElement).append(
  ...starters.map(({ line, description }) => {
    const button = element('button', { type: 'button', onclick: () => composer.fill(line) }, [
      element('code', { textContent: line }),
      element('span', { className: 'hint', textContent: description }),
    ])
    return element('li', {}, [button])
  }),
)

let isFirst = true
listenToEvents({
  history({ cards, more }) {
    channel.reset(cards, more)
    if (isFirst) followLink()
    isFirst = false
    document.documentElement.dataset.ready = ''
  },
  card: channel.show,
  removed({ id }) {
    const card = channel.cards().find((each) => each.id === id)
    // Else a reload would render again what was deleted.
    if (card?.result && card.result.recipe === linkedRecipe()) showInAddress(undefined)
    channel.remove(id)
  },
  forgotten() {
    lightbox.close()
    showInAddress(undefined)
    channel.reset([], false)
  },
  notice: ({ text, state }) => announcer.toast(text, state),
  connection: (isThere) => announcer.toast(isThere ? words.online : words.offline, isThere ? 'info' : 'failed'),
})
addEventListener('hashchange', () => followLink(true))
if (matchMedia('(hover: hover)').matches) find(document, '#line', HTMLElement).focus()

/** Starts the page: creates its parts and connects them to the server's events. */
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
import { post, remove } from './server.js'
import { listenToEvents } from './stream.js'

const setup = await enter()
const { texts, forms, starters, uploadBytes } = setup
const announcer = createAnnouncer(texts)
const lightbox = createLightbox({ texts, announcer, onExplore: explore })

const channel = createChannel({
  texts,
  announcer,
  onEnd: ({ result }) => result && showInAddress(result.recipe),
  handlers: {
    onPress: (card, action) => void post('presses', { card: card.id, action }).catch(announcer.fail),
    onOpen: lightbox.open,
    onEdit: ({ asked }) => composer.fillSent(asked),
    onCopyCode: ({ code = '' }) => void copyAndTell(code),
    onCopyLink: ({ result }) => result && void copyAndTell(linkTo(result.recipe)),
    onExplore: explore,
    onDismiss: ({ id }) => void remove(`cards/${id}`).catch(announcer.fail),
    onGoTo: (id) => channel.goTo(id),
  },
})
const composer = createComposer({ setup, announcer, sent: () => channel.cards().map(({ asked }) => asked) })
const explorer = createExplorer({ setup, announcer, composer })
const openForm = createForm({ setup, announcer, composer })

/**
 * @param {import('./server.js').Card} card
 * @param {string} [layer] Default the first layer of the result.
 */
function explore({ result }, layer = result?.layers[0]) {
  if (result) void explorer.open({ network: result.network, layer })
}

/** @param {string} text */
async function copyAndTell(text) {
  await copy(text)
  announcer.toast(texts.copied)
}

/** @param {string} name The name of an example photo. */
async function dreamOver(name) {
  const usual = forms.find(({ photoOption }) => photoOption !== undefined)
  if (!usual?.photoOption) return
  try {
    const { key } = await upload(await example(name), uploadBytes)
    await post('calls', { command: usual.name, input: {}, photos: { [usual.photoOption]: key } })
  } catch (error) {
    announcer.fail(error)
  }
}

/**
 * Renders the recipe in the page's address, unless its card is there already.
 * @param {boolean} isTrusted Whether it may start by itself; otherwise it is only written into the command line.
 */
function followLink(isTrusted) {
  const recipe = linkedRecipe()
  const form = forms.find(({ recipeOption }) => recipeOption !== undefined)
  if (recipe === undefined || form?.recipeOption === undefined) return
  const known = channel.cards().find(({ result }) => result?.recipe === recipe)
  if (known) return channel.goTo(known.id)
  const call = { command: form.name, input: { [form.recipeOption]: recipe }, photos: {} }
  if (isTrusted) void post('calls', call).catch(announcer.fail)
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
    if (isFirst) followLink(isOwnVisit())
    isFirst = false
    document.documentElement.dataset.ready = ''
  },
  card: channel.show,
  removed({ id }) {
    const card = channel.cards().find((each) => each.id === id)
    // With its recipe in the address, a reload would render the removed card again.
    if (card?.result && card.result.recipe === linkedRecipe()) showInAddress(undefined)
    channel.remove(id)
  },
  forgotten() {
    lightbox.close()
    showInAddress(undefined)
    channel.reset([], false)
  },
  notice: ({ text, state }) => announcer.toast(text, state),
  onConnection: (isConnected) =>
    announcer.toast(isConnected ? texts.online : texts.offline, isConnected ? 'info' : 'failed'),
})
addEventListener('hashchange', () => followLink(true))
// A touch screen's keyboard would cover the page.
if (matchMedia('(hover: hover)').matches) find(document, '#line', HTMLElement).focus()

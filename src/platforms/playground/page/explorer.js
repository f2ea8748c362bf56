/** The explorer, a panel with the layers of a network and the filters of a layer: a click writes them into the command line. */
import { element, find } from './dom.js'
import { createFilterGrid } from './filter-grid.js'
import { createLatest } from './latest.js'
import { createLayerList } from './layer-list.js'
import { ask } from './server.js'

/**
 * @typedef {{readonly name: string, readonly installed: boolean}} Network
 * @typedef {object} ExplorerOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {import('./composer.js').Composer} composer
 */

/** @param {ExplorerOptions} options */
export function createExplorer({ setup: { texts, forms }, announcer, composer }) {
  const root = find(document, '#explorer', HTMLElement)
  const network = find(root, '[name=network]', HTMLSelectElement)
  const commands = find(root, '[data-part=commands]', HTMLElement)
  const panel = createPanel(root, { onOpen: () => void open() })
  const begin = createLatest()
  const filterGrid = createFilterGrid({ panel: root, texts, announcer })
  const layerList = createLayerList({
    panel: root,
    texts,
    onChoose(layer) {
      filterGrid.show(network.value, layer)
      commands.hidden = !layer
    },
  })

  /**
   * Loads the layers of the selected network. Resolves to whether no later request has superseded this one.
   * @param {string} [layer] The layer to choose. Default none.
   */
  async function load(layer) {
    const isLatest = begin()
    const layers = await ask('layers', { network: network.value })
    if (isLatest()) layerList.show(layers, layer)
    return isLatest()
  }

  /** @param {{network: string, layer?: string | undefined}} [target] Default the network selected last. */
  async function open(target) {
    const isLatest = begin()
    layerList.clearSearch()
    panel.setOpen(true)
    try {
      const networks = await ask('networks')
      if (!isLatest()) return
      drawNetworks(network, networks, { preferred: target?.network ?? network.value, texts })
      if (!(await load(target?.layer))) return
      if (layerList.chosen()) filterGrid.focus()
      else layerList.focus()
    } catch (error) {
      announcer.fail(error)
    }
  }

  /**
   * Writes the command with the chosen layer and the picked filters into the command line.
   * @param {string} command
   */
  async function use(command) {
    const layer = layerList.chosen()?.layer
    if (layer === undefined) return
    const filters = filterGrid.picked().join(',')
    const input = { network: network.value, layer, ...(filters !== '' && { filters }) }
    const { line } = await ask('line', { command, input: JSON.stringify(input) })
    // On a small screen the panel covers the command line.
    if (matchMedia('(max-width: 60rem)').matches) panel.setOpen(false)
    composer.fill(`${line} `, composer.value().photos)
  }

  const names = forms.filter(({ takesLayers }) => takesLayers).map(({ name }) => name)
  commands.append(
    ...names.map((name) => element('button', { type: 'button', textContent: `/${name}`, onclick: () => use(name) })),
  )
  network.addEventListener('change', () => void load().catch(announcer.fail))
  layerList.show([])

  return { open }
}

/**
 * Lets the button in the header open and close the panel, and Escape and the panel's own button close it.
 * @param {HTMLElement} root
 * @param {{onOpen: () => void}} options `onOpen` is called when the header's button is to open the panel.
 */
function createPanel(root, { onOpen }) {
  const toggle = find(document, '#explore', HTMLButtonElement)

  /** @param {boolean} isOpen */
  function setOpen(isOpen) {
    root.hidden = !isOpen
    toggle.setAttribute('aria-expanded', String(isOpen))
  }

  function close() {
    setOpen(false)
    toggle.focus()
  }

  toggle.addEventListener('click', () => (root.hidden ? onOpen() : setOpen(false)))
  find(root, '[data-close]', HTMLElement).addEventListener('click', close)
  root.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  return { setOpen }
}

/**
 * Lists the networks, and selects the preferred one, or else the first that is installed.
 * @param {HTMLSelectElement} select
 * @param {readonly Network[]} networks
 * @param {{preferred: string, texts: import('./server.js').Texts}} options
 */
function drawNetworks(select, networks, { preferred, texts }) {
  select.replaceChildren(
    ...networks.map(({ name, installed }) => {
      return element('option', { value: name, textContent: installed ? name : `${name} (${texts.fetched})` })
    }),
  )
  const fallback = networks.find(({ installed }) => installed)?.name ?? ''
  select.value = networks.some(({ name }) => name === preferred) ? preferred : fallback
}

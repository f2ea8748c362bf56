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
  const panel = find(document, '#explorer', HTMLElement)
  const toggle = find(document, '#explore', HTMLButtonElement)
  const network = find(panel, '[name=network]', HTMLSelectElement)
  const commands = find(panel, '[data-part=commands]', HTMLElement)
  const begin = createLatest()
  const filterGrid = createFilterGrid(panel, texts, announcer)
  const layerList = createLayerList(panel, texts, (layer) => {
    filterGrid.show(network.value, layer)
    commands.hidden = !layer
  })

  /** @param {boolean} isOpen */
  function setOpen(isOpen) {
    panel.hidden = !isOpen
    toggle.setAttribute('aria-expanded', String(isOpen))
  }

  function close() {
    setOpen(false)
    toggle.focus()
  }

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

  /**
   * @param {readonly Network[]} networks
   * @param {string} preferred The network to select, if there is one of that name.
   */
  function drawNetworks(networks, preferred) {
    network.replaceChildren(
      ...networks.map(({ name, installed }) => {
        return element('option', { value: name, textContent: installed ? name : `${name} (${texts.fetched})` })
      }),
    )
    const fallback = networks.find(({ installed }) => installed)?.name ?? ''
    network.value = networks.some(({ name }) => name === preferred) ? preferred : fallback
  }

  /** @param {{network: string, layer?: string | undefined}} [target] Default the network selected last. */
  async function open(target) {
    const isLatest = begin()
    layerList.clearSearch()
    setOpen(true)
    try {
      const networks = await ask('networks')
      if (!isLatest()) return
      drawNetworks(networks, target?.network ?? network.value)
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
    if (matchMedia('(max-width: 60rem)').matches) setOpen(false)
    composer.fill(`${line} `, composer.value().photos)
  }

  commands.append(
    ...forms
      .filter(({ takesLayers }) => takesLayers)
      .map(({ name }) => element('button', { type: 'button', textContent: `/${name}`, onclick: () => use(name) })),
  )
  toggle.addEventListener('click', () => (panel.hidden ? open() : setOpen(false)))
  find(panel, '[data-close]', HTMLElement).addEventListener('click', close)
  panel.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  network.addEventListener('change', () => void load().catch(announcer.fail))
  layerList.show([])

  return { open }
}

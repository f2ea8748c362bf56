/** The layers of a network, and the filters of a layer, to be clicked into the command line. */
import { element, find, put } from './dom.js'
import { ask } from './server.js'

/**
 * @typedef {{readonly layer: string, readonly filters: number}} Layer
 * @typedef {object} ExplorerOptions
 * @property {import('./server.js').Setup} setup
 * @property {import('./announce.js').Announcer} announcer
 * @property {import('./composer.js').Composer} composer
 */

/** @param {ExplorerOptions} options */
export function createExplorer({ setup: { words, forms }, announcer, composer }) {
  const panel = find(document, '#explorer', HTMLElement)
  const toggle = find(document, '#explore', HTMLButtonElement)
  const network = find(panel, '[name=network]', HTMLSelectElement)
  const search = find(panel, '[name=find]', HTMLInputElement)
  const list = find(panel, '[data-part=layers]', HTMLElement)
  const filters = find(panel, '[data-part=filters]', HTMLElement)
  const heading = find(filters, 'h3', HTMLElement)
  const numbers = find(filters, '.numbers', HTMLElement)
  const commands = find(filters, '.row', HTMLElement)
  /** @type {readonly Layer[]} */
  let layers = []
  /** @type {Layer | undefined} */
  let chosen
  /** @type {Set<number>} */
  let picked = new Set()
  /** Counts how often it was opened: of two clicks the last one is meant. */
  let opened = 0

  function drawLayers() {
    const wanted = search.value.trim().toLowerCase()
    const found = layers.filter(({ layer }) => layer.toLowerCase().includes(wanted))
    list.replaceChildren(
      ...found.map((each) => {
        const button = element('button', { type: 'button', onclick: () => choose(each) }, [
          element('span', { textContent: each.layer }),
          element('span', { className: 'hint', textContent: String(each.filters) }),
        ])
        button.setAttribute('aria-pressed', String(each.layer === chosen?.layer))
        return element('li', {}, [button])
      }),
    )
    if (found.length === 0) list.append(element('li', { className: 'hint', textContent: words.noLayers }))
  }

  function drawFilters() {
    put(heading, chosen ? `${words.filters} · ${chosen.layer}` : '')
    put(find(filters, '.hint', HTMLElement), chosen ? words.pickFilters : words.pick)
    numbers.replaceChildren(
      ...Array.from({ length: chosen?.filters ?? 0 }, (_, filter) => {
        const button = element('button', { type: 'button', textContent: String(filter) })
        button.setAttribute('aria-pressed', 'false')
        button.onclick = () => {
          if (!picked.delete(filter)) picked.add(filter)
          button.setAttribute('aria-pressed', String(picked.has(filter)))
        }
        return button
      }),
    )
    commands.hidden = !chosen
    numbers.classList.remove('pictured')
    if (chosen) void drawTiles(chosen).catch(announcer.fail)
  }

  /**
   * What the filters look for, of those that are drawn already.
   * @param {Layer} layer
   */
  async function drawTiles(layer) {
    const about = { network: network.value, layer: layer.layer }
    const kept = /** @type {number[]} */ (await ask('tiles', about))
    if (chosen !== layer) return
    numbers.classList.toggle('pictured', kept.length > 0)
    for (const filter of kept) {
      const src = `/tiles?${new URLSearchParams({ ...about, filter: String(filter) })}`
      const image = element('img', { loading: 'lazy', src, alt: words.tile })
      // It has made room for another.
      image.onerror = () => image.remove()
      numbers.children[filter]?.replaceChildren(element('span', { textContent: String(filter) }), image)
    }
  }

  /** @param {Layer | undefined} layer */
  function choose(layer) {
    chosen = layer
    picked = new Set()
    for (const button of list.querySelectorAll('button')) {
      const isChosen = button.firstElementChild?.textContent === layer?.layer
      button.setAttribute('aria-pressed', String(isChosen))
      if (isChosen) button.scrollIntoView({ block: 'nearest' })
    }
    drawFilters()
  }

  async function load() {
    layers = await ask('layers', { network: network.value })
    drawLayers()
    choose(undefined)
  }

  /** @param {string} command */
  async function use(command) {
    if (!chosen) return
    const all = [...picked].sort((a, b) => a - b).join(',')
    const input = { network: network.value, layer: chosen.layer, ...(all !== '' && { filters: all }) }
    const { line } = await ask('line', { command, input: JSON.stringify(input) })
    if (matchMedia('(max-width: 60rem)').matches) hide()
    composer.fill(`${line} `, composer.value().photos)
  }

  function hide() {
    panel.hidden = true
    toggle.setAttribute('aria-expanded', 'false')
  }

  /** @param {{network: string, layer?: string | undefined}} [about] */
  async function open(about) {
    const own = ++opened
    search.value = ''
    panel.hidden = false
    toggle.setAttribute('aria-expanded', 'true')
    try {
      const networks = /** @type {{name: string, title: string, installed: boolean}[]} */ (await ask('networks'))
      if (own !== opened) return
      const before = about?.network ?? network.value
      network.replaceChildren(
        ...networks.map(({ name, installed }) => {
          return element('option', { value: name, textContent: installed ? name : `${name} (${words.fetched})` })
        }),
      )
      const usual = networks.find(({ installed }) => installed)?.name ?? ''
      network.value = networks.some(({ name }) => name === before) ? before : usual
      await load()
      if (own !== opened) return
      choose(layers.find(({ layer }) => layer === about?.layer))
      // Next come the filters.
      if (chosen) heading.focus()
      else search.focus()
    } catch (error) {
      announcer.fail(error)
    }
  }

  commands.append(
    ...forms
      .filter((form) => form.layers)
      .map(({ name }) => element('button', { type: 'button', textContent: `/${name}`, onclick: () => use(name) })),
  )
  toggle.addEventListener('click', () => (panel.hidden ? open() : hide()))
  find(panel, '[data-close]', HTMLElement).addEventListener('click', () => {
    hide()
    toggle.focus()
  })
  panel.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return
    hide()
    toggle.focus()
  })
  network.addEventListener('change', () => load().catch(announcer.fail))
  search.addEventListener('input', drawLayers)
  drawFilters()

  return { open }
}

/** The list of a network's layers in the explorer, with its search field. */
import { element, find } from './dom.js'

/**
 * @typedef {{readonly layer: string, readonly filters: number}} Layer
 */

/**
 * @typedef {object} LayerListOptions
 * @property {HTMLElement} panel
 * @property {import('./server.js').Texts} texts
 * @property {(layer: Layer | undefined) => void} onChoose Called when another layer is chosen; undefined for none.
 */

/** @param {LayerListOptions} options */
export function createLayerList({ panel, texts, onChoose }) {
  const search = find(panel, '[name=find]', HTMLInputElement)
  const list = find(panel, '[data-part=layers]', HTMLElement)
  /** @type {readonly Layer[]} */
  let layers = []
  /** @type {Layer | undefined} */
  let chosen

  function draw() {
    const wanted = search.value.trim().toLowerCase()
    const matching = layers.filter(({ layer }) => layer.toLowerCase().includes(wanted))
    const none = element('li', { className: 'hint', textContent: texts.noLayers })
    list.replaceChildren(...(matching.length === 0 ? [none] : matching.map(drawLayer)))
    markChosen()
  }

  /** @param {Layer} layer */
  function drawLayer(layer) {
    const button = element('button', { type: 'button', onclick: () => choose(layer) }, [
      element('span', { textContent: layer.layer }),
      element('span', { className: 'hint', textContent: String(layer.filters) }),
    ])
    button.dataset.layer = layer.layer
    return element('li', {}, [button])
  }

  function markChosen() {
    for (const button of list.querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset.layer === chosen?.layer))
    }
  }

  /** @param {Layer | undefined} layer */
  function choose(layer) {
    chosen = layer
    markChosen()
    list.querySelector('[aria-pressed=true]')?.scrollIntoView({ block: 'nearest' })
    onChoose(layer)
  }

  search.addEventListener('input', draw)

  return {
    /**
     * Shows the layers of another network, and chooses the one with this name.
     * @param {readonly Layer[]} all
     * @param {string} [name] Default none.
     */
    show(all, name) {
      layers = all
      draw()
      choose(all.find(({ layer }) => layer === name))
    },
    clearSearch() {
      search.value = ''
    },
    focus: () => search.focus(),
    chosen: () => chosen,
  }
}

/** The filters of a layer in the explorer: numbers to pick, with pictures of those that have been drawn. */
import { element, find, setText } from './dom.js'
import { ask } from './server.js'

/** @typedef {import('./layer-list.js').Layer} Layer */

/**
 * @typedef {object} FilterGridOptions
 * @property {HTMLElement} panel
 * @property {import('./server.js').Texts} texts
 * @property {import('./announce.js').Announcer} announcer
 */

/** @param {FilterGridOptions} options */
export function createFilterGrid({ panel, texts, announcer }) {
  const root = find(panel, '[data-part=filters]', HTMLElement)
  const heading = find(root, 'h3', HTMLElement)
  const hint = find(root, '.hint', HTMLElement)
  const numbers = find(root, '.numbers', HTMLElement)
  /** @type {Layer | undefined} */
  let shown
  /** @type {Set<number>} */
  let picked = new Set()

  /** @param {number} filter */
  function drawFilter(filter) {
    const button = element('button', { type: 'button', textContent: String(filter) })
    button.setAttribute('aria-pressed', 'false')
    button.onclick = () => {
      if (!picked.delete(filter)) picked.add(filter)
      button.setAttribute('aria-pressed', String(picked.has(filter)))
    }
    return button
  }

  /**
   * Adds the pictures that are available.
   * @param {string} network
   * @param {Layer} layer
   */
  async function drawPictures(network, layer) {
    const query = { network, layer: layer.layer }
    const available = /** @type {number[]} */ (await ask('tiles', query))
    if (shown !== layer) return
    numbers.classList.toggle('pictured', available.length > 0)
    for (const filter of available) {
      const src = `/tiles?${new URLSearchParams({ ...query, filter: String(filter) })}`
      const image = element('img', { loading: 'lazy', src, alt: texts.tile })
      // The server may have removed the picture in the meantime.
      image.onerror = () => image.remove()
      numbers.children[filter]?.replaceChildren(element('span', { textContent: String(filter) }), image)
    }
  }

  return {
    /**
     * Shows the filters of another layer, none of them picked.
     * @param {string} network
     * @param {Layer | undefined} layer Undefined asks for a layer.
     */
    show(network, layer) {
      shown = layer
      picked = new Set()
      setText(heading, layer ? `${texts.filters} · ${layer.layer}` : '')
      setText(hint, layer ? texts.pickFilters : texts.pick)
      numbers.replaceChildren(...Array.from({ length: layer?.filters ?? 0 }, (_, filter) => drawFilter(filter)))
      numbers.classList.remove('pictured')
      if (layer) void drawPictures(network, layer).catch(announcer.fail)
    },
    /** The numbers of the picked filters, in ascending order. */
    picked: () => [...picked].sort((a, b) => a - b),
    focus: () => heading.focus(),
  }
}

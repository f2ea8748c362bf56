/** From a request, which may leave the network or the layer open, to one layer of one network. */
import { unknownLayer } from '../../core/common-errors.ts'
import { defined } from '../../core/defined.ts'
import { UserError } from '../../core/errors.ts'
import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { findNetwork, type KnownNetwork, type KnownNetworks } from './known-networks.ts'
import { missingLayer, missingWeights } from './missing.ts'
import type { Use } from './model.ts'
import type { ResolvedLayer } from './network-info.ts'
import { isEmbedded } from './ranking.ts'
import { downloadable } from './weights-files.ts'

export interface LayerRequest {
  readonly network?: string | undefined
  readonly layer?: string | undefined
  /** What the network is chosen for. Default `dream`. */
  readonly use?: Use | undefined
  /** The network to take when the request names none. Default: the catalog's. */
  readonly preferred?: string | undefined
}

/** A layer as lists show it. */
export interface ListedLayer {
  readonly network: string
  readonly layer: string
  /** The number of its filters. */
  readonly filters: number
}

/**
 * The network and layer that a request means. Without a network, a layer that the default network lacks selects an
 * installed network that has it. Without a layer, it is the network's own default.
 * Throws `UserError` unknown-network, unknown-layer (with the nearest names), missing-weights, or the error of a custom
 * network that cannot be read.
 */
export function resolveLayer(request: LayerRequest, networks: KnownNetworks): ResolvedLayer {
  const network = chooseNetwork(request, networks)
  assertAvailable(network, request, networks)
  const { name, model, layers } = network
  const [last = ''] = [...layers.keys()].slice(-1)
  const layer = request.layer ?? (layers.has(model.dream.layer) ? model.dream.layer : last)
  const filters = layers.get(layer)
  if (filters === undefined) throw lacksLayer({ network, layer }, request, networks)
  const { classifier, filter } = model
  const size = classifier?.layer === layer ? classifier.size : undefined
  const note = noteOn({ network, layer }, request, networks)
  return { network: name, layer, filters, ...defined({ defaults: filter, size, note }) }
}

/** The layers of the request's network; without one, those of the default network and then of all others installed. */
export function listLayers(request: LayerRequest, networks: KnownNetworks): ListedLayer[] {
  const listed =
    request.network === undefined
      ? new Set([defaultNetwork(request, networks), ...installedNetworks(networks)])
      : [findNetwork(request.network, networks)]
  return [...listed].flatMap(({ name, layers }) =>
    [...layers].map(([layer, filters]) => ({ network: name, layer, filters })),
  )
}

/** The networks that are installed, the best first. */
export function installedNetworks({ ranked }: KnownNetworks): KnownNetwork[] {
  return ranked.filter(({ path }) => path !== undefined)
}

/** Why a custom network has fewer layers than its file; undefined for one that has all of them. */
export function unsupportedNote({ name, unsupported }: KnownNetwork): Text | undefined {
  if (!unsupported) return undefined
  const { operation, at } = unsupported
  return phrase`${name} ends where ${operation} follows ${at}: that is not supported.`
}

/** If the request names a layer alone: the default network, another installed one, or any one that has the layer. */
function chooseNetwork(request: LayerRequest, networks: KnownNetworks): KnownNetwork {
  const { network, layer } = request
  if (network !== undefined) return findNetwork(network, networks)
  const usual = defaultNetwork(request, networks)
  if (layer === undefined) return usual
  return (
    [usual, ...installedNetworks(networks)].find(({ layers }) => layers.has(layer)) ??
    networks.ranked.find(({ model }) => Object.hasOwn(model.layers, layer)) ??
    usual
  )
}

/** The preferred network, or else the best that is installed. */
function defaultNetwork({ preferred }: LayerRequest, networks: KnownNetworks): KnownNetwork {
  const { ranked, custom } = networks
  if (preferred === undefined) {
    const best = installedNetworks(networks)[0] ?? ranked[0]
    if (!best) throw new Error('the catalog has no networks')
    return best
  }
  const names = ranked.map(({ name }) => name)
  if (names.includes(preferred) || custom.broken.has(preferred)) return findNetwork(preferred, networks)
  throw new UserError(
    'unknown-network',
    phrase`The default network is set to "${preferred}", which does not exist.`,
    phrase`The networks are ${names.join(', ')}.`,
  )
}

/** A network that somebody has named is downloaded when it is rendered; one that was only guessed is not. */
function assertAvailable(network: KnownNetwork, request: LayerRequest, networks: KnownNetworks): void {
  const isNamed = network.name === (request.network ?? request.preferred)
  if (network.path !== undefined || (isNamed && downloadable(network.model).length > 0)) return
  const others = installedNetworks(networks).map(({ name }) => name)
  throw missingWeights(network, networks.folder, others)
}

interface Chosen {
  readonly network: KnownNetwork
  readonly layer: string
}

function lacksLayer({ network, layer }: Chosen, request: LayerRequest, networks: KnownNetworks): UserError {
  if (Object.hasOwn(network.model.layers, layer)) return missingLayer(layer, network, networks.folder)
  const searched = request.network === undefined ? installedNetworks(networks) : [network]
  const names = new Set(searched.flatMap(({ layers }) => [...layers.keys()]))
  const { code, said } = unknownLayer(layer, { network: network.name, layers: names })
  const note = unsupportedNote(network)
  return new UserError(code, said.message, note === undefined ? said.hint : joined([said.hint, note], ' '))
}

/** If the request names no network: that the layer has selected another than the default, or that there is a better one. */
function noteOn({ network, layer }: Chosen, request: LayerRequest, networks: KnownNetworks): Text | undefined {
  const { name, model } = network
  if (request.network !== undefined || request.preferred === name) return undefined
  const usual = defaultNetwork(request, networks)
  if (name !== usual.name) return phrase`${layer} is a layer of ${name}, not of ${usual.name}`
  const best = networks.ranked[0]?.name
  if (!isEmbedded(model) || best === undefined || best === name) return undefined
  return phrase`${name} is the small network that comes with Dreambot; npm run networks -- pull ${best} gets a better one`
}

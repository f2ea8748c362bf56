/** Which of a model's layers a weights file holds, and which of the file's own layers they are. */
import { joined, phrase } from '../../i18n/phrase.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import type { Layer, Network } from '../graph/graph.ts'
import { mainNodes } from '../graph/layers.ts'
import type { LayerKind, Model, NamesByKind, WeightsFile } from './model.ts'

/** The number of filters of each layer that the file holds, by name, in the model's order. */
export function layersInFile({ layers }: Model, { last, names }: WeightsFile): Map<string, number> {
  const all = Object.entries(layers)
  const end = last === undefined ? all.length : all.findIndex(([layer]) => layer === last) + 1
  const named = names && new Set(Object.values(names).flat())
  return new Map(all.slice(0, end).filter(([layer]) => named?.has(layer) ?? true))
}

/**
 * The network with the layers of `names` alone, under those names.
 * Throws `BadWeights` where the network has more or fewer layers of a kind than there are names, or a layer has another
 * number of channels than `channels`, the model's layers, gives.
 */
export function withModelNames(
  network: Network,
  names: NamesByKind,
  channels: Readonly<Record<string, number>>,
): Network {
  const found = nameLayers(network, names)
  const layers = new Map<string, Layer>()
  for (const layer of network.layers.values()) {
    const name = found.get(layer)
    if (name === undefined) continue
    if (layer.channels !== channels[name])
      throw new BadWeights(
        phrase`its ${layer.name} has ${layer.channels} channels`,
        phrase`${String(channels[name])}, as in ${name}`,
      )
    layers.set(name, { ...layer, name })
  }
  return { ...network, layers }
}

/** The model's name for each layer of the file that has one: the n-th layer of a kind has the n-th name. */
function nameLayers(network: Network, names: NamesByKind): Map<Layer, string> {
  const kindOf = layerKinds(network)
  const found = new Map<Layer, string>()
  for (const [kind, wanted = []] of Object.entries(names)) {
    const own = [...network.layers.values()].filter((layer) => kindOf(layer) === kind)
    if (own.length !== wanted.length) {
      const [first = '', last = first] = [wanted[0], wanted.at(-1)]
      const listed = first === last ? first : phrase`${first} to ${last}`
      const expected = joined([String(wanted.length), listed], ', ')
      throw new BadWeights(phrase`it has ${own.length} layers of the kind ${kind}`, expected)
    }
    own.forEach((layer, i) => {
      found.set(layer, wanted[i]!)
    })
  }
  return found
}

function layerKinds(network: Network): (layer: Layer) => LayerKind {
  const mainNode = mainNodes(network)
  return (layer) => {
    const node = mainNode(layer)
    return node.op === 'conv' && node.group > 1 ? 'depthwise' : node.op
  }
}

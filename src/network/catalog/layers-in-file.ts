/** Which of a model's layers a weights file holds, and which of the file's own layers they are. */
import { joined, phrase } from '../../i18n/phrase.ts'
import { BadWeights } from '../formats/bad-weights.ts'
import type { Layer, Network } from '../graph/graph.ts'
import type { LayerKind, Model, NamesByKind, WeightsFile } from './model.ts'

/** The filters of the layers that `weights` holds, by name, in the model's order. */
export function layersInFile({ layers }: Model, { last, names }: WeightsFile): Map<string, number> {
  const all = Object.entries(layers)
  const end = last === undefined ? all.length : all.findIndex(([layer]) => layer === last) + 1
  const named = names && new Set(Object.values(names).flat())
  return new Map(all.slice(0, end).filter(([layer]) => named?.has(layer) ?? true))
}

/**
 * `network` with the layers of `names` alone, called so; `channels` is what the model lists for each.
 * Throws `BadWeights` where there are more or fewer layers of a kind than names, or one has other channels than listed.
 */
export function withModelNames(
  network: Network,
  names: NamesByKind,
  channels: Readonly<Record<string, number>>,
): Network {
  const kindOf = layerKinds(network)
  const found = new Map<Layer, string>()
  for (const [kind, wanted = []] of Object.entries(names)) {
    const own = [...network.layers.values()].filter((layer) => kindOf(layer) === kind)
    if (own.length !== wanted.length) {
      const [first = '', last = first] = [wanted[0], wanted.at(-1)]
      const names = first === last ? first : phrase`${first} to ${last}`
      const expected = joined([String(wanted.length), names], ', ')
      throw new BadWeights(phrase`of layers of the kind ${kind} it has ${own.length}`, expected)
    }
    own.forEach((layer, i) => {
      found.set(layer, wanted[i] ?? '')
    })
  }
  const layers = new Map<string, Layer>()
  for (const layer of network.layers.values()) {
    const name = found.get(layer)
    if (name === undefined) continue
    if (layer.channels !== channels[name])
      throw new BadWeights(
        phrase`its ${layer.name} has ${layer.channels} channels`,
        phrase`${String(channels[name])}, as ${name} has`,
      )
    layers.set(name, { ...layer, name })
  }
  return { ...network, layers }
}

/** A ReLU is a layer of its own unless it ends another: see `findLayers`. */
function layerKinds({ nodes, layers }: Network): (layer: Layer) => LayerKind | undefined {
  const writers = new Map(nodes.map((node) => [node.output, node]))
  const tapped = new Set([...layers.values()].map(({ tensor }) => tensor))
  return ({ tensor }) => {
    const last = writers.get(tensor)
    const [input = ''] = last?.inputs ?? []
    const node = last?.op === 'relu' && !tapped.has(input) ? (writers.get(input) ?? last) : last
    return node?.op === 'conv' && node.group > 1 ? 'depthwise' : node?.op
  }
}

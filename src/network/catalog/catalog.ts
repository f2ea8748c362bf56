/** All networks, of `models/` and people's own, and which of them, with which layer, a request means. */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { unknownLayer } from '../../core/common-errors.ts'
import { UserError } from '../../core/errors.ts'
import { nearestNames } from '../../core/nearest.ts'
import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import type { UnsupportedNode } from '../graph/graph.ts'
import { checkModel } from './check-model.ts'
import type { NetworkInfo, ResolvedLayer } from './choice.ts'
import { type Costs, createCosts } from './costs.ts'
import type { CustomNetworks } from './custom.ts'
import { downloadable, type InstallOptions, install } from './install.ts'
import { layersInFile } from './layers-in-file.ts'
import type { Model, WeightsFile } from './model.ts'
import { loadLabels, locate, missingLayer, missingWeights, versionOf } from './store.ts'

export interface LayerRequest {
  readonly network?: string | undefined
  readonly layer?: string | undefined
  /** What it is for: the best network for one command is not that for another. Default `dream`. */
  readonly command?: string
  /** The network to take by default; itself by default the catalog's. */
  readonly preferred?: string | undefined
}

/** A layer as lists show it. */
interface LayerInfo {
  readonly network: string
  readonly layer: string
  /** Its number of filters. */
  readonly filters: number
}

export interface Catalog {
  /** The model called `name`. Throws `UserError` unknown-network with the nearest names, or what is wrong with its file. */
  model(name: string): Model
  /** See `Context.choose`. */
  choose(wanted: LayerRequest): ResolvedLayer
  /** The layers of the wanted network; without one, of the usual one and then of the others that are installed. */
  layers(wanted: Omit<LayerRequest, 'layer'>): LayerInfo[]
  /** All networks, best first. */
  list(): NetworkInfo[]
  readonly costs: Costs
  /** Changes when the network's weights, or what is said of them, do. Throws as `model`. */
  version(name: string): Promise<string>
  /** The names of the classes that a network tells apart, in the order of its scores, if they are installed. */
  labels(name: string): Promise<string[] | undefined>
  /** Fetches a network's weights if they are not there. Throws `UserError` unknown-network, and as `install` does. */
  install(name: string, options?: InstallOptions): Promise<void>
}

const FOLDER = new URL('../../../models/', import.meta.url)

/** Best first, by command, the others as dreams: what is taken when nothing is asked for, and whose layer a name means. */
const PREFERENCE: Readonly<Record<string, readonly string[]>> = {
  dream: ['googlenet', 'inceptionv3', 'vgg16', 'vgg19', 'resnet50v2', 'squeezenet', 'mobilenetv2'],
  filter: ['vgg16', 'vgg19', 'googlenet', 'inceptionv3', 'resnet50v2', 'squeezenet', 'mobilenetv2'],
}
const USUAL = 'dream'
/** Always there, and never preferred. */
const EMBEDDED = 'minivgg'

/**
 * `folder` is the weights folder; `ownPreferred` the network to take by default, else the best that is installed; `own` gives
 * people's own networks as they are now, which come last.
 */
export function createCatalog(
  models: ReadonlyMap<string, Model>,
  folder: string,
  ownPreferred?: string,
  own: () => CustomNetworks = () => NONE,
): Catalog {
  const model = (name: string): Model => {
    const { models: others, broken } = own()
    const found = models.get(name) ?? others.get(name)
    if (found) return found
    const error = broken.get(name)
    if (error) throw error
    const names = [...models.keys(), ...others.keys()]
    const [likely] = nearestNames(name, names)
    const all = names.join(', ')
    throw new UserError(
      'unknown-network',
      phrase`There is no network "${name}".`,
      phrase`Did you mean ${String(likely)}? The networks are ${all}.`,
    )
  }
  const ranked = (command = USUAL) => [
    ...[...models.keys()].sort((a, b) => rank(command, a) - rank(command, b)),
    ...own().models.keys(),
  ]
  // Asked anew each time: weights come and go while the bot runs.
  const isInstalled = (name: string) => locate(model(name), folder) !== undefined
  const usual = ({ command = USUAL, preferred = ownPreferred }: LayerRequest) => {
    if (preferred === undefined) return ranked(command).find(isInstalled) ?? EMBEDDED
    if (ranked().includes(preferred) || own().broken.has(preferred)) return preferred
    const text = phrase`The network to use by default is "${preferred}", and there is no such network.`
    throw new UserError('unknown-network', text, phrase`The networks are ${ranked().join(', ')}.`)
  }

  /** The installed file, else the one to be fetched, else the one to be put there. */
  const fileOf = (name: string): WeightsFile => {
    const chosen = model(name)
    const file = locate(chosen, folder)?.weights ?? downloadable(chosen)[0] ?? chosen.weights[0]
    if (!file) throw new Error(`the model ${name} has no file`)
    return file
  }
  /** Filters by layer, of those in that file. */
  const layersOf = (name: string): Map<string, number> => layersInFile(model(name), fileOf(name))

  /** The network to take for a layer that was asked for without one: the usual, another installed, any. */
  const owner = (layer: string, wanted: LayerRequest, { command = USUAL } = wanted): string =>
    [usual(wanted), ...ranked(command).filter(isInstalled)].find((name) => layersOf(name).has(layer)) ??
    ranked(command).find((name) => Object.hasOwn(model(name).layers, layer)) ??
    usual(wanted)

  const noteOf = (wanted: LayerRequest, name: string, layer: string): { note?: Text } => {
    const { network, command = USUAL, preferred = ownPreferred } = wanted
    if (network !== undefined || preferred === name) return {}
    const expected = usual(wanted)
    if (name !== expected) return { note: phrase`${layer} is a layer of ${name}, not of ${expected}` }
    const [better] = ranked(command)
    if (name !== EMBEDDED || better === undefined) return {}
    return {
      note: phrase`${name} is the small network that comes along; npm run networks -- pull ${better} gets a better one`,
    }
  }

  return {
    model,
    costs: createCosts(model, folder),
    version: async (name) => versionOf(model(name), folder),
    choose(wanted) {
      const { network, command = USUAL, preferred = ownPreferred } = wanted
      const name = network ?? (wanted.layer === undefined ? usual(wanted) : owner(wanted.layer, wanted))
      const chosen = model(name)
      const others = ranked(command).filter(isInstalled)
      // What is asked for by name is fetched when it is rendered; what was only guessed at is not.
      const fetched = name === (network ?? preferred) && downloadable(chosen).length > 0
      if (!isInstalled(name) && !fetched) throw missingWeights(name, chosen, folder, others)
      const layers = layersOf(name)
      const last = [...layers.keys()].at(-1) ?? ''
      const layer = wanted.layer ?? (layers.has(chosen.dream.layer) ? chosen.dream.layer : last)
      const filters = layers.get(layer)
      if (filters === undefined) {
        if (Object.hasOwn(chosen.layers, layer)) throw missingLayer(layer, fileOf(name), name, chosen, folder)
        const possible = network === undefined ? others.flatMap((other) => [...layersOf(other).keys()]) : layers.keys()
        throw withReason(unknownLayer(name, layer, new Set(possible)), name, own().models.get(name)?.unsupported)
      }
      const { classifier, filter } = chosen
      return {
        ...{ network: name, layer, filters },
        ...(filter && { defaults: filter }),
        ...(classifier?.layer === layer && { size: classifier.size }),
        ...noteOf(wanted, name, layer),
      }
    },

    layers(wanted) {
      const { command = USUAL } = wanted
      const first = wanted.network ?? usual(wanted)
      const names = wanted.network === undefined ? new Set([first, ...ranked(command).filter(isInstalled)]) : [first]
      return [...names].flatMap((network) =>
        [...layersOf(network)].map(([layer, filters]) => ({ network, layer, filters })),
      )
    },

    labels: (name) => loadLabels(model(name), folder),

    async install(name, options) {
      try {
        await install(name, model(name), folder, options)
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'missing-weights')) throw error
        const installed = ranked().filter(isInstalled).join(', ')
        const { message, hint } = error.said
        throw new UserError(error.code, message, joined([hint, phrase`Installed are: ${installed}.`], ' '))
      }
    },

    list() {
      const whole = ranked().map((name) => {
        const { title, licence } = model(name)
        const path = locate(model(name), folder)?.path
        const bytes = path ? statSync(path).size : fileOf(name).bytes
        const end = reasonOf(name, own().models.get(name)?.unsupported)
        return {
          ...{ name, title, licence, layers: layersOf(name).size, installed: isInstalled(name) },
          ...(bytes !== undefined && { bytes }),
          ...(end !== undefined && { trouble: end }),
        }
      })
      const broken = [...own().broken].map(([name, { said }]) => {
        return { name, title: name, licence: phrase`unknown`, layers: 0, installed: true, trouble: said.message }
      })
      return [...whole, ...broken]
    },
  }
}

/** All models; a network's name is its file's. Throws an Error that names a file without a model. */
export async function loadModels(): Promise<Map<string, Model>> {
  const files = (await readdir(fileURLToPath(FOLDER))).filter((file) => file.endsWith('.ts')).sort()
  const models = new Map<string, Model>()
  for (const file of files) {
    const { default: model } = (await import(new URL(file, FOLDER).href)) as { default?: Model }
    checkModel(model, `models/${file}`)
    models.set(file.replace(/\.ts$/, ''), model)
  }
  return models
}

const NONE: CustomNetworks = { models: new Map(), broken: new Map() }

/** A layer may be missing because its file goes on with what is not supported. */
function withReason({ code, said }: UserError, name: string, unsupported?: UnsupportedNode): UserError {
  const reason = reasonOf(name, unsupported)
  return new UserError(code, said.message, reason === undefined ? said.hint : joined([said.hint, reason], ' '))
}

function reasonOf(name: string, unsupported?: UnsupportedNode): Text | undefined {
  if (!unsupported) return undefined
  const { operation, at } = unsupported
  return phrase`${name} ends where ${operation} follows ${at}: that is not supported.`
}

function rank(command: string, name: string): number {
  const order = PREFERENCE[command] ?? PREFERENCE[USUAL] ?? []
  const place = order.indexOf(name)
  return name === EMBEDDED ? Number.POSITIVE_INFINITY : place < 0 ? order.length : place
}

/** All networks, of `models/` and people's own, and which of them, with which layer, a request means. */
import { statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Choice, NetworkInfo } from '../command.ts'
import { UserError } from '../errors.ts'
import { unknownLayer } from '../mistakes.ts'
import { nearest } from '../nearest.ts'
import type { CustomNetworks } from './custom.ts'
import type { DownloadOptions } from './download.ts'
import type { Unsupported } from './graph.ts'
import type { Model } from './model.ts'
import { endsBefore, install, locate, missing } from './store.ts'

export interface Wanted {
  readonly network?: string | undefined
  readonly layer?: string | undefined
  /** What it is for: the best network for one command is not that for another. Default `dream`. */
  readonly command?: string
}

export interface Catalog {
  /** The model called `name`. Throws `UserError` unknown-network with the nearest names, or what is wrong with its file. */
  model(name: string): Model
  /** See `Context.choose`. */
  choose(wanted: Wanted): Choice
  /** All networks, best first. */
  list(): NetworkInfo[]
  /** Fetches a network's weights if they are not there. Throws `UserError` unknown-network, and as `install` does. */
  install(name: string, options?: DownloadOptions): Promise<void>
}

const FOLDER = new URL('../../models/', import.meta.url)

/** Best first, by command: what is taken when nothing is asked for, and whose layer of a name is meant. */
const PREFERENCE: Readonly<Record<string, readonly string[]>> = {
  dream: ['googlenet', 'inceptionv3', 'vgg16', 'vgg19', 'resnet50v2', 'squeezenet', 'mobilenetv2'],
  filter: ['vgg16', 'vgg19', 'googlenet', 'inceptionv3', 'resnet50v2', 'squeezenet', 'mobilenetv2'],
}
const USUAL = 'dream'
/** Always there, and never preferred. */
const EMBEDDED = 'minivgg'

/**
 * `folder` is the weights folder; `preferred` the network to take by default, else the best that is installed; `own` gives
 * people's own networks as they are now, which come last.
 */
export function createCatalog(
  models: ReadonlyMap<string, Model>,
  folder: string,
  preferred?: string,
  own: () => CustomNetworks = () => NONE,
): Catalog {
  const model = (name: string): Model => {
    const { models: others, broken } = own()
    const found = models.get(name) ?? others.get(name)
    if (found) return found
    const error = broken.get(name)
    if (error) throw error
    const names = [...models.keys(), ...others.keys()]
    const [likely] = nearest(name, names)
    const all = names.join(', ')
    throw new UserError(
      'unknown-network',
      `There is no network "${name}".`,
      `Did you mean ${likely}? The networks are ${all}.`,
    )
  }
  const ranked = (command = USUAL) => [
    ...[...models.keys()].sort((a, b) => rank(command, a) - rank(command, b)),
    ...own().models.keys(),
  ]
  // Asked anew each time: weights come and go while the bot runs.
  const isInstalled = (name: string) => locate(model(name), folder) !== undefined
  const usual = (command: string) => {
    if (preferred === undefined) return ranked(command).find(isInstalled) ?? EMBEDDED
    if (ranked().includes(preferred) || own().broken.has(preferred)) return preferred
    const text = `DREAMBOT_NETWORK is "${preferred}", and there is no such network.`
    throw new UserError('unknown-network', text, `The networks are ${ranked().join(', ')}.`)
  }

  /** Filters by layer, as far as the installed file goes. */
  const layersOf = (name: string): Map<string, number> => {
    const { layers } = model(name)
    const last = locate(model(name), folder)?.weights.last
    const all = Object.entries(layers)
    const end = last === undefined ? all.length : all.findIndex(([layer]) => layer === last) + 1
    return new Map(all.slice(0, end))
  }

  /** The network to take for a layer that was asked for without one: the usual, another installed, any. */
  const owner = (layer: string, command: string): string =>
    [usual(command), ...ranked(command).filter(isInstalled)].find((name) => layersOf(name).has(layer)) ??
    ranked(command).find((name) => Object.hasOwn(model(name).layers, layer)) ??
    usual(command)

  const noteOf = ({ network, command = USUAL }: Wanted, name: string, layer: string): { note?: string } => {
    if (network !== undefined || preferred === name) return {}
    const expected = usual(command)
    if (name !== expected) return { note: `${layer} is a layer of ${name}, not of ${expected}` }
    const [better] = ranked(command)
    if (name !== EMBEDDED || better === undefined) return {}
    return {
      note: `${name} is the small network that comes along; npm run networks -- pull ${better} gets a better one`,
    }
  }

  return {
    model,
    choose(wanted) {
      const { network, command = USUAL } = wanted
      const name = network ?? (wanted.layer === undefined ? usual(command) : owner(wanted.layer, command))
      const chosen = model(name)
      const others = ranked(command).filter(isInstalled)
      // What is asked for by name is fetched when it is rendered; what was only guessed at is not.
      const fetched = name === (network ?? preferred) && chosen.weights.some(({ url }) => url !== undefined)
      if (!isInstalled(name) && !fetched) throw missing(name, chosen, folder, others)
      const layers = layersOf(name)
      const last = [...layers.keys()].at(-1) ?? ''
      const layer = wanted.layer ?? (layers.has(chosen.dream.layer) ? chosen.dream.layer : last)
      const filters = layers.get(layer)
      if (filters === undefined) {
        if (Object.hasOwn(chosen.layers, layer)) throw endsBefore(layer, last, name, chosen, folder)
        const possible = network === undefined ? others.flatMap((other) => [...layersOf(other).keys()]) : layers.keys()
        throw withReason(unknownLayer(name, layer, new Set(possible)), name, own().models.get(name)?.unsupported)
      }
      const { step } = (command === 'filter' && chosen.filter) || {}
      return { network: name, layer, filters, ...(step !== undefined && { step }), ...noteOf(wanted, name, layer) }
    },

    async install(name, options) {
      try {
        await install(name, model(name), folder, options)
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'missing-weights')) throw error
        const installed = ranked().filter(isInstalled).join(', ')
        throw new UserError(error.code, error.message, `${error.hint} Installed are: ${installed}.`)
      }
    },

    list() {
      const whole = ranked().map((name) => {
        const { title, licence, layers, weights } = model(name)
        const path = locate(model(name), folder)?.path
        const bytes = path ? statSync(path).size : weights.find(({ url }) => url !== undefined)?.bytes
        const end = reasonOf(name, own().models.get(name)?.unsupported)
        return {
          ...{ name, title, licence, layers: Object.keys(layers).length, installed: isInstalled(name) },
          ...(bytes !== undefined && { bytes }),
          ...(end !== undefined && { trouble: end }),
        }
      })
      const broken = [...own().broken].map(([name, { message }]) => {
        return { name, title: name, licence: 'unknown', layers: 0, installed: true, trouble: message }
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
    if (!model?.weights?.length || !model.layers) throw new Error(`models/${file} does not export a model by default`)
    const named = [model.dream.layer, ...model.weights.flatMap(({ last = [] }) => last)]
    const unknown = named.find((layer) => !Object.hasOwn(model.layers, layer))
    if (unknown !== undefined) throw new Error(`models/${file} names the layer ${unknown}, which it does not list`)
    models.set(file.replace(/\.ts$/, ''), model)
  }
  return models
}

const NONE: CustomNetworks = { models: new Map(), broken: new Map() }

/** A layer may be missing because its file goes on with what is not supported. */
function withReason({ code, message, hint }: UserError, name: string, unsupported?: Unsupported): UserError {
  const reason = reasonOf(name, unsupported)
  return new UserError(code, message, reason === undefined ? hint : `${hint} ${reason}`)
}

function reasonOf(name: string, unsupported?: Unsupported): string | undefined {
  if (!unsupported) return undefined
  const { operation, at } = unsupported
  return `${name} ends where ${operation} follows ${at}: that is not supported.`
}

function rank(command: string, name: string): number {
  const order = PREFERENCE[command] ?? []
  const place = order.indexOf(name)
  return name === EMBEDDED ? Number.POSITIVE_INFINITY : place < 0 ? order.length : place
}

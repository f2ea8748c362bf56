/** All networks, those of `models/` and custom ones: which there are, and which of them, with which layer, a request means. */
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { UserError } from '../../core/errors.ts'
import { joined, phrase } from '../../i18n/phrase.ts'
import { checkModel } from './check-model.ts'
import { type Costs, createCosts } from './costs.ts'
import type { CustomNetworks } from './custom.ts'
import { type InstallOptions, install } from './install.ts'
import { findModel, lookUpNetworks } from './known-networks.ts'
import { listNetworks } from './list-networks.ts'
import type { Model, Use } from './model.ts'
import type { NetworkInfo, ResolvedLayer } from './network-info.ts'
import { installedNetworks, type LayerRequest, type ListedLayer, listLayers, resolveLayer } from './resolve-layer.ts'
import { loadLabels, versionOf } from './store.ts'

export interface Catalog {
  /** The model called `name`. Throws `UserError` unknown-network (with the nearest name), or what is wrong with its file. */
  model(name: string): Model
  /** The network and layer that a request means. Throws as `resolveLayer` does. */
  choose(request: LayerRequest): ResolvedLayer
  /** The layers that a request can name; see `listLayers`. */
  layers(request: Omit<LayerRequest, 'layer'>): ListedLayer[]
  /** All networks, the best for dreams first. */
  list(): NetworkInfo[]
  readonly costs: Costs
  /** A string that changes with the network's weights file and its entry in `models/`. Throws as `model` does. */
  version(name: string): Promise<string>
  /** The names of the network's classes, in the order of its scores; undefined if it has none or they are not installed. */
  labels(name: string): Promise<string[] | undefined>
  /** Downloads a network's weights unless they are installed. Throws `UserError` unknown-network, and as `install` does. */
  install(name: string, options?: InstallOptions): Promise<void>
}

interface CatalogOptions {
  /** The network to take when a request names none. Default: the best that is installed. */
  readonly preferred?: string | undefined
  /** The custom networks as they are now. Default none. */
  readonly custom?: () => CustomNetworks
}

/** @param folder The weights folder. It is looked into anew for every request, because files come and go. */
export function createCatalog(
  models: ReadonlyMap<string, Model>,
  folder: string,
  { preferred, custom = () => NONE }: CatalogOptions = {},
): Catalog {
  const sources = () => ({ models, custom: custom(), folder })
  const networks = (use: Use = 'dream') => lookUpNetworks(sources(), use)
  const complete = (request: LayerRequest) => ({ ...request, preferred: request.preferred ?? preferred })
  const model = (name: string) => findModel(name, sources())
  return {
    model,
    costs: createCosts(model, folder),
    version: async (name) => versionOf(model(name), folder),
    choose: (request) => resolveLayer(complete(request), networks(request.use)),
    layers: (request) => listLayers(complete(request), networks(request.use)),
    labels: (name) => loadLabels(model(name), folder),
    list: () => listNetworks(networks()),
    async install(name, options) {
      try {
        await install({ name, model: model(name), folder }, options)
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'missing-weights')) throw error
        const installed = installedNetworks(networks()).map((network) => network.name)
        const { message, hint } = error.said
        throw new UserError(
          error.code,
          message,
          joined([hint, phrase`Installed networks: ${installed.join(', ')}.`], ' '),
        )
      }
    },
  }
}

/** The models of `models/` by name, which is their file's. Throws a plain `Error` that names a file without a valid model. */
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

const FOLDER = new URL('../../../models/', import.meta.url)

const NONE: CustomNetworks = { models: new Map(), broken: new Map() }

/** The networks as they are at one moment: which are installed, from which file, with which layers, and the best first. */
import { UserError } from '../../core/errors.ts'
import { nearestNames } from '../../core/nearest.ts'
import { phrase } from '../../i18n/phrase.ts'
import type { UnsupportedNode } from '../graph/graph.ts'
import type { CustomNetworks } from './custom.ts'
import { layersInFile } from './layers-in-file.ts'
import type { Model, Use, WeightsFile } from './model.ts'
import { rankModels } from './ranking.ts'
import { downloadable, locate } from './weights-files.ts'

/** Where networks come from. */
export interface NetworkSources {
  /** Those of `models/`, by name. */
  readonly models: ReadonlyMap<string, Model>
  readonly custom: CustomNetworks
  /** The weights folder. */
  readonly folder: string
}

export interface KnownNetworks extends NetworkSources {
  /** The best for the use first; custom networks come last, in order of name. */
  readonly ranked: readonly KnownNetwork[]
}

export interface KnownNetwork {
  readonly name: string
  readonly model: Model
  /** The installed file; without one, the file that would be downloaded, or else the one that somebody has to install. */
  readonly file: WeightsFile
  /** The path of the installed file; undefined if the network is not installed. */
  readonly path: string | undefined
  /** The number of filters of each layer in `file`, in running order. */
  readonly layers: ReadonlyMap<string, number>
  /** The operation at which a custom network ends before its file does. */
  readonly unsupported: UnsupportedNode | undefined
}

/** Looks into the weights folder. Do not keep the result: files come and go while the bot runs. */
export function lookUpNetworks(sources: NetworkSources, use: Use): KnownNetworks {
  const { models, custom, folder } = sources
  const entries = [...rankModels(models, use), ...custom.models]
  const ranked = entries.map(([name, model]): KnownNetwork => {
    const installed = locate(model, folder)
    const file = installed?.weights ?? downloadable(model)[0] ?? model.weights[0]
    if (!file) throw new Error(`the model ${name} has no file`)
    const layers = layersInFile(model, file)
    return { name, model, file, path: installed?.path, layers, unsupported: custom.models.get(name)?.unsupported }
  })
  return { ...sources, ranked }
}

/** The network called `name`. Throws `UserError` unknown-network, or the error of a custom network that cannot be read. */
export function findNetwork(name: string, networks: KnownNetworks): KnownNetwork {
  const found = networks.ranked.find((network) => network.name === name)
  if (!found) throw notFound(name, networks)
  return found
}

/** The model of the network called `name`. Throws as `findNetwork` does. */
export function findModel(name: string, sources: NetworkSources): Model {
  const found = sources.models.get(name) ?? sources.custom.models.get(name)
  if (!found) throw notFound(name, sources)
  return found
}

function notFound(name: string, { models, custom }: NetworkSources): UserError {
  const names = [...models.keys(), ...custom.models.keys()]
  const [likely] = nearestNames(name, names)
  const all = names.join(', ')
  return (
    custom.broken.get(name) ??
    new UserError(
      'unknown-network',
      phrase`There is no network "${name}".`,
      phrase`Did you mean ${String(likely)}? The networks are ${all}.`,
    )
  )
}

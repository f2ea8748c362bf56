/** What the catalog answers: networks, layers and classes, as commands and lists read them. */
import type { Text } from '../../i18n/phrase.ts'
import type { FilterDefaults } from './model.ts'

/** A network as lists show it. */
export interface NetworkInfo {
  readonly name: string
  /** The network's usual name, for people. */
  readonly title: string
  readonly licence: Text
  /** The number of its layers. */
  readonly layers: number
  readonly installed: boolean
  /** The size of its file, or of the file that would be downloaded; absent if unknown. */
  readonly bytes?: number
  /** What is wrong with its file, as a sentence. */
  readonly trouble?: Text
}

/** The classes that a network tells apart. */
export interface Classes {
  readonly network: string
  /** The layer whose filters are the scores of the classes, before their softmax. */
  readonly layer: string
  /** The names of the classes, in the order of the layer's filters. */
  readonly labels: readonly string[]
}

/** One layer of one network, chosen for a request. */
export interface ResolvedLayer {
  readonly network: string
  readonly layer: string
  /** The number of the layer's filters. */
  readonly filters: number
  /** What the network's model sets in place of a drawing method's own defaults. */
  readonly defaults?: FilterDefaults
  /** If the filters are classes: the side of the square picture that the network classifies best, in pixels. */
  readonly size?: number
  /** That the network is not the default one, or that a better one can be installed; a clause without a full stop. */
  readonly note?: Text
}

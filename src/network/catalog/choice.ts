import type { Text } from '../../i18n/phrase.ts'
import type { FilterDefaults } from './model.ts'

/** A network as lists show it. */
export interface NetworkInfo {
  readonly name: string
  readonly title: string
  readonly licence: Text
  readonly layers: number
  readonly installed: boolean
  /** Of its file, or of the one that would be fetched, if that is known. */
  readonly bytes?: number
  /** What is wrong with its file, as a sentence. */
  readonly trouble?: Text
}

/** What a network tells apart. */
export interface Classes {
  readonly network: string
  /** Its filters are the scores of the classes, before their softmax. */
  readonly layer: string
  readonly labels: readonly string[]
}

export interface ResolvedLayer {
  readonly network: string
  readonly layer: string
  /** The layer's number of filters. */
  readonly filters: number
  /** The network's own defaults for drawing filters, where a method's do not serve it. */
  readonly defaults?: FilterDefaults
  /** Of the pictures that the layer judges best, in pixels, if its filters are classes. */
  readonly size?: number
  /** Says so when the layer has selected a network that is not the default. */
  readonly note?: Text
}

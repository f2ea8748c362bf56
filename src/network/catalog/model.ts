/** One entry of `models/`: where a network's weights come from and what can be said of it without them. */
import type { Text } from '../../i18n/phrase.ts'
import type { PlannedLayer } from '../formats/architecture.ts'
import type { InputRange } from '../formats/input.ts'
import type { Node } from '../graph/graph.ts'

export interface Model {
  /** The network's usual name. */
  readonly title: string
  readonly licence: Text
  /** Who made it: a citation or an address. */
  readonly source: string
  /** Files that hold it, the first found is taken. */
  readonly weights: readonly WeightsFile[]
  /** Filters by layer name, in running order: what can be asked for before any file is there. */
  readonly layers: Readonly<Record<string, number>>
  /** For files that hold weights alone. */
  readonly plan?: readonly PlannedLayer[]
  /** Defaults where one for all networks does not serve. */
  readonly dream: { readonly layer: string }
  readonly filter?: FilterDefaults
  /** For networks that name what they see. */
  readonly classifier?: Classifier
}

/** By method of drawing. */
export type FilterDefaults = Readonly<Partial<Record<MethodName, Partial<AscentNumbers>>>>

export interface Classifier {
  /** The layer of class scores before their softmax; the mean over its positions counts. */
  readonly layer: string
  /** Names of the classes: files in the weights folder, the first found is taken, or one that comes with the model. */
  readonly labels: readonly string[] | URL
  /** The names themselves, where they need no file. */
  readonly names?: readonly string[]
  /** Of the square picture that it judges best, in pixels. */
  readonly size: number
}

/** `.onnx` files are whole networks; `.h5` and `.safetensors` need the model's plan. */
export interface WeightsFile {
  /** A name in the weights folder, or the place of a file that comes with the model. */
  readonly file: string | URL
  readonly input: InputRange
  /** The last layer in the file, if it does not hold them all. */
  readonly last?: string
  /** Which of the model's layers its own are, if it calls them otherwise; the others of either are not offered. */
  readonly names?: NamesByKind
  /** Where the public file is, and what it is like. */
  readonly url?: string
  readonly bytes?: number
  readonly sha256?: string
  readonly md5?: string
}

/** What a layer computes; `depthwise` is a convolution in groups, such as a BatchNorm that no other took on. */
export type LayerKind = Node['op'] | 'depthwise'

/** Names for all layers of a kind, in the file's running order. */
export type NamesByKind = Readonly<Partial<Record<LayerKind, readonly string[]>>>

/** Types a model's literal; its name is its file's. */
export function defineModel(model: Model): Model {
  return model
}

export interface AscentNumbers {
  readonly step: number
  readonly iterations: number
  /** The longer side of a picture, in pixels. */
  readonly size: number
}

export type MethodName = 'sharp' | 'maco' | 'classic'

/** The entry of one network in `models/`: where its weights come from, and what is known of it without them. */
import type { Text } from '../../i18n/phrase.ts'
import type { InputRange } from '../formats/input.ts'
import type { PlannedLayer } from '../formats/plan.ts'
import type { Node } from '../graph/graph.ts'

/**
 * A network, as its file in `models/` describes it; the file's name is the network's name.
 *
 * @example
 * // models/edges.ts: /filter layer:conv2 network:edges draws what the second convolution of edges.onnx looks for.
 * export default defineModel({
 *   title: 'Edges',
 *   licence: 'MIT',
 *   source: 'https://example.org/edges',
 *   weights: [{ file: 'edges.onnx', input: { order: 'rgb', mean: [0, 0, 0], std: [255, 255, 255] } }],
 *   layers: { conv1: 16, conv2: 32 },
 *   dream: { layer: 'conv2' },
 *   rank: { dream: 90, filter: 90 },
 * })
 */
export interface Model {
  /** The network's usual name, for people. */
  readonly title: string
  readonly licence: Text
  /** Who made it: a citation or an address. */
  readonly source: string
  /** Files that hold the network. The first one that is installed is read. */
  readonly weights: readonly WeightsFile[]
  /** The number of filters of each layer, in running order: known before any file is installed. */
  readonly layers: Readonly<Record<string, number>>
  /** The operations, for files that hold weights alone (.h5, .safetensors). */
  readonly plan?: readonly PlannedLayer[]
  /** The layer to dream with when a request names none. */
  readonly dream: { readonly layer: string }
  /** Replaces a drawing method's own step, iterations or size, by method. */
  readonly filter?: FilterDefaults
  /** Present if the network classifies pictures. */
  readonly classifier?: Classifier
  /**
   * The network's position when a request names none, for each use: the lowest rank of those installed is chosen. The
   * models here use tens, so that another fits between two. Equal ranks, and networks without a rank, which come after
   * those with one, are ordered by name. A network whose weights lie beside its model comes last whatever its rank.
   */
  readonly rank?: Readonly<Record<Use, number>>
}

/** What a network is chosen for: the best one to dream with is not the best one to draw filters of. */
export type Use = 'dream' | 'filter'

/** Defaults by drawing method; what is absent is the method's own. */
export type FilterDefaults = Readonly<Partial<Record<MethodName, Partial<AscentNumbers>>>>

export interface Classifier {
  /** The layer of class scores before their softmax. The score of a class is the mean over the layer's positions. */
  readonly layer: string
  /**
   * Where the names of the classes are: files in the weights folder, of which the first that exists is read, or one file
   * beside the model. See `readLabels` for the format.
   */
  readonly labels: readonly string[] | URL
  /** The names themselves, in the order of the scores; `labels` is not read then. */
  readonly names?: readonly string[]
  /** The side of the square picture that the network classifies best, in pixels. */
  readonly size: number
}

/** A file of a network. `.onnx` files are whole networks; `.h5` and `.safetensors` need the model's plan. */
export interface WeightsFile {
  /** The file's name in the weights folder, or the URL of a file beside the model. */
  readonly file: string | URL
  /** The order and range of colours that the network reads. */
  readonly input: InputRange
  /** The last of the model's layers that the file holds. Default: it holds all of them. */
  readonly last?: string
  /** The model's names for the file's layers, where the file has other names; layers without a name here are left out. */
  readonly names?: NamesByKind
  /** The address of the public file, from which it is downloaded on first use. */
  readonly url?: string
  /** The size of the file. Checked, like the hashes, where it is given. */
  readonly bytes?: number
  /** Hexadecimal. */
  readonly sha256?: string
  /** Hexadecimal. */
  readonly md5?: string
}

/**
 * What a layer computes. `depthwise` is a convolution of each group of channels by itself, such as a batch normalization
 * that no convolution could absorb.
 */
export type LayerKind = Node['op'] | 'depthwise'

/** Names for all layers of a kind, in the file's running order. */
export type NamesByKind = Readonly<Partial<Record<LayerKind, readonly string[]>>>

/**
 * Checks the type of a model's literal and returns it.
 *
 * @example export default defineModel({ title: 'Edges', weights: [...], layers: { conv1: 16 }, ... })
 */
export function defineModel(model: Model): Model {
  return model
}

/** The numbers of a gradient ascent. */
export interface AscentNumbers {
  /** The step size, in the method's own unit. */
  readonly step: number
  readonly iterations: number
  /** The longer side of the picture, in pixels. */
  readonly size: number
}

/** The ways of drawing what a filter looks for. */
export type MethodName = 'sharp' | 'maco' | 'classic'

/** Mixes of layers, as people write them: "inception_3b/output:1, inception_4c/output:1.5". */

import { phrase } from '../../i18n/phrase.ts'
import { UserError } from '../errors.ts'
import type { Job } from '../job.ts'
import { HEAVIEST } from './weights.ts'

/** A layer of a mix, and how much it counts beside the others. */
export interface WeightedLayer {
  readonly layer: string
  /** Above 0 and at most `HEAVIEST`. */
  readonly weight: number
}

const MOST_LAYERS = 8

/**
 * Reads a list of layers, each with its weight or with none, which means 1. Returns them in the order of the text.
 *
 * @throws `UserError` bad-input for other text, a layer that is named twice and a weight out of range, limit for too many
 * layers.
 */
export function parseLayers(text: string): WeightedLayer[] {
  const found = text.split(',').map((piece) => parseWeighted(piece.trim(), text))
  const names = found.map(({ layer }) => layer)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new UserError('bad-input', phrase`${twice} is named twice.`, phrase`Give it one weight, like ${twice}:2.`)
  if (found.length > MOST_LAYERS)
    throw new UserError(
      'limit',
      phrase`${found.length} layers are too many for one picture: at most ${MOST_LAYERS} fit.`,
      phrase`Ask for fewer.`,
    )
  return found
}

/** Writes a mix as `parseLayers` reads it, with every weight. */
export function formatLayers(layers: readonly WeightedLayer[]): string {
  return layers.map(({ layer, weight }) => `${layer}:${weight}`).join(', ')
}

/** The layers that a job is about: those of its mix, else its own. Empty for a job about a whole network. */
export function layersOf({ layer, parameters: { layers } }: Pick<Job, 'layer' | 'parameters'>): string[] {
  if (typeof layers === 'string') return parseLayers(layers).map((each) => each.layer)
  return layer === '' ? [] : [layer]
}

/** @param text The whole list, for errors. */
function parseWeighted(piece: string, text: string): WeightedLayer {
  const [, name = piece, number] = /^(.*\S)\s*:\s*([-+]?[\d.]+(?:e[-+]?\d+)?)$/i.exec(piece) ?? []
  // Some networks have names like Relu:0, and no layer has the weight 0.
  const [layer, weight] = number === undefined || Number(number) === 0 ? [piece, 1] : [name, Number(number)]
  if (layer === '' || Number.isNaN(weight))
    throw new UserError(
      'bad-input',
      phrase`"${text}" is no list of layers.`,
      phrase`Write one like conv2:1, conv5:1.5; a layer without a weight has 1.`,
    )
  if (weight < 0 || weight > HEAVIEST)
    throw new UserError(
      'bad-input',
      phrase`The weight of ${layer} is ${String(weight)}; it must be above 0 and at most ${HEAVIEST}.`,
      weight > HEAVIEST ? phrase`The nearest is ${HEAVIEST}.` : phrase`Leave the layer out instead.`,
    )
  return { layer, weight }
}

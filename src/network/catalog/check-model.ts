/** Checks of the files in `models/`. */
import { layersInFile } from './layers-in-file.ts'
import type { Model } from './model.ts'

/** Throws a plain `Error` that names `file` if it exports no model, or a model that contradicts itself. */
export function checkModel(model: Model | undefined, file: string): asserts model is Model {
  if (!model?.weights?.length || !model.layers) throw new Error(`${file} does not export a model by default`)
  const { layers, weights, dream, classifier = dream } = model
  const named = weights.flatMap(({ last = [], names = {} }) => [...Object.values(names), last].flat())
  const unknown = [dream.layer, classifier.layer, ...named].find((layer) => !Object.hasOwn(layers, layer))
  if (unknown !== undefined) throw new Error(`${file} names the layer ${unknown}, which it does not list`)
  const held = new Set(weights.flatMap((each) => [...layersInFile(model, each).keys()]))
  const missing = Object.keys(layers).find((layer) => !held.has(layer))
  if (missing !== undefined) throw new Error(`${file} lists the layer ${missing}, which none of its weights files has`)
}

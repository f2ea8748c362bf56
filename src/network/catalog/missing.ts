/** Errors for weights that are not installed, each with a way to get them. */
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { UserError } from '../../core/errors.ts'
import { either } from '../../i18n/format.ts'
import { type Phrase, phrase } from '../../i18n/phrase.ts'
import { layersInFile } from './layers-in-file.ts'
import type { Model, WeightsFile } from './model.ts'
import { pathOf } from './weights-files.ts'

/** The hint for a file that cannot be used and cannot be downloaded again. */
export const REPLACE_FILE = phrase`Replace it with a valid file.`

interface Named {
  readonly name: string
  readonly model: Model
}

/**
 * The network has no file in `folder`, the weights folder.
 *
 * @param installed Networks to use instead.
 */
export function missingWeights({ name, model }: Named, folder: string, installed: readonly string[] = []): UserError {
  const files = either(model.weights.map((weights) => basename(pathOf(weights, folder))))
  const others = installed.length > 0 ? either(installed) : phrase`another network`
  return new UserError(
    'missing-weights',
    phrase`The weights of ${name} are not installed: ${folder} has no ${files}.`,
    phrase`${remedy(model.weights, folder)}, or use ${others}.`,
  )
}

/** The model has `layer`, but the network's file, the installed one or the one to be downloaded, lacks it. */
export function missingLayer(
  layer: string,
  { name, model, file }: Named & { readonly file: WeightsFile },
  folder: string,
): UserError {
  const path = pathOf(file, folder)
  const all = Object.keys(model.layers)
  const [last = ''] = [...layersInFile(model, file).keys()].slice(-1)
  const isAfterLast = all.indexOf(layer) > all.indexOf(last)
  const others = model.weights.filter((each) => layersInFile(model, each).has(layer))
  // Of two installed files the first of the model's list is read, so a later one has to replace it.
  const mustReplace =
    existsSync(path) && others.every((each) => model.weights.indexOf(each) > model.weights.indexOf(file))
  const found = isAfterLast ? phrase`${basename(path)} ends at ${last}` : phrase`${basename(path)} lacks it`
  const step = mustReplace ? phrase`${remedy(others, folder)} in its place` : remedy(others, folder)
  return new UserError(
    'missing-weights',
    phrase`The weights of ${name}'s ${layer} are not installed: ${found}.`,
    phrase`${step}, or use ${isAfterLast ? phrase`a layer up to ${last}` : phrase`another layer`}.`,
  )
}

/** How to get one of `files`. */
function remedy(files: readonly WeightsFile[], folder: string): Phrase {
  const url = files.find((weights) => weights.url)?.url
  const names = either(files.map((weights) => basename(pathOf(weights, folder))))
  return url ? phrase`Download ${url} into ${folder}` : phrase`Put ${names} into ${folder}`
}

/** Where the files of a model are: in the weights folder, beside the model, or at a public address. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Model, WeightsFile } from './model.ts'

export type DownloadableFile = WeightsFile & { readonly url: string }

/** The first of the model's files that is installed, and its path. `folder` is the weights folder. */
export function locate(model: Model, folder: string): { path: string; weights: WeightsFile } | undefined {
  const files = model.weights.map((weights) => ({ weights, path: pathOf(weights, folder) }))
  return files.find(({ path }) => existsSync(path))
}

/** The path that a model's file has, or would have once it is installed. */
export function pathOf({ file }: WeightsFile, folder: string): string {
  return typeof file === 'string' ? join(folder, file) : fileURLToPath(file)
}

/** The model's files that have an address, in the order in which they are tried. */
export function downloadable({ weights }: Model): DownloadableFile[] {
  return weights.flatMap(({ url, ...file }) => (url === undefined ? [] : { ...file, url }))
}

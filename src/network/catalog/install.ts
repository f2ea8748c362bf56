/** Fetches a model's weights into the weights folder. */
import { UserError } from '../../core/errors.ts'
import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { makeFolder } from '../../system/make-folder.ts'
import { bytesReceived, type DownloadOptions, download } from './download.ts'
import { withLock } from './lock.ts'
import type { Model, WeightsFile } from './model.ts'
import { locate, missingWeights, pathOf } from './store.ts'

/** The model's files that have an address: the first is fetched, a later one where those before cannot be had. */
export function downloadable({ weights }: Model): (WeightsFile & { readonly url: string })[] {
  return weights.flatMap(({ url, ...file }) => (url === undefined ? [] : { ...file, url }))
}

export interface InstallOptions extends DownloadOptions {
  /** Only looks whether there is anything to fetch, and fetches nothing. */
  readonly dryRun?: boolean
  /** Hears why a file cannot be had, before another of the model's is fetched in its place. */
  readonly onFallback?: (reason: UserError) => void
}

/**
 * Sees to it that the model's weights lie in the weights folder: fetches them if they don't, one process at a time.
 * Throws `UserError` missing-weights, bad-weights or output; see `download`.
 */
export async function install(
  name: string,
  model: Model,
  folder: string,
  { dryRun = false, onFallback, ...options }: InstallOptions = {},
): Promise<void> {
  if (locate(model, folder)) return
  const files = downloadable(model)
  if (files.length === 0) throw missingWeights(name, model, folder)
  if (dryRun) return
  try {
    makeFolder(folder)
  } catch (error) {
    throw unwritable(folder, error as NodeJS.ErrnoException)
  }
  const reasons: Text[] = []
  for (const file of files) {
    try {
      return await fetchFile(file, model, folder, options)
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'output') throw error
      reasons.push(error.said.message)
      if (file === files.at(-1)) throw new UserError(error.code, joined(reasons, ' '), error.said.hint)
      onFallback?.(error)
    }
  }
}

async function fetchFile(
  file: WeightsFile & { readonly url: string },
  model: Model,
  folder: string,
  options: DownloadOptions,
): Promise<void> {
  const { url, bytes, sha256, md5 } = file
  const path = pathOf(file, folder)
  /** Told while another process fetches it. */
  const watch = async () => {
    options.signal?.throwIfAborted()
    options.onProgress?.(await bytesReceived(path), bytes)
    return locate(model, folder) === undefined
  }
  try {
    await withLock(`${path}.lock`, watch, () => download({ url, bytes, sha256, md5 }, path, options))
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException
    throw syscall === undefined ? error : unwritable(folder, error as NodeJS.ErrnoException)
  }
}

function unwritable(folder: string, error: NodeJS.ErrnoException): UserError {
  const text = phrase`Weights cannot be kept in ${folder}: ${String(error.code)}.`
  return new UserError('output', text, phrase`Make it writable, or set DREAMBOT_WEIGHTS to another folder.`)
}

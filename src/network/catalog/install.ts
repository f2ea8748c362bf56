/** Installs networks: downloads their weights into the weights folder. */
import { UserError } from '../../core/errors.ts'
import { joined, phrase, type Text } from '../../i18n/phrase.ts'
import { makeFolder } from '../../system/make-folder.ts'
import { bytesReceived, type DownloadOptions, download } from './download.ts'
import { withLock } from './lock.ts'
import { missingWeights } from './missing.ts'
import type { Installable } from './store.ts'
import { type DownloadableFile, downloadable, locate, pathOf } from './weights-files.ts'

export interface InstallOptions extends DownloadOptions {
  /** Only checks that there is a file to download, and downloads nothing. Default false. */
  readonly dryRun?: boolean
  /** Called with the reason why a file cannot be downloaded, before the model's next one is tried. */
  readonly onFallback?: (reason: UserError) => void
}

/**
 * Downloads the first of the model's files that can be had, unless one is installed. Of several processes one downloads,
 * and the others wait for it.
 * Throws `UserError` missing-weights, bad-weights or output as `download` does, and missing-weights for a model whose files
 * have no address.
 */
export async function install(
  { name, model, folder }: Installable,
  { dryRun = false, onFallback, ...options }: InstallOptions = {},
): Promise<void> {
  if (locate(model, folder)) return
  const files = downloadable(model)
  if (files.length === 0) throw missingWeights({ name, model }, folder)
  if (dryRun) return
  try {
    makeFolder(folder)
  } catch (error) {
    throw unwritable(folder, error as NodeJS.ErrnoException)
  }
  const reasons: Text[] = []
  for (const file of files) {
    try {
      return await installFile(file, { name, model, folder }, options)
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'output') throw error
      reasons.push(error.said.message)
      if (file === files.at(-1)) throw new UserError(error.code, joined(reasons, ' '), error.said.hint)
      onFallback?.(error)
    }
  }
}

async function installFile(
  file: DownloadableFile,
  { model, folder }: Installable,
  options: DownloadOptions,
): Promise<void> {
  const { url, bytes, sha256, md5 } = file
  const path = pathOf(file, folder)
  const isNeeded = async () => {
    options.signal?.throwIfAborted()
    // Another process may be downloading the file: this is its progress.
    options.onProgress?.(await bytesReceived(path), bytes)
    return locate(model, folder) === undefined
  }
  try {
    const work = () => download({ url, bytes, sha256, md5 }, path, options)
    await withLock(`${path}.lock`, { work, isNeeded })
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException
    throw syscall === undefined ? error : unwritable(folder, error as NodeJS.ErrnoException)
  }
}

function unwritable(folder: string, error: NodeJS.ErrnoException): UserError {
  const text = phrase`Weights cannot be saved in ${folder}: ${String(error.code)}.`
  return new UserError('output', text, phrase`Make it writable, or set DREAMBOT_WEIGHTS to another folder.`)
}

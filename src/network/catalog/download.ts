/** Downloads one file: resumed after a failure, checked, and renamed to its place only when it is complete. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import { phrase, type Text } from '../../i18n/phrase.ts'
import {
  BusyError,
  type RemoteFile,
  receive,
  sizeOf,
  TransferError,
  type TransferOptions,
  wrongFile,
} from './transfer.ts'

export interface DownloadOptions extends TransferOptions {
  /**
   * The pauses before each retry, in milliseconds. A try that received data starts the list again. Default 500, 2000, 8000.
   */
  readonly retryMs?: readonly number[]
}

const RETRY_MS = [500, 2000, 8000]
/** The longest wait that a server's Retry-After may ask for. Beyond it the server counts as unreachable. */
const MOST_WAIT_MS = 30_000

/**
 * Downloads `file` to `path`. Received data is kept in `path`.part, where a later call continues; a file at `path` is
 * replaced only by the complete new one.
 * Throws `UserError` missing-weights if the server cannot be reached or has no such file, bad-weights if its file is not
 * the expected one, and output if the file cannot be written.
 */
export async function download(file: RemoteFile, path: string, options: DownloadOptions = {}): Promise<void> {
  const { retryMs = RETRY_MS, signal } = options
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  // Without a hash nothing shows whether an earlier part belongs to this file.
  if (!file.sha256 && !file.md5) await rm(part, { force: true })
  for (let failures = 0; ; ) {
    const start = await sizeOf(part)
    try {
      await receive({ file, part, start }, options)
      break
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof UserError) throw error
      if ((await sizeOf(part)) > start) failures = 0
      const pause = (isOffline(error) ? retryMs.slice(0, 1) : retryMs)[failures++]
      const wait = error instanceof BusyError ? error.waitMs : 0
      if (pause === undefined || wait > MOST_WAIT_MS) throw unreachable(file.url, error)
      // Progress without new data still shows that the download has not stopped.
      options.onProgress?.(await sizeOf(part), file.bytes)
      await sleep(Math.max(pause, wait), undefined, { signal })
    }
  }
  await check(file, part)
  await rename(part, path)
}

/** The number of bytes received so far of a file that is being downloaded to `path`. */
export function bytesReceived(path: string): Promise<number> {
  return sizeOf(`${path}.part`)
}

/** Throws `UserError` bad-weights for a part that is not the file, and removes it, so that the next try starts anew. */
async function check({ url, bytes, sha256, md5 }: RemoteFile, part: string): Promise<void> {
  const size = await sizeOf(part)
  if (bytes !== undefined && size !== bytes)
    throw await wrongFile({ url, part, found: phrase`has ${size} bytes`, expected: String(bytes) })
  for (const [name, expected] of Object.entries({ sha256, md5 })) {
    if (expected === undefined) continue
    const hash = createHash(name)
    for await (const chunk of createReadStream(part)) hash.update(chunk)
    const found = hash.digest('hex')
    if (found !== expected) throw await wrongFile({ url, part, found: phrase`has the ${name} ${found}`, expected })
  }
}

function unreachable(url: string, error: unknown): UserError {
  const reason = isOffline(error) ? phrase`this machine is offline` : reasonOf(error as Error)
  return new UserError(
    'missing-weights',
    phrase`${url} cannot be fetched: ${reason}.`,
    phrase`Try again when the address can be reached.`,
  )
}

function reasonOf(error: Error): Text {
  if (error instanceof TransferError) return error.said
  const { cause, message } = error
  return cause instanceof Error ? cause.message : message
}

/** Whether no host name can be resolved. Further retries would not help then. */
function isOffline(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN'
}

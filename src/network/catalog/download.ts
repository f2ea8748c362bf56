/** One file from the network to its place: resumed, checked, and there whole or not at all. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../../core/errors.ts'
import { inEnglish, type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

interface RemoteFile {
  readonly url: string
  /** What is known of its content; without a hash, or the bytes, they are not checked. */
  readonly bytes?: number | undefined
  readonly sha256?: string | undefined
  readonly md5?: string | undefined
}

export interface DownloadOptions {
  /** Hears how far it is, in bytes; the total is undefined while unknown. */
  readonly onProgress?: (received: number, total: number | undefined) => void
  readonly signal?: AbortSignal
  /** Pauses before the next try, in milliseconds; a try that brought something starts the list again. */
  readonly retryMs?: readonly number[]
  /** A server that sends nothing for so long is left. Default 30 s. */
  readonly stallMs?: number
}

const RETRY_MS = [500, 2000, 8000]
const STALL_MS = 30_000
/** A server that asks for more patience than this is as good as unreachable. */
const MOST_WAIT_MS = 30_000

/**
 * Fetches `file` to `path`. What arrives is kept beside it, in `path`.part, so that a later try continues there.
 * Throws `UserError`: missing-weights if the server cannot be reached or has no such file, bad-weights if what it sends
 * is not the file; output if it cannot be written. Nothing that stood at `path` is touched before the new file is whole.
 */
export async function download(file: RemoteFile, path: string, options: DownloadOptions = {}): Promise<void> {
  const { retryMs = RETRY_MS, signal } = options
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true })
  // Without a hash nothing would tell that what an earlier try left belongs to another file.
  if (!file.sha256 && !file.md5) await rm(part, { force: true })
  for (let failures = 0; ; ) {
    const before = await sizeOf(part)
    try {
      await receive(file, part, before, options)
      break
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof UserError) throw error
      if ((await sizeOf(part)) > before) failures = 0
      const pause = (isOffline(error) ? retryMs.slice(0, 1) : retryMs)[failures++]
      if (pause === undefined) throw unreachable(file.url, error)
      const wait = error instanceof BusyError ? error.waitMs : 0
      if (wait > MOST_WAIT_MS) throw unreachable(file.url, error)
      // Whoever watches learns that this is still alive.
      options.onProgress?.(await sizeOf(part), file.bytes)
      await sleep(Math.max(pause, wait), undefined, { signal })
    }
  }
  await check(file, part)
  await rename(part, path)
}

/** How many bytes of the file at `path` have come so far. */
export function bytesReceived(path: string): Promise<number> {
  return sizeOf(`${path}.part`)
}

/** What ended a try, as the end of a sentence that begins with the address. */
class TransferError extends Error {
  readonly said: Phrase
  constructor(said: Phrase) {
    super(inEnglish(said))
    this.said = said
  }
}

/** A server that asked for patience. */
class BusyError extends TransferError {
  readonly waitMs: number
  constructor(status: number, waitMs: number) {
    super(waitMs > 0 ? phrase`it is busy for another ${Math.ceil(waitMs / 1000)} s` : phrase`it answers ${status}`)
    this.waitMs = waitMs
  }
}

/** One try: appends to `part`, which has `start` bytes, what the server still has. Throws for anything short of the end. */
async function receive(file: RemoteFile, part: string, start: number, options: DownloadOptions): Promise<void> {
  const { onProgress, signal, stallMs = STALL_MS } = options
  if (file.bytes !== undefined && start >= file.bytes) return
  const stalled = new AbortController()
  const timer = setTimeout(
    () => stalled.abort(new TransferError(phrase`nothing came for ${stallMs / 1000} s`)),
    stallMs,
  )
  try {
    const response = await fetch(file.url, {
      headers: { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
      signal: AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]),
    })
    refuse(response, file.url)
    const resumed = response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${start}-`)
    if (response.status !== 200 && !resumed) {
      // A part that the server cannot continue, such as one that is longer than the file, is worth nothing.
      await rm(part, { force: true })
      throw new TransferError(phrase`status ${response.status} for the rest of a file`)
    }
    const length = Number(response.headers.get('content-length') ?? Number.NaN)
    let count = resumed ? start : 0
    const promised = Number.isNaN(length) ? undefined : count + length
    const total = file.bytes ?? promised
    if (promised !== undefined && promised !== total)
      throw await wrongFile(part, file.url, phrase`has ${promised} bytes`, String(total))
    const output = await openPart(part, resumed ? 'a' : 'w')
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh()
        count += chunk.length
        if (total !== undefined && count > total) {
          throw await wrongFile(part, file.url, phrase`has more than ${total} bytes`, phrase`no more`)
        }
        await append(output, chunk, part)
        onProgress?.(count, total)
      }
    } finally {
      await output.close()
    }
    if (total !== undefined && count < total) throw new TransferError(phrase`${count} of ${total} bytes came`)
  } finally {
    clearTimeout(timer)
  }
}

/** Throws for a status that is no file: at once where trying again is no use. */
function refuse({ status, headers }: Response, url: string): void {
  if (status === 429 || status >= 500) throw new BusyError(status, 1000 * (Number(headers.get('retry-after')) || 0))
  if (status < 400 || status === 416) return
  throw new UserError(
    'missing-weights',
    phrase`The server has no file at ${url}: it answers ${status}.`,
    phrase`It may have moved.`,
  )
}

async function openPart(part: string, flag: 'a' | 'w'): Promise<FileHandle> {
  try {
    return await open(part, flag)
  } catch (error) {
    throw unwritable(part, error)
  }
}

async function append(output: FileHandle, chunk: Uint8Array, part: string): Promise<void> {
  try {
    await output.writeFile(chunk)
  } catch (error) {
    throw unwritable(part, error)
  }
}

/** Removes a part that is not the file, so that the next try begins anew. */
async function check({ url, bytes, sha256, md5 }: RemoteFile, part: string): Promise<void> {
  const size = await sizeOf(part)
  if (bytes !== undefined && size !== bytes) throw await wrongFile(part, url, phrase`has ${size} bytes`, String(bytes))
  for (const [name, expected] of [
    ['sha256', sha256],
    ['md5', md5],
  ] as const) {
    if (expected === undefined) continue
    const hash = createHash(name)
    for await (const chunk of createReadStream(part)) hash.update(chunk)
    const found = hash.digest('hex')
    if (found !== expected) throw await wrongFile(part, url, phrase`has the ${name} ${found}`, expected)
  }
}

async function wrongFile(part: string, url: string, found: Text, expected: Text): Promise<UserError> {
  await rm(part, { force: true })
  const text = phrase`What ${url} sends is not the file it should be: it ${found}, expected ${expected}.`
  return new UserError('bad-weights', text, phrase`Try again later; a network in between may answer in its place.`)
}

function unreachable(url: string, error: unknown): UserError {
  const reason = isOffline(error) ? phrase`there is no network` : reasonOf(error as Error)
  return new UserError(
    'missing-weights',
    phrase`${url} cannot be fetched: ${reason}.`,
    phrase`Try again when that has changed.`,
  )
}

function reasonOf(error: Error): Text {
  const { cause, message } = error
  if (error instanceof TransferError) return error.said
  return cause instanceof Error ? cause.message : message
}

/** Where names are not resolved, waiting for a server's better days is no use. */
function isOffline(error: unknown): boolean {
  const code = (error as { cause?: { code?: string } }).cause?.code
  return code === 'ENOTFOUND' || code === 'EAI_AGAIN'
}

function unwritable(part: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError(
    'output',
    phrase`The download cannot be kept in ${part}: ${reason}.`,
    phrase`Make room, or set DREAMBOT_WEIGHTS.`,
  )
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

/** One try of a download: an HTTP request whose body is appended to a part file. */
import { type FileHandle, open, rm, stat } from 'node:fs/promises'
import { UserError } from '../../core/errors.ts'
import { inEnglish, type Phrase, phrase, type Text } from '../../i18n/phrase.ts'

export interface RemoteFile {
  readonly url: string
  /** The size of the file; unchecked if absent. */
  readonly bytes?: number | undefined
  /** In hexadecimal; unchecked if absent. */
  readonly sha256?: string | undefined
  /** In hexadecimal; unchecked if absent. */
  readonly md5?: string | undefined
}

export interface TransferOptions {
  /** Called with the number of bytes received so far and the total, if it is known. */
  readonly onProgress?: (received: number, total: number | undefined) => void
  readonly signal?: AbortSignal
  /** The longest time without data from the server, in milliseconds. Default 30 s. */
  readonly stallMs?: number
}

interface Transfer {
  readonly file: RemoteFile
  /** The path of the part file. */
  readonly part: string
  /** The number of bytes that it has already. */
  readonly start: number
}

const STALL_MS = 30_000

/** Why a try failed, as a clause that follows the address. Another try may succeed. */
export class TransferError extends Error {
  readonly said: Phrase
  constructor(said: Phrase) {
    super(inEnglish(said))
    this.said = said
  }
}

/** The server is overloaded, or limits the rate of requests. */
export class BusyError extends TransferError {
  /** How long the server asks to wait, in milliseconds; 0 if it does not say. */
  readonly waitMs: number
  constructor(status: number, waitMs: number) {
    super(waitMs > 0 ? phrase`it is busy for another ${Math.ceil(waitMs / 1000)} s` : phrase`it answers ${status}`)
    this.waitMs = waitMs
  }
}

/**
 * Receives the rest of the file from byte `start` on. Returns when the part file is complete.
 * Throws `TransferError` or what `fetch` throws if another try may succeed, and `UserError` otherwise.
 */
export async function receive({ file, part, start }: Transfer, options: TransferOptions): Promise<void> {
  const { onProgress, signal, stallMs = STALL_MS } = options
  if (file.bytes !== undefined && start >= file.bytes) return
  const stalled = new AbortController()
  const stall = () => stalled.abort(new TransferError(phrase`no data was received for ${stallMs / 1000} s`))
  const timer = setTimeout(stall, stallMs)
  try {
    const response = await fetch(file.url, {
      headers: { 'accept-encoding': 'identity', ...(start > 0 && { range: `bytes=${start}-` }) },
      signal: AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]),
    })
    const isResumed = await assertUsable(response, { file, part, start })
    const total = await expectedSize(response, { file, part, start: isResumed ? start : 0 })
    let count = isResumed ? start : 0
    const output = await openPart(part, isResumed ? 'a' : 'w')
    try {
      for await (const chunk of response.body ?? []) {
        timer.refresh()
        count += chunk.length
        if (total !== undefined && count > total)
          throw await wrongFile({
            url: file.url,
            part,
            found: phrase`has more than ${total} bytes`,
            expected: phrase`no more`,
          })
        await append(output, chunk, part)
        onProgress?.(count, total)
      }
    } finally {
      await output.close()
    }
    if (total !== undefined && count < total)
      throw new TransferError(phrase`only ${count} of ${total} bytes were received`)
  } finally {
    clearTimeout(timer)
  }
}

/** Whether the response continues the part file; otherwise it holds the whole file. Throws for one without a file. */
async function assertUsable({ status, headers }: Response, { file, part, start }: Transfer): Promise<boolean> {
  if (status === 429 || status >= 500) throw new BusyError(status, 1000 * (Number(headers.get('retry-after')) || 0))
  if (status >= 400 && status !== 416)
    throw new UserError(
      'missing-weights',
      phrase`The server has no file at ${file.url}: it answers ${status}.`,
      phrase`It may have moved.`,
    )
  const isResumed = status === 206 && headers.get('content-range')?.startsWith(`bytes ${start}-`) === true
  if (status === 200 || isResumed) return isResumed
  // The part cannot be continued: it may be longer than the file.
  await rm(part, { force: true })
  throw new TransferError(phrase`it answers ${status} to a request for the rest of the file`)
}

/** The size of the complete file, if it is known. Throws if the response announces another than the file should have. */
async function expectedSize({ headers }: Response, { file, part, start }: Transfer): Promise<number | undefined> {
  const length = headers.get('content-length')
  const announced = length === null ? undefined : start + Number(length)
  const total = file.bytes ?? announced
  if (announced !== undefined && announced !== total)
    throw await wrongFile({ url: file.url, part, found: phrase`has ${announced} bytes`, expected: String(total) })
  return total
}

interface WrongFile {
  readonly url: string
  readonly part: string
  /** What the file has, as the end of a sentence. */
  readonly found: Text
  readonly expected: Text
}

/** Removes the part file and returns the error to throw. */
export async function wrongFile({ url, part, found, expected }: WrongFile): Promise<UserError> {
  await rm(part, { force: true })
  return new UserError(
    'bad-weights',
    phrase`The file at ${url} is not the expected one: it ${found}, expected ${expected}.`,
    phrase`Try again later. A proxy may have answered in place of the server.`,
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

function unwritable(part: string, error: unknown): UserError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UserError(
    'output',
    phrase`The download cannot be saved in ${part}: ${reason}.`,
    phrase`Free some space, or set DREAMBOT_WEIGHTS to another folder.`,
  )
}

/** The size of a file in bytes; 0 if it does not exist. */
export async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0
}

/** Photos from a chat's own file hosts: a URL in, bytes out, with a cap on size and time. */
import { UserError } from '../core/errors.ts'
import { phrase } from '../i18n/phrase.ts'
import { DECODE_LIMITS } from '../image/codec/decode.ts'

export interface FetchOptions {
  /** Host names, with their port if it is not the usual one. Nothing is fetched from elsewhere. */
  readonly hosts: readonly string[]
  /** Sent to these hosts alone. */
  readonly headers?: Readonly<Record<string, string>>
  /** For the whole of it. Default 30. */
  readonly seconds?: number
}

const MOST_REDIRECTS = 3

/** Throws `UserError` bad-image for another host, also by redirect, for more than the limit of uploads, and for no answer. */
export async function fetchPhoto(address: string, options: FetchOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout((options.seconds ?? 30) * 1000)
  try {
    return await follow(address, options, signal, MOST_REDIRECTS)
  } catch (error) {
    if (error instanceof UserError) throw error
    throw unfetched(signal.aborted ? phrase`it took too long` : phrase`its host does not answer`)
  }
}

/**
 * The bytes of a picture on its way; what its sender says of the length is not relied upon. Throws `UserError` bad-image
 * for more than the limit of uploads.
 */
export async function readCapped({ body }: Pick<Response, 'body'>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    // Leaving the loop ends the transfer.
    if (length > DECODE_LIMITS.bytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function follow(
  address: string,
  options: FetchOptions,
  signal: AbortSignal,
  redirects: number,
): Promise<Uint8Array> {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || !options.hosts.includes(url.host)) {
    throw outside()
  }
  const { headers = {} } = options
  const response = await fetch(url, { headers, redirect: 'manual', signal })
  const next = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && next !== null) {
    await response.body?.cancel()
    if (redirects === 0) throw unfetched(phrase`it is redirected too often`)
    const target = new URL(next, url)
    // What is sent along is not for everybody on the way.
    if (url.protocol === 'https:' && target.protocol !== 'https:') throw outside()
    return follow(target.href, options, signal, redirects - 1)
  }
  if (!response.ok) {
    await response.body?.cancel()
    throw unfetched(phrase`its host answers ${response.status}`)
  }
  return readCapped(response)
}

function tooLarge(): UserError {
  return new UserError(
    'bad-image',
    phrase`The picture has more than ${DECODE_LIMITS.bytes / 1e6} MB.`,
    phrase`Send a smaller one.`,
  )
}

function outside(): UserError {
  return unfetched(phrase`it lies outside this chat`)
}

function unfetched(reason: ReturnType<typeof phrase>): UserError {
  return new UserError('bad-image', phrase`The picture could not be fetched: ${reason}.`, phrase`Attach it again.`)
}

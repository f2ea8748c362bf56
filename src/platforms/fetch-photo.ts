/** Fetches photos from a chat's own file hosts, within limits of size and time. */
import { UserError } from '../core/errors.ts'
import { phrase, type Text } from '../i18n/phrase.ts'
import { DECODE_LIMITS } from '../image/codec/decode.ts'

export interface FetchOptions {
  /** Allowed hosts, each with its port unless that is the default one. Nothing is fetched from any other. */
  readonly hosts: readonly string[]
  /** Request headers, sent to these hosts only. */
  readonly headers?: Readonly<Record<string, string>>
  /** Timeout of the whole download. Default 30. */
  readonly seconds?: number
}

const MOST_REDIRECTS = 3

/**
 * Downloads a photo and returns its bytes. Throws `UserError` bad-image for a host that is not allowed, also after a
 * redirect, for a photo larger than the upload limit, and when the host fails or takes too long.
 */
export async function fetchPhoto(address: string, options: FetchOptions): Promise<Uint8Array> {
  const signal = AbortSignal.timeout((options.seconds ?? 30) * 1000)
  try {
    return await readCapped(await fetchWithin(address, options, signal))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw notFetched(signal.aborted ? phrase`it took too long` : phrase`its host does not answer`)
  }
}

/**
 * Reads a body, whatever its declared length. Throws `UserError` bad-image as soon as it is larger than the upload limit,
 * and ends the transfer.
 */
export async function readCapped({ body }: Pick<Response, 'body'>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > DECODE_LIMITS.bytes) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Follows redirects within the allowed hosts, and returns the first response that is not one. */
async function fetchWithin(address: string, { hosts, headers = {} }: FetchOptions, signal: AbortSignal) {
  let url = allowedUrl(address, hosts)
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(url, { headers, redirect: 'manual', signal })
    const location = response.headers.get('location')
    const isRedirect = response.status >= 300 && response.status < 400 && location !== null
    if (response.ok && !isRedirect) return response
    await response.body?.cancel()
    if (!isRedirect) throw notFetched(phrase`its host answers ${response.status}`)
    if (redirects === MOST_REDIRECTS) throw notFetched(phrase`it is redirected too often`)
    const target = new URL(location, url)
    // The headers may hold a token, which must not be sent unencrypted.
    if (url.protocol === 'https:' && target.protocol !== 'https:') throw outsideChat()
    url = allowedUrl(target.href, hosts)
  }
}

/** Throws `UserError` bad-image unless the address is an HTTP URL on one of the hosts. */
function allowedUrl(address: string, hosts: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || !hosts.includes(url.host)) throw outsideChat()
  return url
}

function tooLarge(): UserError {
  return new UserError(
    'bad-image',
    phrase`The picture has more than ${DECODE_LIMITS.bytes / 1e6} MB.`,
    phrase`Send a smaller one.`,
  )
}

function outsideChat(): UserError {
  return notFetched(phrase`it lies outside this chat`)
}

function notFetched(reason: Text): UserError {
  return new UserError('bad-image', phrase`The picture could not be fetched: ${reason}.`, phrase`Attach it again.`)
}
